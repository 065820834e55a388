import { Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditLog } from '../audit/audit-log.js';
import { hadMarker, MARKER } from '../audit/marker/had-marker.js';
import { LedgerMarker } from '../audit/marker/ledger-marker.js';
import { holdsAll, type LedgerTail, tailOf } from '../audit/marker/ledger-tail.js';
import { SettingsError } from '../config/settings.js';
import { Database } from '../database/database.js';
import { SYSTEM } from '../domain/actor.js';
import type { ProcessHeartbeat } from '../queue/process-heartbeat.js';
import { KeepMarker } from './keep-marker.js';
import { type HoldDetail, LedgerHolds } from './ledger-holds.js';

type Found = { cause: 'ahead' | 'lost'; detail: HoldDetail } | null;

/**
 * Checks before any worker starts whether the database contains everything that the marker contains. If not, everything is held
 * (docs/decisions/0019).
 */
export class CheckMarker {
  private readonly log = new Logger('marker');

  constructor(
    private readonly db: Database,
    private readonly audit: AuditLog,
    private readonly holds: LedgerHolds,
    private readonly keep: KeepMarker,
    private readonly marker: LedgerMarker,
    private readonly heartbeat: Pick<ProcessHeartbeat, 'id' | 'vouched' | 'vouch'>,
  ) {}

  /** @throws SettingsError if the marker can be neither read nor written. */
  async run(): Promise<void> {
    const mark = await this.marker.read().catch((error: unknown) => {
      throw this.unusable(error);
    });
    const head = await tailOf(this.db.read);
    const found = await this.judge(mark, head);
    const hasNone = mark === null || mark === 'unreadable';
    const isNew = hasNone || (found === null && !(await hadMarker(this.db)));
    if (hasNone && found === null)
      await this.keep.begin().catch((error: unknown) => {
        throw this.unusable(error);
      });
    const begun = await this.db.inTransaction(async (tx) => {
      const news = found !== null && (await this.holds.begin(tx, found.cause, found.detail, SYSTEM));
      if (isNew) await this.noteBegun(tx, mark === 'unreadable');
      if (found === null) await this.heartbeat.vouch(tx);
      return news;
    });
    if (found !== null && begun) this.log.warn(sentence(found));
    await this.keep.advance().catch((error: unknown) => {
      throw this.unusable(error);
    });
    await this.holds.remember(await tailOf(this.db.read));
  }

  private async judge(mark: Awaited<ReturnType<LedgerMarker['read']>>, head: LedgerTail | null): Promise<Found> {
    const at = head ? { head: { seq: head.seq, at: head.at } } : {};
    if (mark !== null && mark !== 'unreadable') {
      const epoch = await this.holds.epoch();
      // A process that was away when a hold was released has a marker with an older epoch: an administrator has looked at that.
      if (mark.epoch !== epoch && (await this.holds.isPast(mark.epoch))) return null;
      if (mark.epoch === epoch && (await holdsAll(this.db.read, mark))) return null;
      return { cause: 'ahead', detail: { marker: { seq: mark.seq, at: mark.at }, ...at } };
    }
    // The database never had a marker: it is a new installation, or the first start of a version with markers.
    if (!(await hadMarker(this.db)) || (mark === null && (await this.heartbeat.vouched()))) return null;
    return { cause: 'lost', detail: at };
  }

  private noteBegun(tx: EntityManager, replaced: boolean): Promise<void> {
    return this.audit.append(tx, SYSTEM, [
      {
        action: 'marker-begun',
        subjectKind: 'ledger',
        subjectId: MARKER,
        detail: { process: this.heartbeat.id, ...(replaced ? { replaced: 'unreadable' } : {}) },
      },
    ]);
  }

  private unusable(error: unknown): SettingsError {
    return new SettingsError(
      `恢复标记 ${this.marker.file} 读写不了（${error instanceof Error && 'code' in error ? String(error.code) : String(error)}）：请检查 LEDGER_MARKER_FILE 所在的目录是否存在、有没有写权限。没有它，放回备份后会自动付款。`,
    );
  }
}

function sentence({ cause, detail }: NonNullable<Found>): string {
  const rest = '推送、回写和定时采集全部暂停，等管理员在页面上看过后放行（或 npm run ops -- release）。';
  if (cause === 'lost') return `这份数据库以前有恢复标记，现在标记不在，认不出是不是旧的备份。${rest}`;
  return `数据库比恢复标记旧：标记记着审计第 ${detail.marker?.seq} 条，库里只到第 ${detail.head?.seq ?? 0} 条或内容不同，可能是恢复了备份。${rest}`;
}
