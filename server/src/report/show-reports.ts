import {
  type Report,
  type ReportSending,
  type ReportSendingDetail,
  type ReportSendings,
  type Reports,
  reportSending,
  type SendingQuery,
} from '@dingdee/shared/report';
import { Injectable } from '@nestjs/common';
import { readInt } from '../database/columns.js';
import { Database } from '../database/database.js';
import { ReportNotFoundError } from './report.errors.js';
import { ANSWERED, type Raw, REPORT_COLUMNS, RESTORED, storedReport } from './stored-report.js';

const SENDING_COLUMNS = `s.id, s.report_id, r.name AS report_name, s.target, s.set_for, s.tried_by, t.name AS tried_name, s.title, s.state,
  s.reason, s.answer, s.attempt, s.next_at, s.sent_at, p.name AS person, h.name AS hook, d.state AS delivery_state, d.last_at AS delivered_at`;
const SENDINGS = `FROM report_sending s JOIN report r ON r.id = s.report_id LEFT JOIN member t ON t.user_id = s.tried_by
  LEFT JOIN member p ON p.user_id = s.target_id AND s.target = 'person' LEFT JOIN webhook h ON h.id = s.target_id AND s.target = 'webhook'
  LEFT JOIN webhook_delivery d ON d.id = s.delivery_id`;

/** Shows reports and their sendings. */
@Injectable()
export class ShowReports {
  constructor(private readonly db: Database) {}

  /** Lists the reports, the oldest first. */
  async list(): Promise<Reports> {
    const [rows, people, webhooks] = await Promise.all([
      this.rows(''),
      this.db.query<Raw>(
        'SELECT m.user_id, m.name FROM member m WHERE m.user_id IN (SELECT user_id FROM role) ORDER BY m.name, m.user_id',
      ),
      this.db.query<Raw>('SELECT id, name FROM webhook WHERE deleted_at IS NULL ORDER BY created_at, id'),
    ]);
    return {
      items: await Promise.all(rows.map((row) => this.told(row))),
      people: people.map((row) => ({ userId: String(row.user_id), name: String(row.name) })),
      webhooks: webhooks.map((row) => ({ id: String(row.id), name: String(row.name) })),
    };
  }

  /** @throws ReportNotFoundError */
  async one(id: string): Promise<Report> {
    const [row] = await this.rows('AND w.id = ?', [id]);
    if (!row) throw new ReportNotFoundError();
    return this.told(row);
  }

  async sendings({ reportId, cursor, limit }: SendingQuery): Promise<ReportSendings> {
    const [at = '', after = ''] = cursor?.split('_') ?? [];
    const only = reportId === undefined ? '' : 'AND s.report_id = ?';
    const further = cursor === undefined ? '' : 'AND (s.set_for < ? OR (s.set_for = ? AND s.id < ?))';
    const rows = await this.db.query<Raw>(
      `SELECT ${SENDING_COLUMNS} ${SENDINGS} WHERE 1 = 1 ${only} ${further} ORDER BY s.set_for DESC, s.id DESC LIMIT ${Math.trunc(limit) + 1}`,
      [...(reportId === undefined ? [] : [reportId]), ...(cursor === undefined ? [] : [Number(at), Number(at), after])],
    );
    const items = rows.slice(0, limit).map(toldSending);
    const last = rows.length > limit ? items.at(-1) : undefined;
    return { items, next: last ? `${last.dueAt}_${last.id}` : null };
  }

  /** Returns a sending with its text. @throws ReportNotFoundError */
  async sending(id: string): Promise<ReportSendingDetail> {
    const [row] = await this.db.query<Raw>(`SELECT ${SENDING_COLUMNS}, s.text ${SENDINGS} WHERE s.id = ?`, [id]);
    if (!row) throw new ReportNotFoundError();
    return { ...toldSending(row), text: String(row.text) };
  }

  private rows(where: string, parameters: unknown[] = []): Promise<Raw[]> {
    return this.db.query<Raw>(
      `SELECT ${REPORT_COLUMNS}, w.paused_at, o.name AS opener, p.name AS person, h.name AS hook,
         CASE WHEN ${RESTORED} THEN 1 ELSE 0 END AS went_back, CASE WHEN ${ANSWERED} THEN 1 ELSE 0 END AS answered_for
       FROM report w LEFT JOIN member o ON o.user_id = w.opened_by LEFT JOIN member p ON p.user_id = w.target_id AND w.target = 'person'
       LEFT JOIN webhook h ON h.id = w.target_id AND w.target = 'webhook' WHERE w.deleted_at IS NULL ${where} ORDER BY w.created_at, w.id`,
      parameters,
    );
  }

  private async told(row: Raw): Promise<Report> {
    const { robot, nextAt, ...report } = storedReport(row);
    const { items } = await this.sendings({ reportId: report.id, limit: 1 });
    const state = stateOf(row);
    return {
      ...report,
      to: String(row.person ?? row.hook ?? ''),
      state,
      openedBy: String(row.opener ?? ''),
      nextAt: state === 'on' ? nextAt : null,
      last: items[0] ?? null,
    };
  }
}

function stateOf(row: Raw): Report['state'] {
  if (row.paused_at != null) return 'paused';
  if (readInt(row.went_back) === 1) return 'restored';
  return readInt(row.answered_for) === 1 ? 'on' : 'unanswered';
}

const orNull = (value: unknown): number | null => (value == null ? null : readInt(value));

/** Makes the shown sending; for a webhook it has the state of the delivery. */
function toldSending(row: Raw): ReportSending {
  const handed = row.state === 'handed';
  const done = handed && row.delivery_state === 'done';
  const givenUp = handed && row.delivery_state === 'given-up';
  return reportSending.parse({
    id: row.id,
    reportId: row.report_id,
    reportName: row.report_name,
    target: row.target,
    to: String(row.person ?? row.hook ?? ''),
    dueAt: readInt(row.set_for),
    by: row.tried_by == null ? null : String(row.tried_name ?? row.tried_by),
    title: row.title,
    state: done ? 'sent' : givenUp ? 'refused' : row.state,
    reason: givenUp ? 'webhook' : (row.reason ?? null),
    answer: row.answer ?? null,
    attempt: readInt(row.attempt),
    nextAt: row.state === 'due' ? orNull(row.next_at) : null,
    sentAt: done ? orNull(row.delivered_at) : orNull(row.sent_at),
  });
}
