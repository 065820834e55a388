import type { BatchResult, BillRefs, BillSummary } from '@dingdee/shared/bill';
import { useQueryClient } from '@tanstack/vue-query';
import { readonly, ref, shallowReadonly, shallowRef } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { type BillApi, billApi } from '../api/bill-api.js';

export type BillAction =
  | 'approve'
  | 'unapprove'
  | 'hold'
  | 'release'
  | 'exclude'
  | 'reversed'
  | 'stands'
  | 'ask'
  | 'check'
  | 'continue'
  | 'withdraw'
  | 'hand-over'
  | 'adopt'
  | 'resend'
  | 'approve-many';

interface Acted {
  id: string;
  version: number;
}
/** A line of a push order does not carry the version: it is read just before. */
type Seen = Pick<Acted, 'id'> & Partial<Acted>;

/**
 * What a person does to bills. One request at a time; the answer of the server is the truth.
 * Each call gives the bill as it now stands, or null when it was refused: then `problem` says why and `refused` which bill.
 */
export function useBillActions(api: BillApi = billApi) {
  const queries = useQueryClient();
  const busy = ref<BillAction | null>(null);
  const problem = shallowRef<ApiProblem | null>(null);
  const refused = ref<string | null>(null);

  async function run<T>(action: BillAction, id: string | null, work: () => Promise<T>): Promise<T | null> {
    if (busy.value) return null;
    busy.value = action;
    problem.value = null;
    refused.value = null;
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      problem.value = error;
      refused.value = id;
      return null;
    } finally {
      busy.value = null;
      for (const key of ['bill', 'stages', 'groups']) void queries.invalidateQueries({ queryKey: [key] });
    }
  }
  const act = (action: BillAction, bill: Acted, work: () => Promise<BillSummary>) => run(action, bill.id, work);

  const versionOf = async ({ id, version }: Seen): Promise<number> => version ?? (await api.get(id)).version;

  return {
    busy: readonly(busy),
    problem: shallowReadonly(problem),
    refused: readonly(refused),
    dismiss: () => {
      problem.value = null;
      refused.value = null;
    },
    approve: (bill: Acted, note?: string) =>
      act('approve', bill, () =>
        api.approve(bill.id, note ? { version: bill.version, note } : { version: bill.version }),
      ),
    unapprove: (bill: Acted, reason: string) =>
      act('unapprove', bill, () => api.unapprove(bill.id, { version: bill.version, reason })),
    hold: (bill: Acted, reason: string) =>
      act('hold', bill, () => api.hold(bill.id, { version: bill.version, reason })),
    release: (bill: Acted, reason: string) =>
      act('release', bill, () => api.release(bill.id, { version: bill.version, reason })),
    exclude: (bill: Acted, reason: string) =>
      act('exclude', bill, () => api.exclude(bill.id, { version: bill.version, reason })),
    reversed: (bill: Acted, reason: string) =>
      act('reversed', bill, () => api.reversed(bill.id, { version: bill.version, reason })),
    /** The person knows that Kingdee still shows the bill. */
    reversedAnyway: (bill: Acted, reason: string) =>
      act('reversed', bill, () => api.reversed(bill.id, { version: bill.version, reason, stillThere: true })),
    stands: (bill: Acted, reason: string) =>
      act('stands', bill, () => api.stands(bill.id, { version: bill.version, reason })),
    ask: (bill: Acted, reason: string) =>
      act('ask', bill, () => api.askApplicant(bill.id, { version: bill.version, reason })),
    checkNow: (bill: Seen) => run('check', bill.id, async () => api.checkNow(bill.id, await versionOf(bill))),
    continueSteps: (bill: Seen) =>
      run('continue', bill.id, async () => api.continueSteps(bill.id, await versionOf(bill))),
    /** Only with the version that the person saw when they were told what it means. */
    withdraw: (bill: Acted) => run('withdraw', bill.id, () => api.withdraw(bill.id, bill.version)),
    handOver: (bill: Seen) => run('hand-over', bill.id, async () => api.handOver(bill.id, await versionOf(bill))),
    adopt: (bill: Acted, number: string) => run('adopt', bill.id, () => api.adopt(bill.id, bill.version, number)),
    resend: (bill: Acted, reason: string) => run('resend', bill.id, () => api.resend(bill.id, bill.version, reason)),
    approveMany: (refs: BillRefs): Promise<BatchResult | null> =>
      run('approve-many', null, () => api.approveMany(refs)),
  };
}
export type BillActions = ReturnType<typeof useBillActions>;
