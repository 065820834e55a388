import {
  type CreateScheme,
  type PatchScheme,
  type PutSchemeContent,
  type SchemeContent,
  type SchemeDetail,
  USUAL_TARGET,
} from '@dingdee/shared/scheme';
import type { FormMatch, MatchQuery, SchemeFile } from '@dingdee/shared/scheme-file';
import type { NameVersion } from '@dingdee/shared/scheme-version';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { AuditLog } from '../../audit/audit-log.js';
import { BaseDataCatalog } from '../../base-data/base-data-catalog.js';
import { formNamed, PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import { changedBy, Database } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import type { Actor } from '../../domain/actor.js';
import { withOwnFields } from '../../domain/draft/own-fields.js';
import { LiveEvents } from '../../event-log/live-events.js';
import { Wakes } from '../../queue/wakes.js';
import { chooseControls } from '../form/choose-controls.js';
import { unmatchedControls } from '../form/match-controls.js';
import { offeredControls, proposeMatches } from '../form/propose-matches.js';
import { ReadForm } from '../form/read-form.js';
import { beginnings } from '../market/blank.js';
import { contentOfFile, oneRowOf } from '../market/file-content.js';
import { KeptNumbers } from '../number/kept-numbers.js';
import { SchemeKeyField } from '../number/numbering-seen.entity.js';
import { checkContent, checkLimits } from './check-content.js';
import { Scheme } from './scheme.entity.js';
import { SchemeContentError, SchemeStateError, StaleSchemeError, UnknownTemplateError } from './scheme.errors.js';
import { hashOf, SchemeStore, type StoredScheme, versionLabel } from './scheme-store.js';
import { neverUsed, useOf } from './scheme-use.js';

const HAS_BEGUN =
  '没有保存：这个方案已经启用或收过审批，从哪天开始收要在“采集”页的“期初与补采”里改，那里先列出影响。其余内容改好再保存。';

/** Creates schemes from the market, sets how they push, and writes new versions of their content. */
@Injectable()
export class WriteScheme {
  constructor(
    private readonly db: Database,
    private readonly schemes: SchemeStore,
    private readonly numbers: KeptNumbers,
    private readonly forms: ReadForm,
    private readonly baseData: BaseDataCatalog,
    private readonly audit: AuditLog,
    private readonly live: LiveEvents,
    private readonly wakes: Wakes,
  ) {}

  /** Creates a draft from a template of the market. @throws UnknownTemplateError, UnknownControlError, DingTalkError */
  async create(wanted: CreateScheme, by: Actor): Promise<SchemeDetail> {
    const template = beginnings().find(({ code }) => code === wanted.template);
    if (!template) throw new UnknownTemplateError(wanted.template);
    return this.createOf(template, { ...wanted, outcome: wanted.outcome ?? template.content.outcome }, by);
  }

  /** Returns which controls of a form fit the controls that a template wants. @throws UnknownTemplateError, DingTalkError */
  async match(code: string, { processCode, detail }: MatchQuery): Promise<FormMatch> {
    const template = beginnings().find((one) => one.code === code);
    if (!template) throw new UnknownTemplateError(code);
    const { name, controls } = await this.forms.one(processCode);
    const matches = proposeMatches(template.controls, controls, detail);
    return { processCode, formName: name, controls: offeredControls(controls), matches };
  }

  /**
   * Creates a draft from any file; it collects nothing until it is enabled (enable-scheme.ts). @throws SchemeContentError, UnknownControlError,
   * DingTalkError
   */
  async createOf(file: SchemeFile, wanted: Omit<CreateScheme, 'template'>, by: Actor): Promise<SchemeDetail> {
    const { processCode, orgNumber, outcome, billType, matches = [] } = wanted;
    const form = await this.forms.one(processCode);
    const basis = { processCode, formName: form.name.slice(0, 120), orgNumber, outcome };
    const wants = { ...file, oneRow: oneRowOf(file, orgNumber) };
    const content = chooseControls(contentOfFile(file, { ...basis, billType }), wants, form.controls, matches);
    checkContent(content, formNamed(content.target));
    const id = uuid();
    await this.db.inTransaction(async (tx) => {
      const now = Date.now();
      const name = wanted.name ?? `${file.name}（${form.name}）`.slice(0, 80);
      await insertRows(tx, Scheme, [
        {
          id,
          name,
          template: file.code,
          process_code: processCode,
          form_name: basis.formName,
          org_number: orgNumber,
          outcome: content.outcome,
          enabled: false,
          enabled_form: null,
          paused_reason: null,
          current_version: 1,
          head_until: null,
          form_schema: JSON.stringify(form.controls),
          version: 1,
          created_by: by.userId,
          created_at: now,
          updated_at: now,
        },
      ]);
      const hash = await this.schemes.addVersion(tx, id, 1, content, by);
      const { filter, net } = content;
      const told = { ...(filter.length > 0 ? { filter } : {}), ...(net ? { net } : {}) };
      await this.record(tx, by, 'create-scheme', id, { name, template: file.code, hash, ...told });
    });
    return this.detail(id);
  }

  /** Changes name and way of pushing. @throws StaleSchemeError, SchemeNotFoundError */
  async patch(id: string, patch: PatchScheme, by: Actor): Promise<SchemeDetail> {
    const { version, ...switches } = patch;
    const { name, callMode, interactions, numbering, keyField } = switches;
    await this.db.inTransaction(async (tx) => {
      const scheme = await this.schemes.load(tx, id);
      const flags = [...new Set(interactions ?? scheme.interactions)];
      const met = await changedBy(
        tx,
        `UPDATE scheme SET name = ?, call_mode = ?, interactions = ?, numbering = ?, key_field = ?, version = version + 1, updated_at = ?
         WHERE id = ? AND version = ?`,
        [
          name ?? scheme.name,
          callMode ?? scheme.callMode,
          JSON.stringify(flags),
          numbering ?? scheme.numbering,
          keyField ?? scheme.keyField,
          Date.now(),
          id,
          version,
        ],
      );
      if (met !== 1) throw new StaleSchemeError(id);
      if (numbering !== undefined && numbering !== scheme.numbering) await this.numbers.renumbered(tx, id, null);
      if (keyField !== undefined) await this.rememberKeyField(tx, id, keyField);
      await this.record(tx, by, 'switch-scheme', id, switches);
    });
    return this.detail(id);
  }

  /**
   * Writes a new version. Open, unapproved bills are mapped with it; approved ones keep the version they were approved with.
   * @throws SchemeStateError if the scheme has begun to collect and the content has another first day
   */
  async putContent(
    id: string,
    { version, content, versionName = '' }: PutSchemeContent,
    by: Actor,
  ): Promise<SchemeDetail> {
    checkContent(content, formNamed(content.target));
    const form = withOwnFields(formNamed(content.target), content, await this.baseData.current());
    await this.db.inTransaction(async (tx) => {
      const scheme = await this.schemes.load(tx, id);
      if (scheme.version !== version) throw new StaleSchemeError(id);
      if (content.processCode !== scheme.processCode || content.template !== scheme.template)
        throw new SchemeContentError('内容属于另一个表单或模板。为那个表单新建方案，这里只能改映射。', { id });
      const before = await this.schemes.version(id, scheme.currentVersion);
      if (hashOf(before.content) === hashOf(content)) return;
      checkLimits(content, before.content, form);
      const [was, cutOverDate] = [before.content.cutOverDate, content.cutOverDate];
      // The first day of such a scheme is changed elsewhere: there its effect on bills is shown first, and approvals that it brings in go into
      // quarantine (decision 152).
      if (was !== cutOverDate && (scheme.enabled || !neverUsed(await useOf(tx, id))))
        throw new SchemeStateError('scheme/has-begun', HAS_BEGUN);
      // The first day decides what may be paid, so the list of decisions shows a change and its author.
      const told = was === cutOverDate ? {} : { cutOverDate: cutOverDate ?? '', was: was ?? '' };
      // The filter is logged for the same reason: with a condition, one person alone could leave a payment out.
      const { filter } = before.content;
      if (JSON.stringify(filter) !== JSON.stringify(content.filter))
        Object.assign(told, { filter: content.filter, filterWas: filter });
      // The net rule is logged too, because it decides how much is paid.
      const netWas = before.content.net ?? null;
      if (JSON.stringify(netWas) !== JSON.stringify(content.net ?? null))
        Object.assign(told, { net: content.net ?? null, netWas });
      const splitWas = before.content.split ?? null;
      if (JSON.stringify(splitWas) !== JSON.stringify(content.split ?? null))
        Object.assign(told, { split: content.split ?? null, splitWas });
      if (before.content.target !== content.target)
        Object.assign(told, {
          target: content.target ?? USUAL_TARGET,
          targetWas: before.content.target ?? USUAL_TARGET,
        });
      await this.addContent(tx, scheme, content, by, told);
      const number = scheme.currentVersion + 1;
      if (versionName !== '') await this.name(tx, id, { number, name: versionName, was: '' }, by);
    });
    this.wakes.wake('map');
    return this.detail(id);
  }

  /** Makes the content of an older version the next version; the versions between stay, and so does the first day. Otherwise like `putContent`. */
  async restore(id: string, number: number, version: number, by: Actor): Promise<SchemeDetail> {
    const { content } = await this.schemes.version(id, number);
    const { currentVersion } = await this.schemes.get(id);
    const { cutOverDate } = (await this.schemes.version(id, currentVersion)).content;
    return this.putContent(id, { version, content: { ...content, cutOverDate } }, by);
  }

  /** Sets the label of a version; no bill is mapped again. @throws SchemeNotFoundError, StaleSchemeError if somebody else has named it */
  async nameVersion(id: string, wanted: NameVersion, by: Actor): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      await this.schemes.load(tx, id);
      await this.name(tx, id, wanted, by);
    });
  }

  /** Sets the label of the current version, whatever it was: the person who enables it sees it. @throws StaleSchemeError */
  async nameCurrent(tx: EntityManager, id: string, number: number, name: string, by: Actor): Promise<void> {
    const was = await versionLabel({ query: (sql, given) => tx.query(sql, [...(given ?? [])]) }, id, number);
    await this.name(tx, id, { number, name, was }, by);
  }

  /** Sets and logs the label of a version. @throws StaleSchemeError */
  private async name(tx: EntityManager, id: string, wanted: NameVersion, by: Actor): Promise<void> {
    const { number, name, was } = wanted;
    if (name === was) return;
    if (!(await this.schemes.nameVersion(tx, id, wanted))) throw new StaleSchemeError(id);
    await this.record(tx, by, 'name-scheme-version', id, { version: number, label: name, labelWas: was });
  }

  /**
   * Writes `content` as the next version of a scheme that the transaction has read. @returns the new row version of the scheme. @throws
   * StaleSchemeError
   */
  async addContent(
    tx: EntityManager,
    { id, version, currentVersion }: StoredScheme,
    content: SchemeContent,
    by: Actor,
    told: object = {},
    action = 'put-scheme-content',
  ): Promise<number> {
    const next = currentVersion + 1;
    const met = await changedBy(
      tx,
      `UPDATE scheme SET current_version = ?, org_number = ?, outcome = ?, version = version + 1, updated_at = ?
       WHERE id = ? AND version = ?`,
      [next, content.orgNumber, content.outcome, Date.now(), id, version],
    );
    if (met !== 1) throw new StaleSchemeError(id);
    const hash = await this.schemes.addVersion(tx, id, next, content, by);
    await this.record(tx, by, action, id, { version: next, hash, ...told });
    return version + 1;
  }

  /** Returns a scheme with its current content. @throws SchemeNotFoundError */
  async detail(id: string): Promise<SchemeDetail> {
    const { controls, ...summary } = await this.schemes.get(id);
    const { content } = await this.schemes.version(id, summary.currentVersion);
    const unmatched = controls.length === 0 ? [] : unmatchedControls(content, controls);
    const { asUserId } = content.writeback;
    return { ...summary, content, unmatched, ...(asUserId === null ? {} : { commentBy: await this.nameOf(asUserId) }) };
  }

  /** Returns a member's name; the id itself if the name is unknown. */
  private async nameOf(userId: string): Promise<string> {
    const [member] = await this.db.query<{ name: string }>('SELECT name FROM member WHERE user_id = ?', [userId]);
    return member && member.name !== '' ? member.name : userId;
  }

  /** Remembers the key field: in-doubt bills are looked for in every field to which their scheme ever wrote its key. */
  private async rememberKeyField(tx: EntityManager, id: string, keyField: string): Promise<void> {
    if (keyField === PAYMENT_FORM.keyField) return;
    const known: unknown[] = await tx.query(
      'SELECT key_field FROM scheme_key_field WHERE scheme_id = ? AND key_field = ?',
      [id, keyField],
    );
    if (known.length === 0) await insertRows(tx, SchemeKeyField, [{ scheme_id: id, key_field: keyField }]);
  }

  private async record(tx: EntityManager, by: Actor, action: string, id: string, detail: object): Promise<void> {
    await this.audit.append(tx, by, [{ action, subjectKind: 'scheme', subjectId: id, detail }]);
    await this.live.emit(tx, 'mapping', ['scheme']);
  }
}
