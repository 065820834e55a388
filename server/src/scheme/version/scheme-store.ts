import { createHash } from 'node:crypto';
import { OUTCOMES } from '@dingdee/shared/bill-state';
import type { PausedBy } from '@dingdee/shared/push-pause';
import {
  CALL_MODES,
  type CallMode,
  interactionFlags,
  type SchemeContent,
  type SchemeSummary,
  schemeContent,
  TARGETS,
  type TargetName,
  targetNamed,
  USUAL_TARGET,
} from '@dingdee/shared/scheme';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { FormControlSchema } from '../../connectors/source.js';
import { readInt } from '../../database/columns.js';
import { changedBy, Database, placeholders } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import type { Actor } from '../../domain/actor.js';
import { type SchemeWriters, withVersion } from '../../domain/draft/field-writers.js';
import { canonicalJson, type Numbering } from '../../domain/draft/payment-bill.js';
import { SchemeVersion } from './scheme.entity.js';
import { SchemeNotFoundError } from './scheme.errors.js';
import { USED } from './scheme-use.js';

/** One immutable version of a scheme. */
export interface SchemeVersionContent {
  schemeId: string;
  number: number;
  content: SchemeContent;
  /** The form's controls when the scheme was written; empty if they were not read. */
  form: readonly FormControlSchema[];
  /** Who wrote the values that the scheme itself puts into fields, up to this version. */
  writers: SchemeWriters;
}

/** How the bills of a scheme are sent to Kingdee. */
export interface PushWay {
  callMode: CallMode;
  /** InterationFlags that are answered with yes. */
  interactions: readonly string[];
}

/** One pause of a scheme: a person's or the program's own. Both may be on at once. */
export interface PausedScheme {
  id: string;
  name: string;
  reason: string;
  /** Name of the person; null if the program paused the scheme. */
  by: string | null;
  at: number;
}

export interface StoredScheme extends SchemeSummary {
  /** Controls of the form when the scheme was made; empty if the form was not read. */
  controls: readonly FormControlSchema[];
}

interface Row {
  id: string;
  name: string;
  template: string;
  process_code: string;
  form_name: string;
  org_number: string;
  outcome: string;
  enabled: unknown;
  switched_at: unknown;
  switched_by: string | null;
  paused_reason: string | null;
  numbering: string;
  key_field: string;
  paused_by: string | null;
  paused_at: unknown;
  program_paused_reason: string | null;
  program_paused_at: unknown;
  call_mode: string;
  interactions: string | null;
  current_version: unknown;
  version: unknown;
  created_at: unknown;
  used: unknown;
  target: string | null;
  form_schema: string | null;
}

interface PauseRow {
  id: string;
  name: string;
  reason: string;
  paused_by: string | null;
  at: unknown;
}

/**
 * SQL for the target form that a scheme's newest version names; null if it names none, which means the usual form. The pattern cannot match inside a
 * text of the JSON, because quotes are escaped there.
 */
const TARGET = `(SELECT CASE ${TARGETS.map((form) => `WHEN v.content LIKE ? THEN '${form}'`).join(' ')} END
 FROM scheme_version v WHERE v.scheme_id = scheme.id AND v.number = scheme.current_version)`;
const namesTarget = (form: TargetName): string => `%"target":"${form}"%`;
/** The parameters of TARGET; they come before all others. */
const TARGET_NAMES = TARGETS.map(namesTarget);
const SELECT = `SELECT id, name, template, process_code, form_name, org_number, outcome, enabled, switched_at, switched_by, paused_reason,
 paused_by, paused_at, program_paused_reason, program_paused_at, call_mode, interactions, numbering, key_field, current_version, version, created_at, form_schema,
 ${USED} AS used, ${TARGET} AS target FROM scheme`;
const MOST_CACHED = 500;
const VERSIONS_PER_READ = 50;

/** Stores integration schemes（集成方案） and their numbered versions, which never change once written. */
@Injectable()
export class SchemeStore {
  private readonly versions = new Map<string, SchemeVersionContent>();

  constructor(private readonly db: Database) {}

  async list(): Promise<SchemeSummary[]> {
    const rows = await this.db.query<Row>(`${SELECT} ORDER BY created_at, id`, TARGET_NAMES);
    return rows.map((row) => summaryOf(row));
  }

  /** Reads a committed scheme. @throws SchemeNotFoundError */
  async get(id: string): Promise<StoredScheme> {
    return this.load(this.db.read, id);
  }

  /** Reads the scheme as the transaction sees it. @throws SchemeNotFoundError */
  async load(tx: EntityManager, id: string): Promise<StoredScheme> {
    const rows: Row[] = await tx.query(`${SELECT} WHERE id = ?`, [...TARGET_NAMES, id]);
    const [row] = rows;
    if (!row) throw new SchemeNotFoundError(id);
    return { ...summaryOf(row), controls: formOf(row) };
  }

  /** Returns a version's content, cached because it never changes. The same version is the same object. @throws SchemeNotFoundError */
  async version(schemeId: string, number: number): Promise<SchemeVersionContent> {
    const key = `${schemeId}@${number}`;
    const ready = this.versions.get(key);
    if (ready) return ready;
    const [row] = await this.db.query<{ content: string; form_schema: string | null }>(
      'SELECT v.content, s.form_schema FROM scheme_version v JOIN scheme s ON s.id = v.scheme_id WHERE v.scheme_id = ? AND v.number = ?',
      [schemeId, number],
    );
    if (!row) throw new SchemeNotFoundError(schemeId);
    const content = schemeContent.parse(JSON.parse(row.content));
    const version = { schemeId, number, content, form: formOf(row), writers: await this.writers(schemeId, number) };
    if (this.versions.size >= MOST_CACHED) this.versions.clear();
    this.versions.set(key, version);
    return version;
  }

  /**
   * Returns the writers of the versions up to this one, in order. A version that can no longer be parsed is skipped; its values count as written by
   * the author of the next version.
   */
  private async writers(schemeId: string, upTo: number): Promise<SchemeWriters> {
    let writers: SchemeWriters = {};
    let before: SchemeContent | null = null;
    for (let from = 0; from < upTo; from += VERSIONS_PER_READ) {
      const rows = await this.db.query<{ content: string; created_by: string }>(
        'SELECT content, created_by FROM scheme_version WHERE scheme_id = ? AND number > ? AND number <= ? ORDER BY number',
        [schemeId, from, Math.min(upTo, from + VERSIONS_PER_READ)],
      );
      for (const row of rows) {
        const read = schemeContent.safeParse(JSON.parse(row.content));
        if (!read.success) continue;
        writers = withVersion(writers, before, read.data, row.created_by);
        before = read.data;
      }
    }
    return writers;
  }

  /** Returns scheme id → number of the current version, for all schemes. */
  async currentVersions(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.db.query<{ id: string; current_version: unknown }>(
      'SELECT id, current_version FROM scheme',
    );
    return new Map(rows.map((row) => [row.id, readInt(row.current_version)]));
  }

  /** Pauses pushing under a scheme for a person; the reason is shown. A pause by the program stays beside it. @throws SchemeNotFoundError */
  async pause(tx: EntityManager, id: string, reason: string, by: Actor): Promise<void> {
    const now = Date.now();
    const met = await changedBy(
      tx,
      'UPDATE scheme SET paused_reason = ?, paused_by = ?, paused_at = ?, version = version + 1, updated_at = ? WHERE id = ?',
      [reason.slice(0, 300), by.name, now, now, id],
    );
    if (met === 0) throw new SchemeNotFoundError(id);
  }

  /**
   * Pauses a scheme because Kingdee gave another number than ours. Bills already in Kingdee are finished by Id; no more are sent until an admin has
   * chosen the mode (product.md §2).
   */
  pauseRenumbered(tx: EntityManager, id: string, ours: string, theirs: string): Promise<void> {
    const reason = `金蝶的编码规则把单据编号 ${ours} 改成了 ${theirs}。已暂停推送，请管理员改为“由金蝶编号”，或允许手工编号。`;
    return this.pauseByProgram(tx, id, reason);
  }

  /** Ends one of a scheme's pauses; the other stays. @returns false if there was no such pause. */
  async resume(tx: EntityManager, id: string, whose: PausedBy): Promise<boolean> {
    const columns =
      whose === 'person'
        ? 'paused_reason = NULL, paused_by = NULL, paused_at = NULL'
        : 'program_paused_reason = NULL, program_paused_at = NULL';
    const paused = whose === 'person' ? 'paused_reason' : 'program_paused_reason';
    const met = await changedBy(
      tx,
      `UPDATE scheme SET ${columns}, version = version + 1, updated_at = ? WHERE id = ? AND ${paused} IS NOT NULL`,
      [Date.now(), id],
    );
    return met > 0;
  }

  /** Returns all pauses of schemes, as the transaction sees them: a scheme paused by a person and by the program is listed twice. */
  async pausedNow(tx: EntityManager): Promise<PausedScheme[]> {
    const rows: PauseRow[] = await tx.query(
      `SELECT id, name, paused_reason AS reason, paused_by, paused_at AS at FROM scheme WHERE paused_reason IS NOT NULL
       UNION ALL
       SELECT id, name, program_paused_reason, NULL, program_paused_at FROM scheme WHERE program_paused_reason IS NOT NULL`,
    );
    return rows
      .map((row) => ({ id: row.id, name: row.name, reason: row.reason, by: row.paused_by, at: readInt(row.at) }))
      .sort((one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0));
  }

  /** Returns how the bills of these schemes are sent, as the transaction sees it. */
  async pushWays(tx: EntityManager, ids: readonly string[]): Promise<ReadonlyMap<string, PushWay>> {
    if (ids.length === 0) return new Map();
    const rows: { id: string; call_mode: string; interactions: string | null }[] = await tx.query(
      `SELECT id, call_mode, interactions FROM scheme WHERE id IN (${placeholders(ids)})`,
      [...ids],
    );
    return new Map(rows.map((row) => [row.id, wayOf(row)]));
  }

  /** Returns how saves of these schemes are numbered, as the transaction sees it; an unknown scheme is absent. */
  async numberings(tx: EntityManager, ids: readonly string[]): Promise<ReadonlyMap<string, Numbering>> {
    if (ids.length === 0) return new Map();
    const rows: { id: string; numbering: string; key_field: string }[] = await tx.query(
      `SELECT id, numbering, key_field FROM scheme WHERE id IN (${placeholders(ids)})`,
      [...ids],
    );
    return new Map(
      rows.map((row) => [
        row.id,
        { numbering: row.numbering === 'kingdee' ? ('kingdee' as const) : ('ours' as const), keyField: row.key_field },
      ]),
    );
  }

  /**
   * Returns the target forms under which this site's bills may exist in Kingdee: the usual form, and every form that any version of a scheme names,
   * if the scheme was ever switched on. Bills that a restored database copy does not know were sent as one of these.
   */
  async formsNamed(tx: EntityManager): Promise<readonly TargetName[]> {
    const named: TargetName[] = [USUAL_TARGET];
    for (const form of TARGETS) {
      if (form === USUAL_TARGET) continue;
      const rows: unknown[] = await tx.query(
        `SELECT 1 AS found FROM scheme_version v JOIN scheme s ON s.id = v.scheme_id
         WHERE s.switched_at IS NOT NULL AND v.content LIKE ? LIMIT 1`,
        [namesTarget(form)],
      );
      if (rows.length > 0) named.push(form);
    }
    return named;
  }

  /**
   * Sets the program's own pause; only an administrator ends it. If it is set again, the latest reason replaces the earlier. @throws
   * SchemeNotFoundError
   */
  private async pauseByProgram(tx: EntityManager, id: string, reason: string): Promise<void> {
    const now = Date.now();
    const met = await changedBy(
      tx,
      'UPDATE scheme SET program_paused_reason = ?, program_paused_at = ?, version = version + 1, updated_at = ? WHERE id = ?',
      [reason.slice(0, 300), now, now, id],
    );
    if (met === 0) throw new SchemeNotFoundError(id);
  }

  /**
   * Sets the label of a version. @param was the label that the person saw. @returns false if the label has changed since, or there is no such
   * version.
   */
  async nameVersion(
    tx: EntityManager,
    schemeId: string,
    { number, name, was }: { number: number; name: string; was: string },
  ): Promise<boolean> {
    const met = await changedBy(
      tx,
      `UPDATE scheme_version SET label = ? WHERE scheme_id = ? AND number = ? AND COALESCE(label, '') = ?`,
      [name === '' ? null : name, schemeId, number, was],
    );
    return met === 1;
  }

  /** Writes version `number` and returns its hash; the caller has made sure that it is the next number. */
  async addVersion(
    tx: EntityManager,
    schemeId: string,
    number: number,
    content: SchemeContent,
    by: Actor,
  ): Promise<string> {
    const hash = hashOf(content);
    await insertRows(tx, SchemeVersion, [
      {
        id: uuid(),
        scheme_id: schemeId,
        number,
        content: JSON.stringify(content),
        content_hash: hash,
        created_by: by.userId,
        created_at: Date.now(),
      },
    ]);
    return hash;
  }
}

/** Returns a person's label for a version; "" if it has none, or there is no such version. */
export async function versionLabel(db: Pick<Database, 'query'>, schemeId: string, number: number): Promise<string> {
  const [row] = await db.query<{ label: string | null }>(
    'SELECT label FROM scheme_version WHERE scheme_id = ? AND number = ?',
    [schemeId, number],
  );
  return row?.label ?? '';
}

/** Returns a hash that is equal for equal contents, whatever the order of their keys. */
export const hashOf = (content: SchemeContent): string =>
  createHash('sha256').update(canonicalJson(content)).digest('hex');

const formOf = ({ form_schema }: { form_schema: string | null }): FormControlSchema[] =>
  form_schema === null ? [] : (JSON.parse(form_schema) as FormControlSchema[]);

const wayOf = (row: { call_mode: string; interactions: string | null }): PushWay => ({
  callMode: CALL_MODES.find((mode) => mode === row.call_mode) ?? 'steps',
  interactions: row.interactions === null ? [] : interactionFlags.parse(JSON.parse(row.interactions)),
});

function summaryOf(row: Row): SchemeSummary {
  const { callMode, interactions } = wayOf(row);
  return {
    id: row.id,
    name: row.name,
    template: row.template,
    processCode: row.process_code,
    formName: row.form_name,
    orgNumber: row.org_number,
    target: targetNamed(row.target),
    outcome: OUTCOMES.find((outcome) => outcome === row.outcome) ?? 'save+submit+audit',
    enabled: readInt(row.enabled) === 1,
    state: readInt(row.enabled) === 1 ? 'on' : row.switched_at == null ? 'draft' : 'off',
    switchedAt: row.switched_at == null ? null : readInt(row.switched_at),
    switchedBy: row.switched_by,
    pausedReason: row.paused_reason,
    pausedBy: row.paused_by,
    pausedAt: row.paused_at == null ? null : readInt(row.paused_at),
    programPausedReason: row.program_paused_reason,
    programPausedAt: row.program_paused_at == null ? null : readInt(row.program_paused_at),
    callMode,
    interactions: [...interactions],
    numbering: row.numbering === 'kingdee' ? 'kingdee' : 'ours',
    keyField: row.key_field,
    currentVersion: readInt(row.current_version),
    used: readInt(row.used) === 1,
    version: readInt(row.version),
    createdAt: readInt(row.created_at),
  };
}
