import type { PreviewReport, ReportPreview, TryReport as TryRequest } from '@dingdee/shared/report';
import { Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import { clock } from '../database/clock.js';
import { afterCommit, Database } from '../database/database.js';
import type { Actor } from '../domain/actor.js';
import { LedgerHolds } from '../hold/ledger-holds.js';
import { Wakes } from '../queue/wakes.js';
import { PrepareReport } from './prepare-report.js';
import { ReportNotAsShownError, ReportPausedError } from './report.errors.js';
import { digestOf } from './report-card.js';
import { ReportSendings } from './report-sendings.js';
import { checkContent, Reports } from './reports.js';

/** Validity of a preview, in ms. */
const SHOWN_MS = 600_000;

/** 试发一次: shows a preview, then sends exactly that. */
@Injectable()
export class TryReport {
  private readonly woken = (): void => this.wakes.wake('report');

  constructor(
    private readonly db: Database,
    private readonly reports: Reports,
    private readonly prepare: PrepareReport,
    private readonly sendings: ReportSendings,
    private readonly holds: LedgerHolds,
    private readonly audit: AuditLog,
    private readonly wakes: Wakes,
  ) {}

  /** Prepares the preview; sends nothing. @throws DatasetFilterError */
  async preview(content: PreviewReport): Promise<ReportPreview> {
    checkContent(content);
    const at = clock.now();
    const { card, text, link } = await this.prepare.at(content, at, true);
    return {
      at,
      title: card.title,
      days: card.days,
      lines: [...card.lines],
      whole: card.whole,
      notes: [...card.notes],
      path: card.path,
      linked: link !== null,
      digest: digestOf(text),
    };
  }

  /**
   * @returns id of the sending; the same for a repeated request. @throws ReportNotAsShownError, ReportPausedError, ReportNotFoundError,
   * ReportStaleError, LedgerHeldError
   */
  async try(id: string, { version, at, digest }: TryRequest, by: Actor): Promise<string> {
    const now = clock.now();
    if (at > now || at < now - SHOWN_MS) throw new ReportNotAsShownError();
    const { report } = await this.db.inTransaction((tx) => this.reports.seen(tx, id, version));
    const ready = await this.prepare.at(report, at, true);
    if (digestOf(ready.text) !== digest) throw new ReportNotAsShownError();
    return this.db.inTransaction(async (tx) => {
      await this.holds.refuse(tx);
      const { goesOut } = await this.reports.seen(tx, id, version);
      if (!goesOut) throw new ReportPausedError();
      const before = await this.sendings.written(tx, id, at);
      if (before !== null) return before;
      const sending = await this.sendings.insert(tx, report, at, ready, by.userId);
      await this.audit.append(tx, by, [
        { action: 'try-report', subjectKind: 'report', subjectId: id, detail: { name: report.name } },
      ]);
      afterCommit(this.woken);
      return sending;
    });
  }
}
