import { Injectable } from '@nestjs/common';
import { BillClaims } from '../bill/bill-claims.js';
import { Database } from '../database/database.js';
import type { ApprovalInstance } from '../dingtalk/approval-instance.js';
import { DingTalkClient, DingTalkError, type RawApproval } from '../dingtalk/dingtalk.client.js';
import { parseApproval, UnreadableApprovalError } from '../dingtalk/parse-approval.js';
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
    const approval = readable(await this.dingtalk.getInstance(content.processCode, item.processInstanceId));
    const mark = markOf(item, bill.kingdeeNo ?? bill.billNo);
    return approval.remarks.some(({ text }) => plain(text).includes(mark));
  }
}

function readable(raw: RawApproval): ApprovalInstance {
  try {
    return parseApproval(raw);
  } catch (error) {
    if (!(error instanceof UnreadableApprovalError)) throw error;
    throw new DingTalkError('transient', error.message, 'unreadable', { cause: error });
  }
}

const plain = (text: string): string => text.replace(/\s+/g, '');

/** What tells our comment from others: the bill's number, or all of a text that does not name it, as a scheme's own may not. */
function markOf({ event, text }: OutboxItem, number: string): string {
  return event === 'booked' && text.includes(number) ? number : plain(text);
}
