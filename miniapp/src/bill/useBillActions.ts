import type { BillSummary } from '@dingdee/shared/bill';
import type { BatchResult, BillRefs } from '@dingdee/shared/bill-batch';
import type { PaidByRead } from '@dingdee/shared/outside';
import { readonly, ref, shallowReadonly, shallowRef } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { type BillApi, billApi } from '../api/bill-api.js';
import { useBillChanged } from '../api/useBillChanged.js';
import { ownHand } from './own-hand.js';

export type BillAction =
  | 'approve'
  | 'unapprove'
  | 'hold'
  | 'release'
  | 'exclude'
  | 'handle-outside'
  | 'restore'
  | 'no-payment'
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

/**
 * Runs a person's actions on bills. One request at a time; the server's answer decides. Each call returns the bill in its new state, or null if it
 * was refused: then `problem` says why and `refused` which bill.
 */
export function useBillActions(api: BillApi = billApi) {
  const billChanged = useBillChanged();
  const busy = ref<BillAction | null>(null);
  const problem = shallowRef<ApiProblem | null>(null);
  const refused = ref<string | null>(null);
  /** The refused bill as it was on screen. */
  const refusedAs = shallowRef<Acted | null>(null);

  async function run<T>(action: BillAction, bill: Acted | null, work: () => Promise<T>): Promise<T | null> {
    if (busy.value) return null;
    busy.value = action;
    problem.value = null;
    refused.value = null;
    refusedAs.value = null;
    if (bill) ownHand.begin(bill.id);
    let version: number | null = null;
    try {
      const answer = await work();
      version = versionIn(answer);
      return answer;
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      problem.value = error;
      refused.value = bill?.id ?? null;
      refusedAs.value = bill;
      return null;
    } finally {
      if (bill) ownHand.end(bill.id, version);
      busy.value = null;
      billChanged();
    }
  }
  const act = (action: BillAction, bill: Acted, work: () => Promise<BillSummary>) => run(action, bill, work);

  return {
    busy: readonly(busy),
    problem: shallowReadonly(problem),
    refused: readonly(refused),
    refusedAs: shallowReadonly(refusedAs),
    dismiss: () => {
      problem.value = null;
      refused.value = null;
      refusedAs.value = null;
    },
    approve: (bill: Acted, note?: string, key?: string) =>
      act('approve', bill, () =>
        api.approve(bill.id, note ? { version: bill.version, note } : { version: bill.version }, key),
      ),
    unapprove: (bill: Acted, reason: string) =>
      act('unapprove', bill, () => api.unapprove(bill.id, { version: bill.version, reason })),
    hold: (bill: Acted, reason: string, key?: string) =>
      act('hold', bill, () => api.hold(bill.id, { version: bill.version, reason }, key)),
    release: (bill: Acted, reason: string) =>
      act('release', bill, () => api.release(bill.id, { version: bill.version, reason })),
    exclude: (bill: Acted, reason: string) =>
      act('exclude', bill, () => api.exclude(bill.id, { version: bill.version, reason })),
    'handle-outside': (bill: Acted, reason: string, paidBy?: PaidByRead) =>
      act('handle-outside', bill, () =>
        api.handleOutside(bill.id, { version: bill.version, reason, ...(paidBy && { paidBy }) }),
      ),
    restore: (bill: Acted, reason: string) =>
      act('restore', bill, () => api.restore(bill.id, { version: bill.version, reason })),
    'no-payment': (bill: Acted, reason: string) =>
      act('no-payment', bill, () => api.noPayment(bill.id, { version: bill.version, reason })),
    reversed: (bill: Acted, reason: string) =>
      act('reversed', bill, () => api.reversed(bill.id, { version: bill.version, reason })),
    /** Reports a reversal although the person knows that Kingdee still shows the bill. */
    reversedAnyway: (bill: Acted, reason: string) =>
      act('reversed', bill, () => api.reversed(bill.id, { version: bill.version, reason, stillThere: true })),
    stands: (bill: Acted, reason: string) =>
      act('stands', bill, () => api.stands(bill.id, { version: bill.version, reason })),
    ask: (bill: Acted, reason: string, key?: string) =>
      act('ask', bill, () => api.askApplicant(bill.id, { version: bill.version, reason }, key)),
    checkNow: (bill: Acted) => run('check', bill, () => api.checkNow(bill.id, bill.version)),
    continueSteps: (bill: Acted) => run('continue', bill, () => api.continueSteps(bill.id, bill.version)),
    /** Withdraws only the version that the person saw when the consequences were explained. */
    withdraw: (bill: Acted) => run('withdraw', bill, () => api.withdraw(bill.id, bill.version)),
    handOver: (bill: Acted) => run('hand-over', bill, () => api.handOver(bill.id, bill.version)),
    adopt: (bill: Acted, number: string) => run('adopt', bill, () => api.adopt(bill.id, bill.version, number)),
    resend: (bill: Acted, reason: string) => run('resend', bill, () => api.resend(bill.id, bill.version, reason)),
    approveMany: (refs: BillRefs): Promise<BatchResult | null> =>
      run('approve-many', null, () => api.approveMany(refs)),
    /** Runs any other action on several bills. */
    many: (work: () => Promise<BatchResult>) => run('approve-many', null, work),
  };
}
const versionIn = (answer: unknown): number | null =>
  typeof answer === 'object' && answer !== null && 'version' in answer && typeof answer.version === 'number'
    ? answer.version
    : null;
export type BillActions = ReturnType<typeof useBillActions>;
