import {
  MOST_AGAIN,
  ownerOf,
  type StuckWritebacks as Stuck,
  type StuckWriteback,
  type TriedAgain,
  WRITEBACK_CAUSES,
  type WritebackCause,
  type WritebacksAgain,
} from '@dingdee/shared/writeback';
import { Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import { DingTalkHealth } from '../connectors/dingtalk/call/dingtalk-health.js';
import { clock } from '../database/clock.js';
import { readInt } from '../database/columns.js';
import { Database } from '../database/database.js';
import type { Actor } from '../domain/actor.js';
import { maskText } from '../domain/bill/account-mask.js';
import { Outbox } from '../outbox/outbox.js';
import { Wakes } from '../queue/wakes.js';

/** A message is late after this time in ms, whether it was tried or not. */
const LATE_MS = 600_000;
/** SQL for stuck messages. Messages about assignments are left out, because they concern only one person. */
const STUCK = `state IN ('refused', 'due', 'in-doubt') AND (state = 'refused' OR cause IS NOT NULL OR created_at <= ?) AND event IN ('booked', 'ask', 'no-payment')`;

/** Shows the messages that have not reached DingTalk yet, why, and who can do something about it. */
@Injectable()
export class StuckWritebacks {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly audit: AuditLog,
    private readonly health: DingTalkHealth,
    private readonly wakes: Wakes,
  ) {}

  async counts(): Promise<Pick<Stuck, 'waiting' | 'refused'>> {
    const [row] = await this.db.query<{ waiting: unknown; refused: unknown }>(
      `SELECT SUM(CASE WHEN state = 'refused' THEN 0 ELSE 1 END) AS waiting, SUM(CASE WHEN state = 'refused' THEN 1 ELSE 0 END) AS refused
       FROM outbox WHERE ${STUCK}`,
      [clock.now() - LATE_MS],
    );
    return { waiting: readInt(row?.waiting ?? 0), refused: readInt(row?.refused ?? 0) };
  }

  async list(): Promise<Stuck> {
    const rows = await this.db.query<Record<string, unknown>>(
      `SELECT o.id, o.updated_at, o.bill_id, b.bill_no, b.kingdee_no, b.payee, o.kind, o.state, o.cause, o.message, o.created_at
       FROM (SELECT * FROM outbox WHERE ${STUCK}) o JOIN bill b ON b.id = o.bill_id
       ORDER BY CASE WHEN o.state = 'refused' THEN 0 ELSE 1 END, o.created_at, o.id LIMIT ${MOST_AGAIN}`,
      [clock.now() - LATE_MS],
    );
    return { ...(await this.counts()), items: rows.map((row) => this.itemOf(row)) };
  }

  /** Tries one message, or all that were shown, again. Nothing is written twice: there is first a look for each message on its approval. */
  async again({ items }: WritebacksAgain, actor: Actor): Promise<TriedAgain> {
    const taken = await this.db.inTransaction(async (tx) => {
      const ids = await this.outbox.again(tx, items, clock.now());
      await this.audit.append(
        tx,
        actor,
        ids.map((subjectId) => ({ action: 'writeback-again', subjectKind: 'outbox', subjectId })),
      );
      return ids;
    });
    this.wakes.wake('writeback');
    return { again: taken.length, skipped: items.length - taken.length };
  }

  private itemOf(row: Readonly<Record<string, unknown>>): StuckWriteback {
    const state = row.state === 'refused' ? 'refused' : 'waits';
    const cause = this.causeOf(row.cause, state);
    return {
      id: String(row.id),
      seenAt: readInt(row.updated_at),
      billId: String(row.bill_id),
      billNo: String(row.kingdee_no ?? row.bill_no),
      payee: String(row.payee),
      kind: row.kind === 'notice' ? 'notice' : 'comment',
      state,
      cause,
      owner: ownerOf(cause),
      message: row.message == null ? null : maskText(String(row.message)),
      since: readInt(row.created_at),
    };
  }

  /** Returns the cause of a message. A message that was never tried waits for the cause that all messages wait for. */
  private causeOf(stored: unknown, state: StuckWriteback['state']): WritebackCause {
    const known = WRITEBACK_CAUSES.find((cause) => cause === stored);
    if (known !== undefined) return known;
    if (state === 'refused') return 'unsaid';
    if (this.health.isQuotaSpent(Date.now(), ['comment', 'notice'])) return 'quota';
    return this.health.outage === null ? 'queued' : 'away';
  }
}
