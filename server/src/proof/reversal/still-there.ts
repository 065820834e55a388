import { isDeepStrictEqual } from 'node:util';
import { formatAmount } from '@dingdee/shared/money';
import { TARGET_WORDS, USUAL_TARGET } from '@dingdee/shared/scheme';
import { Injectable } from '@nestjs/common';
import { calledOf } from '../../bill/ledger/bill-claims.js';
import type { KeyedBill } from '../../bill/ledger/bill-views.js';
import { statusWord } from '../../connectors/kingdee/answer/status-words.js';
import { KingdeeClient, KingdeeUnavailableError, type StoredBill } from '../../connectors/target.js';
import { clock } from '../../database/clock.js';
import type { Held } from '../../domain/bill/bill-notes.js';
import { askedKey } from '../../push/call/after-look.js';
import { heldOf } from '../watch/what-changed.js';

/**
 * Kingdee's answer about a bill that a person calls reversed. `gone`: Kingdee holds it as cancelled. `sentence` is for the person if
 * Kingdee does not agree; the caller adds the next step.
 */
export type Seen =
  | { kind: 'gone' }
  /** Kingdee showed no bill. One such answer proves nothing. `askedAt`: when the question was sent, in Unix ms. */
  | { kind: 'absent'; askedAt: number }
  /** `own`: the bill itself is there, not only another one under its keys. */
  | { kind: 'there'; sentence: string; own: boolean }
  | { kind: 'unanswered'; sentence: string };

/** Asks Kingdee whether it still holds a valid bill; a deleted or cancelled bill does not count. It only asks. */
@Injectable()
export class StillThere {
  constructor(private readonly kingdee: KingdeeClient) {}

  /** @returns why a changed bill cannot be accepted: it differs from the bill that the case shows; null if it is the same. */
  async otherThan(held: Held | null, bill: KeyedBill & { kingdeeId: string | null }): Promise<string | null> {
    const key = askedKey(bill);
    const no = bill.kingdeeNo ?? bill.billNo;
    try {
      const stored = (await this.kingdee.find([key])).get(key.billNo) ?? [];
      const own = stored.find(({ id }) => id === bill.kingdeeId);
      const others = stored.filter((each) => each !== own);
      if (own?.status === 'C' && isDeepStrictEqual(heldOf(own, others), held)) return null;
      return `刚在金蝶查过：${calledOf(bill)} ${no} 与你看到的不同了，没有记为已入账。等一会儿，刷新后再看。`;
    } catch (error) {
      if (!(error instanceof KingdeeUnavailableError)) throw error;
      return `现在问不到金蝶，不知道${calledOf(bill)} ${no} 还是不是这样，没有记为已入账：${error.sentence}`;
    }
  }

  async look(bill: KeyedBill): Promise<Seen> {
    const key = askedKey(bill);
    const askedAt = clock.now();
    try {
      const stored = (await this.kingdee.find([key])).get(key.billNo) ?? [];
      if (stored.length === 0) return { kind: 'absent', askedAt };
      const counting = stored.filter(({ cancelled }) => cancelled !== true);
      if (counting.length === 0) return { kind: 'gone' };
      const sentence = `刚在金蝶查过：${counting.map(told).join('、')}还在。先在金蝶冲销；已用付款退款单等别的单据冲销的，`;
      return {
        kind: 'there',
        sentence,
        own: counting.some(({ id }) => bill.kingdeeId === null || id === bill.kingdeeId),
      };
    } catch (error) {
      if (!(error instanceof KingdeeUnavailableError)) throw error;
      const no = bill.kingdeeNo ?? bill.billNo;
      const sentence = `现在问不到金蝶，不知道${calledOf(bill)} ${no} 还在不在：${error.sentence}已在金蝶里看过它冲销了的，`;
      return { kind: 'unanswered', sentence };
    }
  }
}

/** Returns the sentence after the first “not there”. @param leftMs time until a further answer counts. */
export const askAgainWords = (bill: KeyedBill, leftMs: number): string =>
  `刚在金蝶查过，查不到${calledOf(bill)} ${bill.kingdeeNo ?? bill.billNo} 了。查到一次没有还不算：过 ${Math.max(1, Math.ceil(leftMs / 1000))} 秒再点一次，仍查不到就记下；不等的，`;

const told = ({ form, billNo, status, total }: StoredBill): string =>
  `${TARGET_WORDS[form ?? USUAL_TARGET]} ${billNo}（${statusWord(status)}，¥${formatAmount(total)}）`;
