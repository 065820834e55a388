import { assignedToPerson } from '@dingdee/shared/bill-assignment';
import type { Stage } from '@dingdee/shared/bill-state';
import { parseAmount } from '@dingdee/shared/money';
import { useQuery } from '@tanstack/vue-query';
import { computed, reactive } from 'vue';
import { viewApi } from '../api/view-api.js';
import { count } from '../ui/formats.js';
import { filterWords as words } from './filter-words.js';
import { useAssignees } from './useAssignees.js';
import { type Filters, given } from './views.js';

interface FilterInput {
  filters: Filters;
  stage: Stage;
  schemeId: string | undefined;
  orgName: (number: string) => string;
}

/** Holds every filter of a list as form fields; the same on desk and phone. */
export function useFilterForm({ filters, stage, schemeId, orgName }: FilterInput) {
  const typed = reactive({
    department: filters.department ?? '',
    org: filters.orgNumber ?? '',
    min: String(filters.minAmount ?? ''),
    max: String(filters.maxAmount ?? ''),
    days: (filters.waitingDays ?? '') as string | number,
    files: (filters.attachments ?? '') as '' | 'none' | 'some',
    from: filters.finishedFrom ?? '',
    to: filters.finishedTo ?? '',
    risk: (filters.risk ?? '') as Filters['risk'] | '',
    assigned: filters.assigned ?? '',
  });
  const { people } = useAssignees();
  const { data } = useQuery({
    queryKey: ['stages', 'choices', stage, schemeId],
    queryFn: () => viewApi.choices({ stage, schemeId }),
  });
  const departments = computed(() =>
    withChosen(
      (data.value?.departments ?? []).map(({ name, count: n }) => ({ value: name, name, n })),
      filters.department,
    ),
  );
  const organisations = computed(() =>
    withChosen(
      (data.value?.organisations ?? []).map(({ number, count: n }) => ({ value: number, name: orgName(number), n })),
      filters.orgNumber,
    ),
  );
  const hands = computed(() =>
    people.value.map(({ userId, name, holds }) => ({
      value: assignedToPerson(userId),
      name: `${words.inHandOf(name)}（${count(holds.count)}）`,
    })),
  );
  // A list that was opened from a to-do shows one hand-over: this condition is not a general choice, and is kept when the others change.
  const handOver = filters.assigned?.startsWith('act:') ? [{ value: filters.assigned, name: words.thisTime }] : [];
  const notMoney = computed(() => money(typed.min) === null || money(typed.max) === null);
  /** @returns null if the amounts cannot be read */
  function read(): Filters | null {
    if (notMoney.value) return null;
    const waiting = Number(typed.days);
    return given<Filters>({
      department: typed.department || undefined,
      orgNumber: typed.org || undefined,
      minAmount: money(typed.min) ?? undefined,
      maxAmount: money(typed.max) ?? undefined,
      waitingDays: Number.isInteger(waiting) && waiting >= 1 && waiting <= 365 ? waiting : undefined,
      attachments: typed.files || undefined,
      finishedFrom: typed.from || undefined,
      finishedTo: typed.to || undefined,
      risk: typed.risk || undefined,
      assigned: typed.assigned || undefined,
      decided: filters.decided,
      lacks: filters.lacks,
    });
  }
  return { typed, departments, organisations, hands: computed(() => [...handOver, ...hands.value]), notMoney, read };
}

const money = (text: string) => (text.trim() === '' ? undefined : parseAmount(text));
/** Keeps the chosen value in the list even if no bill has it any more. */
function withChosen<T extends { value: string; name: string; n: number }>(list: T[], chosen: string | undefined) {
  const there = chosen === undefined || list.some(({ value }) => value === chosen);
  return there ? list : [{ value: chosen, name: chosen, n: 0 }, ...list];
}
export type FilterForm = ReturnType<typeof useFilterForm>;
