import {
  type ChangeReport,
  type CreateReport,
  MOST_REPORTS,
  type PauseReport,
  type ReportTargetInput,
  type SeenReport,
} from '@dingdee/shared/report';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { AuditLog } from '../audit/audit-log.js';
import { DingTalkClient } from '../connectors/source.js';
import { clock } from '../database/clock.js';
import { changedBy, Database } from '../database/database.js';
import { insertRows } from '../database/rows.js';
import { DatasetFilterError } from '../dataset/read/dataset.errors.js';
import { checkFilter } from '../dataset/read/datasets.js';
import type { Actor } from '../domain/actor.js';
import { ReportRow } from './report.entity.js';
import {
  ReportNotFoundError,
  ReportRobotError,
  ReportStaleError,
  ReportTargetError,
  ReportTooManyError,
} from './report.errors.js';
import { ReportSendings } from './report-sendings.js';
import { RobotSeal } from './robot-seal.js';
import { nextDue } from './schedule.js';
import { GOES_OUT, type Raw, REPORT_COLUMNS, type StoredReport, storedReport } from './stored-report.js';

/** Creates, changes, pauses and deletes reports for an administrator, each with an entry in the audit log. */
@Injectable()
export class Reports {
  constructor(
    private readonly db: Database,
    private readonly audit: AuditLog,
    private readonly seal: RobotSeal,
    private readonly dingtalk: DingTalkClient,
    private readonly sendings: ReportSendings,
  ) {}

  /** @returns its id. @throws ReportRobotError, ReportTargetError, ReportTooManyError, DatasetFilterError */
  async create({ target, ...wanted }: CreateReport, by: Actor): Promise<string> {
    checkContent(wanted);
    const now = Date.now();
    const id = uuid();
    await this.db.inTransaction(async (tx) => {
      const others: unknown[] = await tx.query('SELECT id FROM report WHERE deleted_at IS NULL');
      if (others.length >= MOST_REPORTS) throw new ReportTooManyError();
      const row = {
        id,
        version: 1,
        ...columnsOf(wanted),
        ...(await this.target(tx, id, target, null)),
        next_at: nextDue(wanted, clock.now()),
        created_by: by.userId,
        opened_by: by.userId,
        opened_at: now,
        created_at: now,
        updated_at: now,
      };
      await insertRows(tx, ReportRow, [row]);
      await this.log(tx, by, id, 'create-report', { ...wanted, target: target.kind });
    });
    return id;
  }

  /**
   * The person who changes a report is responsible for it from then on; a report that is not active is not opened by a change.
   * @throws ReportRobotError, ReportTargetError, ReportNotFoundError, ReportStaleError, DatasetFilterError
   */
  async change(id: string, { version, target, ...wanted }: ChangeReport, by: Actor): Promise<void> {
    checkContent(wanted);
    await this.db.inTransaction(async (tx) => {
      const { report, goesOut } = await this.seen(tx, id, version);
      await this.set(tx, report, {
        ...(goesOut ? { opened_by: by.userId, opened_at: Date.now() } : {}),
        ...columnsOf(wanted),
        ...(await this.target(tx, id, target, report)),
        next_at: nextDue(wanted, clock.now()),
      });
      const before = { name: report.name, source: report.source, target: report.target };
      await this.log(tx, by, id, 'change-report', { before, ...wanted, target: target.kind });
    });
  }

  /** Sendings that fall due during a pause are not sent later. @throws ReportNotFoundError, ReportStaleError */
  async pause(id: string, { version, paused }: PauseReport, by: Actor): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const { report, goesOut } = await this.seen(tx, id, version);
      if (goesOut !== paused) return;
      const now = Date.now();
      await this.set(
        tx,
        report,
        paused
          ? { paused_at: now }
          : { paused_at: null, opened_by: by.userId, opened_at: now, next_at: nextDue(report, clock.now()) },
      );
      await this.log(tx, by, id, paused ? 'pause-report' : 'resume-report', { name: report.name });
    });
  }

  /** @throws ReportNotFoundError, ReportStaleError */
  async remove(id: string, { version }: SeenReport, by: Actor): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const { report } = await this.seen(tx, id, version);
      await this.set(tx, report, { deleted_at: Date.now(), robot: null, next_at: null });
      await this.log(tx, by, id, 'delete-report', { name: report.name });
    });
  }

  /** Reads the report in this transaction, in the version that was seen. @throws ReportNotFoundError, ReportStaleError */
  async seen(tx: EntityManager, id: string, version: number): Promise<{ report: StoredReport; goesOut: boolean }> {
    // The lock prevents that a try is stored after a change that has ended the other sendings.
    const lock = this.db.dialect === 'mysql' ? ' FOR UPDATE' : '';
    const [row]: Raw[] = await tx.query(
      `SELECT ${REPORT_COLUMNS}, CASE WHEN ${GOES_OUT} THEN 1 ELSE 0 END AS goes_out FROM report w WHERE w.id = ? AND w.deleted_at IS NULL${lock}`,
      [id],
    );
    if (!row) throw new ReportNotFoundError();
    const report = storedReport(row);
    if (report.version !== version) throw new ReportStaleError();
    return { report, goesOut: Number(row.goes_out) === 1 };
  }

  /** A robot without a new address and secret keeps the stored ones. */
  private async target(tx: EntityManager, id: string, target: ReportTargetInput, before: StoredReport | null) {
    if (target.kind === 'robot') {
      const { url, secret } = target;
      if (url === undefined && secret === undefined && before?.robot != null)
        return { target: 'robot', target_id: '', robot: before.robot };
      const token = url === undefined ? null : this.dingtalk.robotToken(url);
      if (token === null || secret === undefined || !/^SEC[0-9A-Za-z]{8,}$/.test(secret)) throw new ReportRobotError();
      return { target: 'robot', target_id: '', robot: this.seal.close(id, { token, secret }) };
    }
    const [sql, targetId] =
      target.kind === 'person'
        ? (['SELECT user_id FROM role WHERE user_id = ? LIMIT 1', target.userId] as const)
        : (['SELECT id FROM webhook WHERE id = ? AND deleted_at IS NULL', target.webhookId] as const);
    const found: unknown[] = await tx.query(sql, [targetId]);
    if (found.length === 0) throw new ReportTargetError();
    return { target: target.kind, target_id: targetId, robot: null };
  }

  /** Updates the report and ends its open sendings. */
  private async set(tx: EntityManager, { id, version }: StoredReport, values: Readonly<Raw>): Promise<void> {
    const columns = Object.keys(values).map((column) => `${column} = ?`);
    const met = await changedBy(
      tx,
      `UPDATE report SET ${columns.join(', ')}, version = version + 1, updated_at = ? WHERE id = ? AND version = ?`,
      [...Object.values(values), Date.now(), id, version],
    );
    if (met === 0) throw new ReportStaleError();
    await this.sendings.end(tx, id);
  }

  /** Writes to the audit log, never with a robot's address. */
  private log(tx: EntityManager, by: Actor, subjectId: string, action: string, detail: object): Promise<void> {
    return this.audit.append(tx, by, [{ action, subjectKind: 'report', subjectId, detail }]);
  }
}

type Wanted = Omit<CreateReport, 'target'>;
const columnsOf = ({ name, source, period, filter, days, time }: Wanted) => ({
  name,
  source,
  period,
  filter: JSON.stringify(filter),
  days: JSON.stringify([...new Set(days)].sort()),
  at_time: time,
});

/** @throws DatasetFilterError */
export function checkContent({ source, filter }: Pick<Wanted, 'source' | 'filter'>): void {
  if (source !== 'analysis') checkFilter(source, filter);
  else if (filter.stage !== undefined) throw new DatasetFilterError('“分析”不能按状态筛选。去掉这个条件再看。');
}
