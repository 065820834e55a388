import type { BillSummary } from '@dingdee/shared/bill';
import { formatAmount } from '@dingdee/shared/money';
import { newKey } from '../../api/lost-answer.js';
import { draftKey, reasonDraft } from '../../pending/phone/device-store.js';
import { type PendingKind, usePending } from '../../pending/phone/usePending.js';
import { count } from '../../ui/formats.js';
import { phoneWords } from '../../ui/phone/words.js';
import { useUndo } from '../../ui/useUndo.js';
import type { ReasonKind } from '../ask-words.js';
import { doneWords } from '../deed-words.js';
import { isRequest } from '../second-person.js';
import { useBillActions } from '../useBillActions.js';

type Target = Pick<BillSummary, 'id' | 'version' | 'payee' | 'amount'>;

/** Formats one bill as "1 笔 ¥1,234.50"; leaves out the sum if the amount is unknown. */
export const oneSum = ({ amount }: Pick<BillSummary, 'amount'>): string =>
  amount === null ? phoneWords.oneUnknown : phoneWords.sum(count(1), formatAmount(amount));

/**
 * Runs an action on one bill. The server's answer decides. Without an answer, and for troubles that pass, approve, hold and ask wait as 待发送.
 * @returns 'done', 'pending' (waits for the network) or 'refused' (then `problem` says why)
 */
export function usePhoneActions() {
  const actions = useBillActions();
  const pending = usePending();
  const undo = useUndo();
  const words = { ...doneWords, ask: doneWords.sentBack };

  const waits = (kind: ReasonKind): kind is PendingKind => kind === 'approve' || kind === 'hold' || kind === 'ask';

  async function act(kind: ReasonKind, bill: Target, text: string): Promise<'done' | 'pending' | 'refused'> {
    // A waiting action is sent again with the key of the first try, so it counts once.
    const key = newKey();
    const answer = await (kind === 'approve'
      ? actions.approve(bill, text || undefined, key)
      : kind === 'hold' || kind === 'ask'
        ? actions[kind](bill, text, key)
        : actions[kind](bill, text));
    const sent = () => reasonDraft.keep(draftKey(bill.id, kind), '');
    if (answer) {
      sent();
      const word = isRequest(answer, kind) ? words.requested : words[kind];
      undo.show(word(oneSum(bill)), undoOf(kind, answer));
      return 'done';
    }
    if (!waits(kind) || !actions.problem.value?.passes) return 'refused';
    actions.dismiss();
    sent();
    pending.add({ kind, billId: bill.id, version: bill.version, text, at: Date.now(), key });
    return 'pending';
  }

  function undoOf(kind: ReasonKind, bill: BillSummary): (() => void) | undefined {
    if (kind === 'hold') return () => void actions.release(bill, words.undoHold);
    if (kind === 'approve') return () => void actions.unapprove(bill, words.undoApprove);
    if ((kind === 'exclude' || kind === 'handle-outside') && !isRequest(bill, kind))
      return () => void actions.restore(bill, words.undoClosed);
    return undefined;
  }

  return { ...actions, act };
}
