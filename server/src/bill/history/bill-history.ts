import { type BillDetail, stepReceipt, writeback } from '@dingdee/shared/bill-detail';
import { OUTCOMES, type Outcome } from '@dingdee/shared/bill-state';
import { Injectable } from '@nestjs/common';
import * as z from 'zod/mini';
import { readInt } from '../../database/columns.js';
import { Database, placeholders } from '../../database/database.js';
import { SYSTEM } from '../../domain/actor.js';
import { whenInWords } from '../../domain/beijing-time.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { type AuditRow, type TimelineLine, timelineOf } from './bill-timeline.js';

type Row = Record<string, unknown>;
type Receipt = BillDetail['receipts'][number];

const MOST_LINES = 300;
const receiptDetail = z.object({ messages: z.array(z.string()) });
const callback = writeback.shape.callback;

/** Reads the history of one bill: audit log, receipts of the push, write-backs. */
@Injectable()
export class BillHistory {
  constructor(private readonly db: Database) {}

  /** Returns the latest entries, oldest first. */
  async timeline(billId: string, outcome: Outcome): Promise<TimelineLine[]> {
    const rows = await this.db.query<Row>(
      `SELECT at, actor, action, from_state, to_state, detail FROM audit WHERE subject_id = ? AND subject_kind = 'bill'
       ORDER BY seq DESC LIMIT ${MOST_LINES}`,
      [billId],
    );
    const lines = rows.reverse().map(auditRow);
    return timelineOf(lines, outcome, await this.names(lines.map(({ actor }) => actor)));
  }

  /** Returns who changed each bill last, when, and how, in words; a bill without a line is absent. */
  async lastHands(billIds: readonly string[]): Promise<Map<string, string>> {
    const rows: Row[] = [];
    for (let start = 0; start < billIds.length; start += 500) {
      const part = billIds.slice(start, start + 500);
      rows.push(
        ...(await this.db.query<Row>(
          `SELECT a.subject_id, a.at, a.actor, a.action, a.from_state, a.to_state, a.detail, b.outcome FROM audit a JOIN bill b ON b.id = a.subject_id
           WHERE a.seq IN (SELECT MAX(seq) FROM audit WHERE subject_kind = 'bill' AND subject_id IN (${placeholders(part)}) AND action NOT IN ('assign', 'unassign', 'assign-undone') GROUP BY subject_id)`,
          part,
        )),
      );
    }
    const names = await this.names(rows.map((row) => String(row.actor)));
    return new Map(
      rows.flatMap((row) => {
        const [line] = timelineOf([auditRow(row)], outcomeOf(row), names);
        return line ? [[String(row.subject_id), `${line.actor} ${whenInWords(line.at)} ${line.what}`] as const] : [];
      }),
    );
  }

  /** Returns calls and looks in the order in which they were made. */
  async receipts(billId: string): Promise<Receipt[]> {
    const [calls, probes] = await Promise.all([
      this.db.query<Row>(
        'SELECT step, attempt, outcome, started_at, ended_at, detail FROM push_receipt WHERE bill_id = ?',
        [billId],
      ),
      this.db.query<Row>('SELECT asked_at, answered_at, found FROM probe WHERE bill_id = ? ORDER BY asked_at', [
        billId,
      ]),
    ]);
    const receipts = calls.map((row) =>
      stepReceipt.parse({
        step: row.step,
        attempt: readInt(row.attempt),
        outcome: row.outcome,
        message: messageOf(row.detail),
        startedAt: Number(row.started_at),
        endedAt: row.ended_at == null ? null : Number(row.ended_at),
      }),
    );
    const asked = probes.map(
      (row, i): Receipt => ({
        step: 'probe',
        attempt: i + 1,
        outcome: 'done',
        message: readInt(row.found) === 0 ? '金蝶里没有查到' : `金蝶里查到 ${readInt(row.found)} 张`,
        startedAt: Number(row.asked_at),
        endedAt: Number(row.answered_at),
      }),
    );
    return [...receipts, ...asked].sort((a, b) => a.startedAt - b.startedAt);
  }

  async writebacks(billId: string): Promise<BillDetail['writebacks']> {
    const rows = await this.db.query<Row>(
      `SELECT id, updated_at, kind, event, state, text, message, sent_at, callback FROM outbox WHERE bill_id = ? ORDER BY created_at, id`,
      [billId],
    );
    // The timeline shows assignments: such a notice is about other bills too.
    const own = rows.filter(({ event }) => !String(event).startsWith('assign-'));
    return own.map((row) =>
      writeback.parse({
        id: row.id,
        seenAt: Number(row.updated_at),
        kind: row.kind,
        event: row.event,
        state: row.state,
        text: maskText(String(row.text)),
        message: row.message == null ? null : maskText(String(row.message)),
        sentAt: row.sent_at == null ? null : Number(row.sent_at),
        callback: callback.parse(JSON.parse(String(row.callback))),
      }),
    );
  }

  /** Returns a function for the last known name of a user id; an unknown id is shown as it is. */
  async names(userIds: readonly string[]): Promise<(userId: string) => string> {
    const ids = [...new Set(userIds)].filter((id) => id !== '' && id !== SYSTEM.userId);
    const rows =
      ids.length === 0
        ? []
        : await this.db.query<Row>(`SELECT user_id, name FROM member WHERE user_id IN (${placeholders(ids)})`, ids);
    const names = new Map(rows.map((row) => [String(row.user_id), String(row.name)]));
    return (id) => (id === SYSTEM.userId ? SYSTEM.name : (names.get(id) ?? id));
  }
}

const auditRow = (row: Row): AuditRow => ({
  at: Number(row.at),
  actor: String(row.actor),
  action: String(row.action),
  from: row.from_state == null ? null : String(row.from_state),
  to: row.to_state == null ? null : String(row.to_state),
  detail: row.detail == null ? null : String(row.detail),
});
const outcomeOf = (row: Row): Outcome => OUTCOMES.find((one) => one === row.outcome) ?? 'save';

function messageOf(detail: unknown): string | null {
  if (detail == null) return null;
  const read = receiptDetail.safeParse(JSON.parse(String(detail)));
  return read.success && read.data.messages.length > 0 ? maskText(read.data.messages.join('；')) : null;
}
