import { PUSHERS } from '@dingdee/shared/routes/who';
import { Injectable } from '@nestjs/common';
import { placesOf } from '../bill/ledger/approval-splits.js';
import { BillClaims } from '../bill/ledger/bill-claims.js';
import type { CommentedBill } from '../bill/ledger/bill-views.js';
import { parseApproval, UnreadableApprovalError } from '../connectors/dingtalk/form/parse-approval.js';
import { readRecords } from '../connectors/dingtalk/form/read-records.js';
import { DingTalkClient, DingTalkError, type RawApproval } from '../connectors/source.js';
import { Database, placeholders } from '../database/database.js';
import type { OutboxItem } from '../outbox/outbox.js';
import { SchemeStore } from '../scheme/version/scheme-store.js';
import { type AboutBill, type Comment, isBookedComment, notBefore, partIn } from './booked-comment.js';
import { BookedMarks, withoutBlanks } from './booked-mark.js';

/** Looks on the approval itself for a comment of ours. */
@Injectable()
export class FindComment {
  constructor(
    private readonly db: Database,
    private readonly claims: BillClaims,
    private readonly schemes: SchemeStore,
    private readonly dingtalk: DingTalkClient,
    private readonly marks: BookedMarks,
  ) {}

  /**
   * Returns the text of the comment that says that the approval was paid by this bill; null if there is none.
   * @throws DingTalkError as `exists`.
   */
  async ofPayment(bill: CommentedBill): Promise<string | null> {
    const { comments, about } = await this.read(bill);
    return comments.find((comment) => isBookedComment(comment, about, this.marks))?.remark ?? null;
  }

  /**
   * Tells whether the comment of this message is on the approval.
   * @throws DingTalkError if the approval could not be read: no answer does not mean "not found".
   */
  async exists(item: OutboxItem): Promise<boolean> {
    const [bill] = await this.claims.load(this.db.read, [item.billId]);
    if (!bill) return false;
    const { comments, about } = await this.read(bill);
    const since = item.event === 'booked' ? about.since : item.createdAt;
    const isItself = (comment: Comment) =>
      (comment.userId === item.asUserId || comment.userId === '') &&
      withoutBlanks(comment.remark) === withoutBlanks(item.text) &&
      notBefore(comment, since);
    // After a restored backup somebody else may have pushed the bill and written the comment.
    const saysTheSame = (comment: Comment) =>
      item.event === 'booked' &&
      partIn(comment.remark) === partIn(item.text) &&
      isBookedComment(comment, about, this.marks);
    return comments.some((comment) => isItself(comment) || saysTheSame(comment));
  }

  private async read(bill: CommentedBill): Promise<{ comments: readonly Comment[]; about: AboutBill }> {
    const { content } = await this.schemes.version(bill.schemeId, bill.schemeVersion);
    const raw = await this.dingtalk.getInstance(content.processCode, bill.processInstanceId);
    const about = {
      processInstanceId: bill.processInstanceId,
      place: (await placesOf(this.db.read, [bill.id])).get(bill.id) ?? null,
      numbers: [bill.billNo, bill.kingdeeNo ?? ''],
      template: content.writeback.text,
      since: bill.finishedAt,
      authors: await this.authors(bill, content.writeback.asUserId),
    };
    return { comments: commentsIn(raw), about };
  }

  private async authors(bill: CommentedBill, named: string | null): Promise<Set<string>> {
    const rows: { id: string }[] = await this.db.read.query(
      `SELECT user_id AS id FROM role WHERE role IN (${placeholders(PUSHERS)})
       UNION SELECT as_userid AS id FROM outbox WHERE bill_id = ? AND kind = 'comment' AND event = 'booked'`,
      [...PUSHERS, bill.id],
    );
    const { by } = bill.state;
    return new Set([
      ...rows.map(({ id }) => id),
      ...(named === null ? [] : [named]),
      ...(by === undefined ? [] : [by]),
    ]);
  }
}

/** Returns the comments that people, or the app in their name, wrote under the approval; remarks that belong to a decision are left out. */
function commentsIn(raw: RawApproval): Comment[] {
  try {
    // If DingTalk's times are not reliable, no time excludes a comment.
    const isTimed = (parseApproval(raw).warnings ?? []).length === 0;
    return readRecords(raw)
      .filter(({ deed, remark }) => (deed === 'said' || deed === 'other') && remark !== '')
      .map(({ userId, at, remark }) => ({ userId, at: isTimed ? at : null, remark }));
  } catch (error) {
    if (!(error instanceof UnreadableApprovalError)) throw error;
    throw new DingTalkError('transient', error.message, 'unreadable', { cause: error });
  }
}
