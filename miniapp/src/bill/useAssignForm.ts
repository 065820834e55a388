import type { AssignPreview, AssignResult } from '@dingdee/shared/assignment';
import type { BillRefs } from '@dingdee/shared/bill-batch';
import { computed, ref, shallowRef } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { assignmentApi } from '../api/assignment-api.js';
import { assignWords as words } from './assign-words.js';

/** The choice "nobody has it in hand". */
export const NOBODY = '';

/**
 * Holds the form of an assignment: the person, the due time and the resulting totals.
 * @param refs the selected bills in the versions that were seen
 */
export function useAssignForm(refs: BillRefs) {
  const preview = shallowRef<AssignPreview | null>(null);
  const problem = shallowRef<ApiProblem | null>(null);
  const busy = ref(false);
  const search = ref('');
  const chosen = ref<string | null>(null);
  const due = ref('');
  const note = ref('');

  async function asked<T>(work: () => Promise<T>): Promise<T | null> {
    problem.value = null;
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      problem.value = error;
      return null;
    }
  }
  async function read(): Promise<void> {
    preview.value = await asked(() => assignmentApi.preview(refs));
  }
  const people = computed(() => (preview.value?.people ?? []).filter(({ name }) => name.includes(search.value.trim())));
  const person = computed(() => preview.value?.people.find(({ userId }) => userId === chosen.value) ?? null);
  /** The field has no time zone: the typed time is Beijing time, wherever the machine is. */
  const dueAt = computed(() => (due.value === '' ? null : Date.parse(`${due.value}:00+08:00`)));
  const past = computed(() => dueAt.value !== null && !(dueAt.value > Date.now()));
  const effects = computed(() => {
    const { value: seen } = preview;
    if (!seen || chosen.value === null) return [];
    const out = seen.leftOut.map((line) => words.left(line.count, line.reason));
    if (!person.value) return [words.free(seen.assigned), ...out];
    const { name, holds, after, own, you } = person.value;
    return [
      words.effect(name, holds.count, after.count),
      words.own(name, own),
      ...(seen.assigned > 0 ? [words.moved(seen.assigned)] : []),
      ...out,
      ...(you ? [] : [words.notice]),
    ];
  });
  const ready = computed(() => chosen.value !== null && !busy.value && !past.value);
  const word = computed(() => {
    if (busy.value) return words.going;
    if (person.value) return words.go(person.value.name);
    return chosen.value === NOBODY ? words.goFree : words.label;
  });
  /** @returns the result, and the name of the person who got the bills; null if nothing was assigned */
  async function go(): Promise<{ result: AssignResult; to: string | null } | null> {
    if (!ready.value) return null;
    busy.value = true;
    const to = chosen.value || null;
    const result = await asked(() =>
      assignmentApi.assign({
        refs,
        userId: to,
        dueAt: to === null ? null : dueAt.value,
        note: to === null ? '' : note.value,
      }),
    );
    busy.value = false;
    return result && { result, to: person.value?.name ?? null };
  }
  return { preview, problem, search, chosen, due, note, people, person, past, effects, ready, word, read, go };
}
export type AssignForm = ReturnType<typeof useAssignForm>;
