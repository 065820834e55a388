import type { SchemeContent } from '@dingdee/shared/scheme';
import { sortedJson } from '@dingdee/shared/sorted-json';
import type { ContentTrouble, TrialRun } from '@dingdee/shared/trial';
import { computed, onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue';
import { ApiProblem } from '../../api/api-problem.js';
import { rulesApi } from '../../api/rules-api.js';

const TYPING_MS = 300;

/** Tries the present content on real approvals: repeated after a pause in typing; the last answer stays meanwhile. */
export function useTrial(
  id: Ref<string>,
  content: Ref<SchemeContent | null>,
  field: Ref<string>,
  shown: Ref<string | null>,
  ask: Pick<typeof rulesApi, 'trial'> = rulesApi,
) {
  const run = shallowRef<TrialRun | null>(null);
  const troubles = ref<ContentTrouble[]>([]);
  const problem = ref<ApiProblem | null>(null);
  const busy = ref(false);
  const reading = ref(false);
  /** True after a person pressed the button that queries DingTalk. */
  const readOnce = ref(false);
  /** The content of `run`; `ranWith` is the same as text. */
  const ranContent = shallowRef<SchemeContent | null>(null);
  const ranWith = ref('');
  const now = computed(() => (content.value ? sortedJson(content.value) : ''));
  /** True if the shown result belongs to an earlier content. */
  const older = computed(() => run.value !== null && ranWith.value !== now.value);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked: AbortController | null = null;
  /** The trial for which the server asks DingTalk; typing does not end it. */
  let reader: AbortController | null = null;

  /** @param read what is asked of DingTalk. */
  async function go(read: 'none' | 'approvals' | 'related' = 'none'): Promise<void> {
    clearTimeout(timer);
    // The first answer is awaited even if the person types meanwhile: there is nothing else to show.
    if (run.value !== null && asked !== reader) asked?.abort();
    const own = new AbortController();
    asked = own;
    const { value: written } = content;
    if (!written) return;
    const text = now.value;
    busy.value = true;
    if (read !== 'none') {
      reader?.abort();
      reader = own;
      reading.value = true;
    }
    try {
      const answer = await ask.trial(
        id.value,
        {
          content: written,
          field: field.value,
          ...(shown.value === null ? {} : { shown: shown.value }),
          ...(read === 'approvals' ? { read: true } : read === 'related' ? { readRelated: true } : {}),
        },
        own.signal,
      );
      if (own.signal.aborted) return;
      if (asked === own) {
        troubles.value = answer.troubles;
        problem.value = null;
      }
      if (answer.run && (asked === own || run.value === null)) {
        run.value = answer.run;
        ranContent.value = written;
        ranWith.value = text;
      }
      if (reader !== own || answer.run === null) return;
      readOnce.value ||= read === 'approvals';
      // A trial of what was typed meanwhile may have run before these approvals were read.
      if (asked !== own) await go();
    } catch (error) {
      if (own.signal.aborted) return;
      if (!(error instanceof ApiProblem)) throw error;
      problem.value = error;
    } finally {
      if (asked === own) busy.value = false;
      if (reader === own) {
        reader = null;
        reading.value = false;
      }
    }
  }
  /** Waits after typing, but not after a click. */
  watch(now, () => {
    clearTimeout(timer);
    timer = setTimeout(() => void go(), run.value === null ? 0 : TYPING_MS);
  });
  watch([field, shown], () => void go());
  if (content.value) void go();
  onScopeDispose(() => {
    clearTimeout(timer);
    asked?.abort();
    reader?.abort();
  });
  return {
    run,
    ranContent,
    troubles,
    problem,
    busy,
    reading,
    asked: readOnce,
    older,
    again: () => go(),
    read: () => go('approvals'),
    readRelated: () => go('related'),
  };
}
export type TrialUse = ReturnType<typeof useTrial>;
