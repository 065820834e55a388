import type { ApprovalForm, EnableScheme as Enable, SchemeDetail, SchemeReadiness } from '@dingdee/shared/scheme';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditLog } from '../../audit/audit-log.js';
import { BaseDataCatalog } from '../../base-data/base-data-catalog.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import type { FormControlSchema } from '../../connectors/source.js';
import { changedBy, Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { LiveEvents } from '../../event-log/live-events.js';
import { Wakes } from '../../queue/wakes.js';
import { FormDefinitions } from '../drift/form-definitions.js';
import { ReadForm } from '../form/read-form.js';
import {
  FormTakenError,
  SchemeCannotSucceedError,
  SchemeStateError,
  SchemeWarningsError,
  StaleSchemeError,
} from '../version/scheme.errors.js';
import { SchemeStore, type StoredScheme } from '../version/scheme-store.js';
import { neverUsed, useOf } from '../version/scheme-use.js';
import { WriteScheme } from '../version/write-scheme.js';
import { type CutOverSpan, cutOverSpan, mustBeCutOver } from './cut-over.js';
import { enableFindings } from './enable-findings.js';
import { takenBy } from './form-taken.js';

/** Switches a scheme on, after checking what its bills would lack. */
@Injectable()
export class EnableScheme {
  constructor(
    private readonly db: Database,
    private readonly schemes: SchemeStore,
    private readonly forms: ReadForm,
    private readonly definitions: FormDefinitions,
    private readonly baseData: BaseDataCatalog,
    private readonly writing: WriteScheme,
    private readonly audit: AuditLog,
    private readonly live: LiveEvents,
    private readonly wakes: Wakes,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'LOOK_BACK_DAYS'>,
  ) {}

  /** Returns the problems that enabling would meet, by the form as DingTalk has it now. @throws SchemeNotFoundError, DingTalkError */
  async readiness(id: string): Promise<SchemeReadiness> {
    const scheme = await this.schemes.get(id);
    const { controls } = await this.forms.one(scheme.processCode);
    const found = await this.judge(scheme, controls, await takenBy(this.db.read, scheme.processCode, id));
    const begun = scheme.enabled || !neverUsed(await useOf(this.db.read, id));
    return { ...found, cutOver: begun ? null : this.span() };
  }

  /**
   * Enables a scheme. Collecting begins with the next sweep, from where it stopped. For a scheme that is already on it only ends the program's own
   * pause. `cutOverDate` becomes a new version of the content, which the first sweep reads: approvals that finished earlier are 期初 from the start.
   * @throws CutOverDateError, SchemeStateError if it has already collected, SchemeCannotSucceedError, SchemeWarningsError, FormTakenError,
   * StaleSchemeError, SchemeNotFoundError, DingTalkError
   */
  async enable(id: string, { version, accepted, cutOverDate, versionName }: Enable, by: Actor): Promise<SchemeDetail> {
    const seen = await this.schemes.get(id);
    if (seen.version !== version) throw new StaleSchemeError(id);
    if (cutOverDate !== undefined) mustBeCutOver(cutOverDate, this.span());
    const at = Date.now();
    const read = seen.enabled ? null : await this.mustSucceed(seen, accepted);
    const { content } = await this.schemes.version(id, seen.currentVersion);
    await this.db.inTransaction(async (tx) => {
      const scheme = await this.schemes.load(tx, id);
      if (scheme.version !== version || scheme.enabled !== seen.enabled) throw new StaleSchemeError(id);
      if (cutOverDate !== undefined) {
        await this.mustBeUnused(tx, scheme);
        scheme.version = await this.writing.addContent(tx, scheme, { ...content, cutOverDate }, by);
      }
      if (versionName) {
        const { currentVersion } = await this.schemes.load(tx, id);
        await this.writing.nameCurrent(tx, id, currentVersion, versionName, by);
      }
      if (!scheme.enabled) await this.switchOn(tx, scheme, by);
      // The form that was checked becomes the basis for later changes, without another call.
      if (read) await this.definitions.note(tx, scheme.processCode, { ...read.form, seenIn: 'definition' }, at);
      await this.schemes.resume(tx, id, 'program');
      await this.audit.append(tx, by, [
        {
          action: 'enable-scheme',
          subjectKind: 'scheme',
          subjectId: id,
          detail: { accepted: read?.accepted ?? null, cutOverDate },
        },
      ]);
      await this.live.emit(tx, 'mapping', ['scheme']);
    });
    this.wakes.wake('push');
    return this.writing.detail(id);
  }

  /** Checks that the scheme can be enabled. @returns the form, and the texts of the accepted warnings for the audit log. */
  private async mustSucceed(
    scheme: StoredScheme,
    accepted: readonly string[],
  ): Promise<{ accepted: string[]; form: ApprovalForm }> {
    const form = await this.forms.one(scheme.processCode);
    const { controls } = form;
    const taken = await takenBy(this.db.read, scheme.processCode, scheme.id);
    if (taken !== null) throw new FormTakenError(taken);
    const { findings } = await this.judge(scheme, controls, null);
    const blocks = findings.filter(({ level }) => level === 'blocks');
    if (blocks.length > 0) throw new SchemeCannotSucceedError(blocks);
    const warns = findings.filter(({ level }) => level === 'warns');
    const unseen = warns.filter(({ key }) => !accepted.includes(key));
    if (unseen.length > 0) throw new SchemeWarningsError(unseen);
    return { accepted: warns.map(({ what }) => what), form };
  }

  private span(): CutOverSpan {
    return cutOverSpan(Date.now(), this.settings.LOOK_BACK_DAYS);
  }

  /** Refuses a first day for a scheme that has collected: its bills follow the day that was valid then. @throws SchemeStateError */
  private async mustBeUnused(tx: EntityManager, { id, enabled }: StoredScheme): Promise<void> {
    if (enabled || !neverUsed(await useOf(tx, id)))
      throw new SchemeStateError(
        'scheme/has-begun',
        '没有执行：这个方案已经收过审批，启用时不能再定从哪天开始收：启用后到“采集”页的“期初与补采”里改。刷新后再看。',
      );
  }

  private async judge(
    { id, version, currentVersion, controls: before }: StoredScheme,
    form: readonly FormControlSchema[],
    taken: string | null,
  ): Promise<Omit<SchemeReadiness, 'cutOver'>> {
    const { content } = await this.schemes.version(id, currentVersion);
    const baseData = await this.baseData.current();
    const count = form.reduce((n, { children }) => n + 1 + children.length, 0);
    const { organisations } = baseData;
    const findings = enableFindings({ content, form, before, baseData, organisations, takenBy: taken });
    return { version, controls: count, findings };
  }

  /**
   * Switches the scheme on. An approval enters one scheme only. If two requests check at once, the unique key on enabled_form rejects one, which then
   * checks again.
   */
  private async switchOn(tx: EntityManager, { id, processCode, version }: StoredScheme, by: Actor): Promise<void> {
    const taken = await takenBy(tx, processCode, id);
    if (taken !== null) throw new FormTakenError(taken);
    const now = Date.now();
    const met = await changedBy(
      tx,
      `UPDATE scheme SET enabled = 1, enabled_form = ?, switched_at = ?, switched_by = ?, version = version + 1, updated_at = ?
       WHERE id = ? AND version = ?`,
      [processCode, now, by.name.slice(0, 120), now, id, version],
    );
    if (met !== 1) throw new StaleSchemeError(id);
  }
}
