import { Injectable } from '@nestjs/common';
import { BillClaims } from '../bill/bill-claims.js';
import { Database } from '../database/database.js';
import { DingTalkClient } from '../dingtalk/dingtalk.client.js';
import { parseApproval } from '../dingtalk/parse-approval.js';
import { SchemeStore } from '../scheme/scheme-store.js';
import type { OutboxItem } from './outbox.js';

/** Looks on the approval itself whether a comment of ours has arrived. */
@Injectable()
export class FindComment {
  constructor(
    private readonly db: Database,
    private readonly claims: BillClaims,
    private readonly schemes: SchemeStore,
    private readonly dingtalk: DingTalkClient,
  ) {}

  /** @throws DingTalkError when the approval could not be read: no answer is no "not there". */
  async exists(item: OutboxItem): Promise<boolean> {
    const [bill] = await this.claims.load(this.db.read, [item.billId]);
    if (!bill) return false;
    const { content } = await this.schemes.version(bill.schemeId, bill.schemeVersion);
    const approval = parseApproval(await this.dingtalk.getInstance(content.processCode, item.processInstanceId));
    const mark = item.event === 'booked' ? (bill.kingdeeNo ?? bill.billNo) : item.text;
    return approval.remarks.some(({ text }) => text.includes(mark));
  }
}
