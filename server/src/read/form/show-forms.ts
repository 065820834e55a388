import { statesOf } from '@dingdee/shared/bill-state';
import type { ChangedForm, FormList } from '@dingdee/shared/form-change';
import { fromFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { Injectable } from '@nestjs/common';
import { BaseDataCatalog } from '../../base-data/base-data-catalog.js';
import { unknownIn } from '../../bill/ledger/unknown-amounts.js';
import { readFen, readInt, sumOfFen } from '../../database/columns.js';
import { Database, placeholders } from '../../database/database.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { type FormChange, keyOf, placedControls } from '../../scheme/drift/form-changes.js';
import { type FormDefinition, FormDefinitions } from '../../scheme/drift/form-definitions.js';
import { formStops, useWords } from '../../scheme/drift/form-stops.js';
import { type ControlUse, formUses } from '../../scheme/drift/form-uses.js';
import { enableFindings } from '../../scheme/enable/enable-findings.js';
import { SchemeStore, type SchemeVersionContent } from '../../scheme/version/scheme-store.js';
import { newestApprovals, samplesOf } from './added-samples.js';
import { controlWords, optionWords, problemWords } from './form-words.js';

type Row = Record<string, unknown>;
/** One waiting bill, with the ids of the changed controls for which it waits. */
interface Waiting {
  fen: bigint | null;
  controls: ReadonlySet<string>;
}

const CODE = 'form-changed';

/** Shows the collected forms against their last accepted state: what changed, where it is read, and which bills wait until a person has looked. */
@Injectable()
export class ShowForms {
  constructor(
    private readonly db: Database,
    private readonly forms: FormDefinitions,
    private readonly schemes: SchemeStore,
    private readonly baseData: BaseDataCatalog,
  ) {}

  async run(): Promise<FormList> {
    const known = new Map((await this.forms.all()).map((form) => [form.processCode, form]));
    const items: ChangedForm[] = [];
    for (const scheme of await this.schemes.list()) {
      const form = known.get(scheme.processCode);
      if (!scheme.enabled || !form) continue;
      const version = await this.schemes.version(scheme.id, scheme.currentVersion);
      items.push({
        ...(await this.show(form, version)),
        schemeName: scheme.name,
        formName: form.formName || scheme.formName,
      });
    }
    const changed = ({ foundAt }: ChangedForm) => (foundAt === null ? 1 : 0);
    return { items: items.sort((a, b) => changed(a) - changed(b)) };
  }

  /** Returns the forms with changes that nobody has accepted, and how many of them stop bills, for a notice to all; null if there are none. */
  async waiting(): Promise<{ names: string[]; stopped: number; processCode: string } | null> {
    const changed = (await this.forms.all()).filter(({ changes }) => changes.length > 0);
    if (changed.length === 0) return null;
    const names: string[] = [];
    let [stopped, first] = [0, ''];
    for (const scheme of await this.schemes.list()) {
      const form = changed.find(({ processCode }) => processCode === scheme.processCode);
      if (!form || !scheme.enabled) continue;
      const stops = formStops(form, await this.schemes.version(scheme.id, scheme.currentVersion)).length > 0;
      if (stops) stopped += 1;
      if (first === '' || (stops && stopped === 1)) first = scheme.processCode;
      names.push(form.formName || scheme.formName);
    }
    return names.length === 0 ? null : { names, stopped, processCode: first };
  }

  private async show(
    form: FormDefinition,
    version: SchemeVersionContent,
  ): Promise<Omit<ChangedForm, 'schemeName' | 'formName'>> {
    const { changes, accepted, current } = form;
    const uses = formUses(version.content, version.form, accepted);
    const stops = new Set(formStops(form, version).map(({ kind, controlId }) => `${kind} ${controlId}`));
    const tables = await this.tableNames();
    const waiting = changes.length === 0 ? [] : await this.waitingBills(version.schemeId);
    const isNew = changes.some(({ kind }) => kind === 'added');
    const approvals = isNew ? await newestApprovals(this.db, version.schemeId) : [];
    const touched = new Set(changes.flatMap(({ before, after }) => (before ?? after)?.key ?? []));
    return {
      processCode: form.processCode,
      schemeId: version.schemeId,
      schemeVersion: version.number,
      acceptedAt: form.acceptedAt,
      checkedAt: form.checkedAt,
      foundAt: form.foundAt,
      seenIn: form.seenIn,
      problem: problemWords(form),
      changes: changes.map((change) => {
        const id = change.before?.id ?? '';
        const stop = stops.has(`${change.kind} ${id}`);
        return {
          ...this.told(change, uses, tables),
          samples: change.kind === 'added' && change.after ? samplesOf(change.after, approvals) : [],
          stops: stop,
          bills: sumOf(stop ? waiting.filter(({ controls }) => controls.has(id)) : []),
        };
      }),
      unchanged: [...placedControls(accepted).values()]
        .filter(({ key }) => !touched.has(key))
        .map(({ label, table }) => ({ label, table: table?.label ?? null })),
      waiting: sumOf(waiting),
      review: await this.count(version.schemeId, ['ready']),
      push: await this.count(version.schemeId, ['approved']),
      booked: await this.count(version.schemeId, statesOf('booked')),
      findings: changes.length === 0 ? [] : await this.findings(version, accepted, current),
    };
  }

  private told(
    change: FormChange,
    uses: ReadonlyMap<string, readonly ControlUse[]>,
    tables: ReadonlyMap<string, string>,
  ): Omit<ChangedForm['changes'][number], 'stops' | 'bills' | 'samples'> {
    const { kind, before, after, successor } = change;
    const own = before === null ? [] : (uses.get(before.key) ?? []);
    const tableOf = (label: string) =>
      own.flatMap((use) => (use.what === 'field' && use.label === label ? (use.table ?? []) : []))[0] ?? null;
    return {
      kind,
      key: keyOf(change),
      table: (before ?? after)?.table?.label ?? null,
      before: controlWords(before),
      after: controlWords(after),
      options: optionWords(change),
      uses: useWords(own).map((label) => {
        const code = tableOf(label);
        return { label, table: code === null ? null : (tables.get(code) ?? code) };
      }),
      successor: controlWords(successor),
    };
  }

  /** Returns what enabling would find for the present form but not for the accepted one; DingTalk is not called. */
  private async findings(
    { content, form: written }: SchemeVersionContent,
    before: FormDefinition['accepted'],
    after: FormDefinition['current'],
  ): Promise<ChangedForm['findings']> {
    const baseData = await this.baseData.current();
    const basis = { content, baseData, organisations: baseData.organisations, takenBy: null };
    // A scheme reads a control by its id, whatever its present name.
    const [was, form] = [before, after].map((one) => asWritten(one, [...written, ...before]));
    const told = (of: typeof before) => enableFindings({ ...basis, form: of, before: was ?? before });
    const known = new Set(told(was ?? before).map(({ key, what }) => `${key} ${what}`));
    return told(form ?? after).filter(({ key, what, level }) => level !== 'tells' && !known.has(`${key} ${what}`));
  }

  private async waitingBills(schemeId: string): Promise<Waiting[]> {
    const rows = await this.db.query<Row>(
      `SELECT b.base_fen, c.issues FROM bill b JOIN bill_content c ON c.bill_id = b.id
       WHERE b.scheme_id = ? AND b.state_kind IN ('needs-mapping', 'held') AND c.issues LIKE ?`,
      [schemeId, `%"${CODE}"%`],
    );
    return rows.map(({ base_fen, issues }) => {
      const found = JSON.parse(String(issues)) as { code: string; params?: { control?: string } }[];
      const controls = found.flatMap(({ code, params }) => (code === CODE && params?.control ? [params.control] : []));
      return { fen: base_fen == null ? null : readFen(base_fen), controls: new Set(controls) };
    });
  }

  private async count(schemeId: string, states: readonly string[]): Promise<CountAndSum> {
    const [row] = await this.db.query<Row>(
      `SELECT COUNT(*) AS n, ${sumOfFen('base_fen')} AS fen, SUM(CASE WHEN base_fen IS NULL THEN 1 ELSE 0 END) AS none FROM bill
       WHERE scheme_id = ? AND state_kind IN (${placeholders(states)})`,
      [schemeId, ...states],
    );
    return { count: readInt(row?.n), amount: fromFen(readFen(row?.fen)), ...unknownIn(readInt(row?.none)) };
  }

  private async tableNames(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.db.query<{ code: string; name: string }>('SELECT code, name FROM mapping_table');
    return new Map(rows.map(({ code, name }) => [code, maskText(name)]));
  }
}

const sumOf = (bills: readonly Waiting[]): CountAndSum => ({
  count: bills.length,
  amount: fromFen(bills.reduce((sum, { fen }) => sum + (fen ?? 0n), 0n)),
  ...unknownIn(bills.filter(({ fen }) => fen === null).length),
});

/** Returns the controls with the labels by which the scheme knows them. */
function asWritten(form: FormDefinition['current'], written: FormDefinition['current']): FormDefinition['current'] {
  const labels = new Map<string, string>();
  const note = (controls: FormDefinition['current']) => {
    for (const { id, label, children } of controls) {
      if (!labels.has(id)) labels.set(id, label);
      note(children);
    }
  };
  note(written);
  const named = (controls: FormDefinition['current']): FormDefinition['current'] =>
    controls.map((one) => ({ ...one, label: labels.get(one.id) ?? one.label, children: named(one.children) }));
  return named(form);
}
