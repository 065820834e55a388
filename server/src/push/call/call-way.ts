import { formOfBill, type PushBill } from '../../bill/ledger/bill-claims.js';
import type { CallWay, StepOutcome, StoredBill } from '../../connectors/target.js';
import type { PushStep } from '../../domain/bill/push-steps.js';
import type { PushWay } from '../../scheme/version/scheme-store.js';

/**
 * Groups the bills of one step by form and by way of sending, in their order; one call is for one form. The single call (save, submit
 * and audit together) is used only for the first attempt of a bill. Repetitions go step by step, so that Kingdee says what is wrong,
 * and an aborted transaction does not abort for ever.
 * @param tried last save attempt by bill id.
 */
export function byWay(
  step: PushStep,
  bills: readonly PushBill[],
  ways: ReadonlyMap<string, PushWay>,
  tried: ReadonlyMap<string, number>,
): { bills: PushBill[]; way: CallWay }[] {
  const groups = new Map<string, { bills: PushBill[]; way: CallWay }>();
  for (const bill of bills) {
    const scheme = ways.get(bill.schemeId);
    const single =
      step === 'save' && scheme?.callMode === 'single' && bill.outcome === 'save+submit+audit' && !tried.has(bill.id);
    const answers = bill.state.answering ? [...(scheme?.interactions ?? [])].sort() : [];
    // A save uses the form that the bill is made for now; every other step uses the form of the bill that was sent.
    const form = step === 'save' ? bill.targetForm : formOfBill(bill);
    const key = `${form}:${single}:${answers.join(';')}`;
    const group = groups.get(key) ?? { bills: [], way: { single, answers } };
    group.bills.push(bill);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/**
 * Returns what a call that does all three steps meant for each bill. The answer counts only as far as a look after it agrees
 * (kingdee.md §14.2). If the two differ, the outcome is unknown, and the bill gets looks like any other bill in doubt.
 * @param found bills that Kingdee holds, by our billNo; null if the look was not answered.
 */
export function afterSingleCall(
  bills: readonly { billNo: string }[],
  outcomes: readonly StepOutcome[],
  found: ReadonlyMap<string, readonly StoredBill[]> | null,
): StepOutcome[] {
  return bills.map(({ billNo }, index): StepOutcome => {
    const outcome = outcomes[index] ?? { kind: 'unknown', cause: '金蝶的回答没有提到这张单据' };
    // For a taken number, the code that settles the call makes a look.
    if (outcome.kind === 'unknown' || (outcome.kind === 'refused' && outcome.refusal.class === 'exists'))
      return outcome;
    if (found === null) return { kind: 'unknown', cause: '金蝶回答了，但没有查到单据做到了哪一步' };
    const stored = found.get(billNo) ?? [];
    if (outcome.kind === 'refused')
      return stored.length === 0 ? outcome : { kind: 'unknown', cause: '金蝶说没有成功，单据却已经在金蝶里' };
    const [own] = stored;
    return own && stored.length === 1 && own.id === outcome.id && own.cancelled !== true
      ? { ...outcome, status: own.status }
      : { kind: 'unknown', cause: '金蝶说已完成，但按编号没有查到这张单据' };
  });
}
