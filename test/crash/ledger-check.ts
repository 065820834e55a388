/** An approval that has to be booked, as the DingTalk stand-in generated it. */
export interface Approval {
  instanceId: string;
  /** Decimal text, two places. */
  total: string;
}
/** A bill as the Kingdee stand-in holds it. */
export interface HeldBill {
  number: string;
  thirdBillNo: string;
  status: string;
  total: string;
  /** Whether the bill is cancelled (作废). */
  cancelled?: boolean;
}
/** Comments by approval. */
export type Comments = ReadonlyMap<string, readonly string[]>;

export interface Verdict {
  approvals: number;
  bills: number;
  /** Bills beyond the first of an approval, and bills of no approval at all. */
  duplicates: string[];
  /** Approvals without a bill. */
  lost: string[];
  notAudited: string[];
  /** Approvals whose bill has another amount. */
  wrongAmount: string[];
  withoutComment: string[];
  /** Approvals with more than one comment about their bill. */
  doubleComment: string[];
}

/** Compares the ledgers of the two stand-ins, without our own tables. Lists name the approval, or the number of a bill that has none. */
export function compareLedgers(
  approvals: readonly Approval[],
  bills: readonly HeldBill[],
  comments: Comments,
): Verdict {
  const byApproval = new Map<string, HeldBill[]>(approvals.map(({ instanceId }) => [instanceId, []]));
  const strange: string[] = [];
  for (const bill of bills) {
    const own = byApproval.get(bill.thirdBillNo);
    if (own) own.push(bill);
    else strange.push(bill.number);
  }
  const verdict: Verdict = {
    approvals: approvals.length,
    bills: bills.length,
    duplicates: strange,
    lost: [],
    notAudited: [],
    wrongAmount: [],
    withoutComment: [],
    doubleComment: [],
  };
  for (const { instanceId, total } of approvals) {
    const own = byApproval.get(instanceId) ?? [];
    for (const _ of own.slice(1)) verdict.duplicates.push(instanceId);
    if (own.length === 0) verdict.lost.push(instanceId);
    if (own.some(({ status }) => status !== 'C')) verdict.notAudited.push(instanceId);
    if (own.some((bill) => bill.total !== total)) verdict.wrongAmount.push(instanceId);
    const about = (comments.get(instanceId) ?? []).filter((text) => own.some(({ number }) => text.includes(number)));
    if (about.length === 0) verdict.withoutComment.push(instanceId);
    if (about.length > 1) verdict.doubleComment.push(instanceId);
  }
  return verdict;
}

/** Whether every approval has one bill and one comment, and there is nothing else. */
export const isClean = (verdict: Verdict): boolean =>
  verdict.bills === verdict.approvals &&
  [
    verdict.duplicates,
    verdict.lost,
    verdict.notAudited,
    verdict.wrongAmount,
    verdict.withoutComment,
    verdict.doubleComment,
  ].every((list) => list.length === 0);
