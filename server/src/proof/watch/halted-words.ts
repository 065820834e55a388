import type { Move } from '../../bill/ledger/bill-ledger.js';
import type { HaltedBill, MovingBill } from '../../bill/ledger/bill-views.js';
import { statusWord } from '../../connectors/kingdee/answer/status-words.js';
import type { StoredBill } from '../../connectors/target.js';
import { amendedBy, underNewSentence, type WatchSaid, withoutAsked } from '../../domain/bill/bill-notes.js';
import { carriedTo } from '../../domain/bill/stored-state.js';
import { REACHED_IN_KINGDEE } from '../../push/call/push-step.js';
import type { HaltedLook } from './what-changed.js';

/** The news of a halted bill after a change in Kingdee: what happened, what it means for the money, the next step (ui.md §6). */
interface Said {
  /** Key of the news: the same news is not shown twice. */
  key: string;
  class: 'gone' | 'differs' | 'workflow' | 'stopped';
  sentence: string;
  nextStep: string;
}

const numberOf = (bill: HaltedBill): string => bill.kingdeeNo ?? bill.billNo;
const saidOf = (bill: Pick<MovingBill, 'state'>): WatchSaid => bill.state.watchSaid ?? {};

/**
 * Tells whether a person must decide. They wanted to withdraw the bill and saw that it is audited by now; they choose between 撤回 and
 * 继续, not the watch.
 */
export function mustDecide(bill: Pick<MovingBill, 'state'>): boolean {
  return [bill.state.trouble, saidOf(bill).before].some((trouble) => trouble?.class === 'audited');
}

/**
 * Returns the move of a halted bill that two looks did not find. It stays as it is: only 撤回并删除 may release its content, with a proof
 * of its own.
 */
export function haltedAbsent(bill: HaltedBill, now: number): Move | null {
  return say(
    bill,
    {
      key: 'gone',
      class: 'gone',
      sentence: `金蝶里查不到单据 ${numberOf(bill)} 了（隔一段时间查了两次），可能被人删除。没有重复付款。`,
      nextStep: '要改了再推，先“撤回并删除”，由它再确认一次金蝶里没有；不付了也一样，确认后排除。',
    },
    now,
  );
}

export function haltedMoved(
  bill: HaltedBill,
  own: StoredBill,
  { reached, back }: Extract<HaltedLook, { kind: 'moved' }>,
  now: number,
): Move | null {
  const status = statusWord(own.status);
  const said: Said = back
    ? {
        key: `back:${own.status}`,
        class: 'stopped',
        sentence: `单据 ${own.billNo} 在金蝶里被退回，现在是“${status}”。`,
        nextStep: '在金蝶里改好再提交，审完自动变为已入账；也可以点“继续”，或撤回并删除。',
      }
    : {
        key: `on:${own.status}`,
        class: 'workflow',
        sentence: `单据 ${own.billNo} 在金蝶里已提交，现在是“${status}”，等它审完即可。`,
        nextStep: '审完自动变为已入账，不用再做什么。',
      };
  const move = say(bill, said, now);
  return move && { ...move, patch: { ...move.patch, reached } };
}

export function haltedOdd(bill: HaltedBill, own: StoredBill, why: readonly string[], now: number): Move | null {
  return say(
    bill,
    {
      key: `odd:${why.join()}`,
      class: 'differs',
      sentence: `金蝶里的单据 ${own.billNo} 与发送的不同：${why.join('、')}。钉蝶不会动它，也不会当作已入账。`,
      nextStep: '在金蝶里核对并改回来，改好会自动恢复；不要了就在金蝶里删除，再点“撤回并删除”。',
    },
    now,
  );
}

/**
 * Returns the move of a bill that was audited with other content and is not so any more: it is as it was sent, or gone, cancelled or
 * un-audited. A person says whether it is booked.
 */
export function haltedAgain(bill: HaltedBill, own: StoredBill | null, now: number): Move {
  const state = carriedTo('failed', withoutAsked(bill.state));
  const number = numberOf(bill);
  const status = own && (own.cancelled ? '已作废' : statusWord(own.status));
  const sentence =
    status === null
      ? `金蝶里查不到单据 ${number} 了（隔一段时间查了两次）。没有记为已入账。`
      : `金蝶里的单据 ${number} 又改过，现在是“${status}”。没有记为已入账。`;
  const nextStep = '要按已入账处理，点“继续”，会先与发送的核对；不要了，点“撤回并删除”。';
  return {
    bill: { ...bill, unbooked: true },
    to: 'failed',
    data: {
      ...carriedTo('failed', state),
      trouble: { class: 'audited', step: 'audit', sentence, nextStep, since: now, messages: [] },
    },
    patch: {
      action: 'continue',
      reason: sentence,
      reason_key: 'audited',
      reason_rank: 1,
      next_attempt_at: null,
      attempt: 0,
      ...(own ? { reached: REACHED_IN_KINGDEE[own.status] } : {}),
    },
    action: 'watch-step',
    detail: { sentence },
  };
}

/** Returns the move of a bill that is again as it was: the news of the watch is taken back. */
export function haltedFoundAgain(bill: HaltedBill): Move | null {
  const { key, before, listed } = saidOf(bill);
  if (key === undefined) return null;
  const { watchSaid: _, ...rest } = carriedTo('failed', bill.state);
  const trouble = before ?? bill.state.trouble;
  const sentence = trouble?.sentence ?? null;
  return {
    bill,
    to: 'failed',
    data: { ...rest, trouble },
    patch: { ...(amendedBy(bill.state).length > 0 ? {} : listed), reason: sentence?.slice(0, 500) ?? null },
    action: 'watch-step',
    detail: { sentence: '金蝶里又与之前一样' },
    stays: true,
  };
}

function say(bill: HaltedBill, { key, ...words }: Said, now: number): Move | null {
  const said = saidOf(bill);
  if (said.key === key) return null;
  const { trouble } = bill.state;
  const first = said.key === undefined;
  const listed = first ? { action: bill.action, reason_key: bill.reasonKey } : said.listed;
  const amended = amendedBy(bill.state).length > 0;
  const action = words.class === 'differs' ? 'withdraw' : listed?.action;
  return {
    bill,
    to: 'failed',
    data: {
      ...carriedTo('failed', bill.state),
      trouble: { step: 'submit', messages: [], ...underNewSentence(bill.state), ...words, since: now },
      watchSaid: { key, before: first ? trouble : said.before, listed },
    },
    patch: {
      reason: words.sentence.slice(0, 500),
      // The action stays the same, whatever Kingdee does with the bill. But a bill that differs can be neither finished nor left there,
      // so its action becomes `withdraw`.
      reason_key: amended ? 'amended' : `halted:${words.class}`,
      ...(amended || action === undefined ? {} : { action }),
      reason_rank: 1,
    },
    action: 'watch-step',
    detail: { sentence: words.sentence },
    stays: true,
  };
}
