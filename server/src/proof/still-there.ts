import { formatAmount } from '@dingdee/shared/money';
import { Injectable } from '@nestjs/common';
import type { PushBill } from '../bill/bill-claims.js';
import { KingdeeClient, KingdeeUnavailableError, type StoredBill } from '../kingdee/kingdee.client.js';
import { statusWord } from '../kingdee/status-words.js';
import { askedKey } from '../push/after-look.js';

/** What Kingdee says of a bill that is said to be reversed; `sentence` for the person where it does not agree. */
export type Seen = { kind: 'gone' } | { kind: 'there' | 'unanswered'; sentence: string };

/** Whether Kingdee still holds a bill that counts: one that was deleted or cancelled does not. It only asks. */
@Injectable()
export class StillThere {
  constructor(private readonly kingdee: KingdeeClient) {}

  async look(bill: PushBill): Promise<Seen> {
    const key = askedKey(bill);
    try {
      const found = await this.kingdee.find([key]);
      const counting = (found.get(key.billNo) ?? []).filter(({ cancelled }) => cancelled !== true);
      if (counting.length === 0) return { kind: 'gone' };
      const sentence = `刚在金蝶查过：${counting.map(told).join('、')}还在。先在金蝶冲销；已用付款退款单等别的单据冲销的，写明后仍可记下。`;
      return { kind: 'there', sentence };
    } catch (error) {
      if (!(error instanceof KingdeeUnavailableError)) throw error;
      const no = bill.kingdeeNo ?? bill.billNo;
      const sentence = `现在问不到金蝶，不知道付款单 ${no} 还在不在：${error.sentence}已在金蝶里看过它冲销了的，写明后仍可记下。`;
      return { kind: 'unanswered', sentence };
    }
  }
}

const told = ({ billNo, status, total }: StoredBill): string =>
  `付款单 ${billNo}（${statusWord(status)}，¥${formatAmount(total)}）`;
