import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditLog } from '../../audit/audit-log.js';
import type { DingTalkErrorClass, FormControlSchema } from '../../connectors/source.js';
import { readInt } from '../../database/columns.js';
import { changedBy, Database } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import { type Actor, SYSTEM } from '../../domain/actor.js';
import type { FormStop } from '../../domain/draft/form-stop.js';
import { LiveEvents } from '../../event-log/live-events.js';
import { acceptSome, areEntangled } from './accept-some.js';
import { FormChangesEntangledError } from './form.errors.js';
import { type FormChange, formChanges, keyOf } from './form-changes.js';
import { FormDefinitionRow } from './form-definition.entity.js';
import { amountUnits, formStops, knownNames, type ReadVersion } from './form-stops.js';

/** A form as it was accepted and as it is now. */
export interface FormDefinition {
  processCode: string;
  formName: string;
  accepted: readonly FormControlSchema[];
  acceptedAt: number;
  current: readonly FormControlSchema[];
  seenIn: 'definition' | 'details';
  checkedAt: number;
  goodUntil: number;
  foundAt: number | null;
  triedAt: number;
  problem: DingTalkErrorClass | null;
  version: number;
  /** The differences between the accepted and the current controls. */
  changes: readonly FormChange[];
}

type Row = Record<string, unknown>;
const COLUMNS =
  'process_code, form_name, accepted, accepted_at, current_controls, seen_in, checked_at, good_until, found_at, tried_at, problem, version';

/** Stores the known state of the forms that schemes collect. A change counts as open until a person has accepted it. Never calls DingTalk. */
@Injectable()
export class FormDefinitions {
  /** Cache by process code, parsed once per version, because mapping asks for every chunk. */
  private readonly read = new Map<string, FormDefinition>();

  constructor(
    private readonly db: Database,
    private readonly audit: AuditLog,
    private readonly live: LiveEvents,
  ) {}

  async all(): Promise<FormDefinition[]> {
    const rows = await this.db.query<Row>('SELECT process_code, version FROM form_definition ORDER BY process_code');
    const forms: FormDefinition[] = [];
    for (const { process_code, version } of rows) {
      const known = this.read.get(String(process_code));
      const form = known?.version === readInt(version) ? known : await this.one(String(process_code));
      if (form !== null) forms.push(form);
    }
    return forms;
  }

  async one(processCode: string): Promise<FormDefinition | null> {
    return this.load(this.db.read, processCode);
  }

  /**
   * Returns a function that tells what stops the bills of a version at present: changes that nobody has accepted yet in controls that it reads, and
   * the known names of controls that decide payee and amount.
   */
  async stops(): Promise<(version: ReadVersion) => readonly FormStop[]> {
    const forms = await this.all();
    const found = new Map<ReadVersion, readonly FormStop[]>();
    return (version) => {
      const form = forms.find(({ processCode }) => processCode === version.content.processCode);
      const stops =
        found.get(version) ??
        (form ? [...formStops(form, version), ...amountUnits(form, version), ...knownNames(form, version)] : []);
      found.set(version, stops);
      return stops;
    };
  }

  /** Returns a text that changes with the set of waiting changes: bills mapped under another text are mapped again. */
  async mark(): Promise<string> {
    const rows = await this.db.query<Row>('SELECT process_code, revision FROM form_definition ORDER BY process_code');
    return rows.map(({ process_code, revision }) => `${process_code} ${revision}`).join('\n');
  }

  /**
   * Stores the form as it is now. The first reading counts as accepted.
   * @param at time of the request; a change made later is not included. @param first controls that count as accepted instead, if this is the first
   * reading.
   * @returns the new changes if they differ from those of the last reading, else an empty list.
   */
  async note(
    tx: EntityManager,
    processCode: string,
    {
      name,
      controls,
      seenIn,
    }: { name: string; controls: readonly FormControlSchema[]; seenIn: FormDefinition['seenIn'] },
    at: number,
    first: readonly FormControlSchema[] = controls,
  ): Promise<readonly FormChange[]> {
    const text = JSON.stringify(controls);
    const known = (await this.load(tx, processCode)) ?? (await this.begin(tx, processCode, name, first, at));
    const changes = formChanges(known.accepted, controls);
    const same = JSON.stringify(changes) === JSON.stringify(known.changes);
    const news = Math.max(at, (known.foundAt ?? 0) + 1, known.acceptedAt + 1);
    // Identifies the changes that were on screen: no two sets of changes have the same time, however fast one follows the other.
    const foundAt = changes.length === 0 ? null : same ? (known.foundAt ?? at) : news;
    await tx.query(
      `UPDATE form_definition SET form_name = ?, current_controls = ?, seen_in = ?, checked_at = ?, good_until = ?, found_at = ?,
       tried_at = ?, problem = ?, version = version + 1, revision = revision + ? WHERE process_code = ?`,
      [
        name === '' ? known.formName : name.slice(0, 120),
        text,
        seenIn,
        at,
        changes.length === 0 ? at : known.goodUntil,
        foundAt,
        at,
        seenIn === 'details' ? known.problem : null,
        same ? 0 : 1,
        processCode,
      ],
    );
    if (same) return [];
    await this.audit.append(tx, SYSTEM, [
      { action: 'form-changed', subjectKind: 'form', subjectId: processCode, detail: { changes: briefly(changes) } },
    ]);
    await this.live.emit(tx, 'mapping', ['scheme']);
    await this.live.emit(tx, 'status', ['form']);
    return changes;
  }

  /** Stores that the form was requested at `at` and could not be read. */
  async noteProblem(tx: EntityManager, processCode: string, problem: DingTalkErrorClass, at: number): Promise<void> {
    await tx.query(
      'UPDATE form_definition SET tried_at = ?, problem = ?, version = version + 1 WHERE process_code = ?',
      [at, problem, processCode],
    );
  }

  /** Claims the next request, so that one process asks at a time. @returns whether this process has it. */
  async claim(tx: EntityManager, processCode: string, tried: number, now: number): Promise<boolean> {
    const sql =
      'UPDATE form_definition SET tried_at = ?, version = version + 1 WHERE process_code = ? AND tried_at = ?';
    return (await changedBy(tx, sql, [now, processCode, tried])) === 1;
  }

  /**
   * Accepts changes that a person has looked at: for them the current form counts from now on.
   * @param seen.foundAt identifies the changes that were on screen. @param seen.only some of them; the others keep waiting.
   * @returns false if the changes are different by now. @throws FormChangesEntangledError if a name ties some of them to the changes that are left.
   */
  async accept(
    tx: EntityManager,
    processCode: string,
    { foundAt, only, reason }: { foundAt: number; only?: readonly { kind: string; key: string }[]; reason: string },
    by: Actor,
  ): Promise<boolean> {
    const form = await this.load(tx, processCode);
    if (form === null || form.foundAt !== foundAt || form.changes.length === 0) return false;
    const isMeant = (change: FormChange) =>
      only === undefined || only.some(({ kind, key }) => kind === change.kind && key === keyOf(change));
    const chosen = form.changes.filter(isMeant);
    if (only !== undefined && chosen.length !== only.length) return false;
    const all = chosen.length === form.changes.length;
    const others = form.changes.filter((change) => !chosen.includes(change));
    if (areEntangled(chosen, others)) throw new FormChangesEntangledError(processCode);
    const now = Math.max(Date.now(), form.foundAt);
    const met = all
      ? await changedBy(
          tx,
          `UPDATE form_definition SET accepted = current_controls, accepted_at = ?, good_until = checked_at, found_at = NULL, version = version + 1, revision = revision + 1
           WHERE process_code = ? AND version = ?`,
          [now, processCode, form.version],
        )
      : await changedBy(
          tx,
          'UPDATE form_definition SET accepted = ?, accepted_at = ?, version = version + 1, revision = revision + 1 WHERE process_code = ? AND version = ?',
          [JSON.stringify(acceptSome(form.accepted, chosen, form.current)), now, processCode, form.version],
        );
    if (met !== 1) return false;
    await this.audit.append(tx, by, [
      {
        action: 'accept-form',
        subjectKind: 'form',
        subjectId: processCode,
        detail: { reason, name: form.formName, changes: briefly(chosen), count: chosen.length },
      },
    ]);
    await this.live.emit(tx, 'mapping', ['scheme']);
    await this.live.emit(tx, 'status', ['form']);
    return true;
  }

  private async begin(
    tx: EntityManager,
    processCode: string,
    name: string,
    controls: readonly FormControlSchema[],
    at: number,
  ): Promise<FormDefinition> {
    const text = JSON.stringify(controls);
    const row = {
      process_code: processCode,
      form_name: name.slice(0, 120),
      accepted: text,
      accepted_at: at,
      current_controls: text,
      seen_in: 'definition',
      checked_at: at,
      good_until: at,
      found_at: null,
      tried_at: at,
      problem: null,
      version: 1,
    };
    await insertRows(tx, FormDefinitionRow, [row]);
    return definitionOf(row);
  }

  private async load(tx: EntityManager, processCode: string): Promise<FormDefinition | null> {
    const rows: Row[] = await tx.query(`SELECT ${COLUMNS} FROM form_definition WHERE process_code = ?`, [processCode]);
    const [row] = rows;
    if (!row) return null;
    const form = definitionOf(row);
    this.read.set(processCode, form);
    return form;
  }
}

const MOST_TOLD = 50;
/** Returns the changes for the log in short form, from which a list makes its words. */
const briefly = (changes: readonly FormChange[]): object[] =>
  changes.slice(0, MOST_TOLD).map(({ kind, before, after }) => ({
    kind,
    label: (before ?? after)?.label ?? '',
    ...(kind === 'renamed' ? { to: after?.label } : kind === 'retyped' ? { was: before?.type, to: after?.type } : {}),
  }));

function definitionOf(row: Row): FormDefinition {
  const controls = (column: string) => JSON.parse(String(row[column])) as FormControlSchema[];
  const [accepted, current] = [controls('accepted'), controls('current_controls')];
  return {
    processCode: String(row.process_code),
    formName: String(row.form_name),
    accepted,
    acceptedAt: readInt(row.accepted_at),
    current,
    seenIn: row.seen_in === 'details' ? 'details' : 'definition',
    checkedAt: readInt(row.checked_at),
    goodUntil: readInt(row.good_until),
    foundAt: row.found_at == null ? null : readInt(row.found_at),
    triedAt: readInt(row.tried_at),
    problem: row.problem == null ? null : (String(row.problem) as DingTalkErrorClass),
    version: readInt(row.version),
    changes: formChanges(accepted, current),
  };
}
