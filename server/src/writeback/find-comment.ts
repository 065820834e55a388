import { Injectable } from '@nestjs/common';
import { placesOf, placeWords } from '../bill/ledger/approval-splits.js';
import { BillClaims, type PushBill } from '../bill/ledger/bill-claims.js';
import { parseApproval, UnreadableApprovalError } from '../connectors/dingtalk/form/parse-approval.js';
import { DingTalkClient, DingTalkError, type RawApproval } from '../connectors/source.js';
import { Database } from '../database/database.js';
import type { ApprovalInstance } from '../domain/approval/approval-instance.js';
import type { OutboxItem } from '../outbox/outbox.js';
import { SchemeStore } from '../scheme/version/scheme-store.js';

/** Looks on the approval itself whether a comment of ours has arrived. */
@Injectable()
export class FindComment {
  constructor(
    private readonly db: Database,
    private readonly claims: BillClaims,
    private readonly schemes: SchemeStore,
    private readonly dingtalk: DingTalkClient,
  ) {}

  /**
   * The comment on the approval that says it was paid as this bill: it names our number, or is written as the scheme writes them where
   * Kingdee gave the number. null where there is none. @throws DingTalkError as `exists`.
   */
  async ofPayment(bill: PushBill): Promise<string | null> {
    const { content } = await this.schemes.version(bill.schemeId, bill.schemeVersion);
    const approval = readable(await this.dingtalk.getInstance(content.processCode, bill.processInstanceId));
    const written = asWritten(content.writeback.text);
    const place = (await placesOf(this.db.read, [bill.id])).get(bill.id);
    // The comment on another bill of the approval, split as it is now, is written alike: it says nothing of this one. Split otherwise, or
    // as a whole, it was paid as something that may have been this.
    const others = place
      ? Array.from({ length: place.of }, (_, at) => at + 1)
          .filter((at) => at !== place.place)
          .map((at) => plain(placeWords({ place: at, of: place.of })))
      : [];
    const ofAnother = (text: string) => others.some((words) => text.includes(words));
    const says = ({ text }: { text: string }) =>
      plain(text).includes(bill.billNo) || (written?.test(plain(text)) && !ofAnother(plain(text)));
    return approval.remarks.find(says)?.text ?? null;
  }

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

/** A scheme's text with anything in the place of its values; null where hardly a word of its own would be left. */
function asWritten(template: string): RegExp | null {
  const own = template.split(/\{\{\s*\w+\s*\}\}/).map((part) => plain(part));
  if (own.join('').length < 4) return null;
  return new RegExp(own.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*?'));
}

const plain = (text: string): string => text.replace(/\s+/g, '');

/** What tells our comment from others: the bill's number, or all of a text that does not name it, as a scheme's own may not. */
function markOf({ event, text }: OutboxItem, number: string): string {
  return event === 'booked' && text.includes(number) ? number : plain(text);
}
