import type { DeleteScheme, DisableScheme, SchemeDetail } from '@dingdee/shared/scheme';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditLog } from '../../audit/audit-log.js';
import { changedBy, Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { LiveEvents } from '../../event-log/live-events.js';
import { SchemeStateError, StaleSchemeError } from '../version/scheme.errors.js';
import { SchemeStore } from '../version/scheme-store.js';
import { useOf } from '../version/scheme-use.js';
import { WriteScheme } from '../version/write-scheme.js';

/** Switches a scheme off, and deletes a scheme that was never used. */
@Injectable()
export class RetireScheme {
  constructor(
    private readonly db: Database,
    private readonly schemes: SchemeStore,
    private readonly writing: WriteScheme,
    private readonly audit: AuditLog,
    private readonly live: LiveEvents,
  ) {}

  /**
   * Stops collecting; bills already collected are still mapped, approved and pushed. @throws SchemeStateError, StaleSchemeError, SchemeNotFoundError
   */
  async disable(id: string, { version, reason }: DisableScheme, by: Actor): Promise<SchemeDetail> {
    await this.db.inTransaction(async (tx) => {
      const { enabled } = await this.schemes.load(tx, id);
      if (!enabled) throw new SchemeStateError('scheme/not-enabled', '它已停用，留着即可。');
      const now = Date.now();
      const met = await changedBy(
        tx,
        `UPDATE scheme SET enabled = 0, enabled_form = NULL, switched_at = ?, switched_by = ?, version = version + 1, updated_at = ?
         WHERE id = ? AND version = ?`,
        [now, by.name.slice(0, 120), now, id, version],
      );
      if (met !== 1) throw new StaleSchemeError(id);
      await this.record(tx, by, 'disable-scheme', id, { reason });
    });
    return this.writing.detail(id);
  }

  /** Deletes a scheme. @throws SchemeStateError if anything was ever collected for it, or it is on; StaleSchemeError, SchemeNotFoundError */
  async delete(id: string, { version }: DeleteScheme, by: Actor): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      // A sweep that begins now either finds the scheme deleted, or is found here.
      if (this.db.dialect === 'mysql') await tx.query('SELECT id FROM scheme WHERE id = ? FOR UPDATE', [id]);
      const scheme = await this.schemes.load(tx, id);
      if (scheme.version !== version) throw new StaleSchemeError(id);
      if (scheme.enabled)
        throw new SchemeStateError('scheme/enabled', '没有删除：方案正在采集。先停用，没有收过审批的再删除。');
      const used = await this.usedBy(tx, id);
      if (used !== null) throw used;
      await tx.query('DELETE FROM scheme_version WHERE scheme_id = ?', [id]);
      await tx.query('DELETE FROM scheme_key_field WHERE scheme_id = ?', [id]);
      await tx.query('DELETE FROM numbering_seen WHERE scheme_id = ?', [id]);
      await tx.query('DELETE FROM scheme_setup WHERE scheme_id = ?', [id]);
      await tx.query('DELETE FROM scheme WHERE id = ?', [id]);
      const { name, formName, processCode } = scheme;
      await this.record(tx, by, 'delete-scheme', id, { name, formName, processCode });
    });
  }

  /** Returns why the scheme may not be deleted, else null: everything that came through it cites it for ever. */
  private async usedBy(tx: EntityManager, id: string): Promise<SchemeStateError | null> {
    const { approvals, bills, running } = await useOf(tx, id);
    if (approvals + bills > 0)
      return new SchemeStateError(
        'scheme/used',
        `没有删除：这个方案收过 ${approvals} 条审批、${bills} 笔单据，它们的来由都引用它。不再采集的，停用就行。`,
      );
    return running > 0
      ? new SchemeStateError('scheme/collecting', '没有删除：这个方案正在采集，可能马上有审批进来。等采集结束再看。')
      : null;
  }

  private async record(tx: EntityManager, by: Actor, action: string, id: string, detail: object): Promise<void> {
    await this.audit.append(tx, by, [{ action, subjectKind: 'scheme', subjectId: id, detail }]);
    await this.live.emit(tx, 'mapping', ['scheme']);
  }
}
