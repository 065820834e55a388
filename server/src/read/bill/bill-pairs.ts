import type { BaseDataKind } from '@dingdee/shared/base-data';
import type { BillIssue } from '@dingdee/shared/bill';
import type { PairRow, PairValue, Provenance } from '@dingdee/shared/bill-detail';
import type { StoredContent, StoredProvenance } from '../../bill/ledger/bill-content.js';
import { maskAccount, maskText } from '../../domain/bill/account-mask.js';
import { RUNG_WORDS, referenceWords } from '../../domain/draft/provenance-words.js';
import type { TargetField, TargetFields, TargetForm } from '../../domain/draft/target-form.js';

/** Who made a value what it is, and when; both null where it stands so on the approval. */
export interface Origin {
  actor: string | null;
  at: number | null;
  /** Code of the mapping table behind it, where that is known. */
  table?: string;
}

/** What the pairs need besides the stored content. */
export interface PairContext {
  /** The form that the content is made for. */
  form: TargetForm;
  /** Labels of the scheme's own fields. */
  headerLabels: Readonly<Record<string, string>>;
  rowLabels: Readonly<Record<string, string>>;
  nameOf: (kind: BaseDataKind, number: string) => string;
  originOf: (path: string, provenance: StoredProvenance) => Origin;
  /** Nothing was sent yet: values may be changed by hand. */
  open: boolean;
  /** Who the approval is from: a source that is a user id is shown as the name. */
  originator: { userId: string; name: string };
  /** Digits that are no account: this bill's own ids. */
  keep: readonly string[];
}

/** On longer bills the reasons are shown for the first rows and for rows with an issue or a value set by hand. */
const EXPLAINED_ROWS = 200;

/** Every field of the bill's head beside what feeds it, in the order in which Kingdee reads it. */
export function headerPairs(content: StoredContent, context: PairContext): PairValue[] {
  const values = content.notes.fields.header;
  const told = toldFields(content);
  const { header: known } = context.form;
  return namesAt('header', known, values, told).map((name) =>
    pair(
      { path: `header.${name}`, name, field: known[name], label: context.headerLabels[name], values },
      told,
      content,
      context,
    ),
  );
}

export function rowPairs(content: StoredContent, context: PairContext): PairRow[] {
  const told = toldFields(content);
  const { rows: known, row: roles } = context.form;
  return content.notes.fields.rows.map((row, index) => {
    const at = `rows[${index}]`;
    const names = namesAt(at, known, row.fields, told).filter((name) => name !== roles.amount);
    const values = { ...row.fields, ...(row.amount === null ? {} : { [roles.amount]: row.amount }) };
    const fields = [roles.amount, ...names].map((name) => {
      const one = pair(
        { path: `${at}.${name}`, name, field: known[name], label: context.rowLabels[name], values },
        told,
        content,
        context,
      );
      const silent = index >= EXPLAINED_ROWS && one.issue === null && one.provenance?.kind !== 'hand';
      return silent ? { ...one, provenance: null } : one;
    });
    return {
      index,
      sourceTitle: maskText(row.sourceTitle, context.keep),
      sourceNote: maskText(row.sourceNote, context.keep),
      sourceAmount: row.sourceAmount === '' ? null : row.sourceAmount,
      amount: row.amount,
      fields,
    };
  });
}

/** Numbers behind which a name stands, to be asked for in one query. */
export function namedNumbers(content: StoredContent, form: TargetForm): { kind: BaseDataKind; number: string }[] {
  const { header, rows } = content.notes.fields;
  const of = (fields: Readonly<Record<string, string>>, known: TargetFields) =>
    Object.entries(fields).flatMap(([name, number]) => {
      const kind = pickerOf(known[name], header, form);
      return kind === null || number === '' ? [] : [{ kind, number }];
    });
  return [
    ...of(header, form.header),
    ...rows.flatMap((row) => of(row.fields, form.rows)),
    ...givenByRungs(content, form),
  ];
}

/** What the other rungs of the ladders would have given: numbers, too. */
function givenByRungs(content: StoredContent, form: TargetForm): { kind: BaseDataKind; number: string }[] {
  const { header } = content.notes.fields;
  return Object.entries(content.provenance).flatMap(([path, { ladder }]) => {
    const name = path.slice(path.indexOf('.') + 1);
    const kind = pickerOf((path.startsWith('header.') ? form.header : form.rows)[name], header, form);
    return kind === null ? [] : ladder.flatMap(({ value }) => (value ? [{ kind, number: value }] : []));
  });
}

interface Told {
  /** First issue by path. */
  issues: ReadonlyMap<string, BillIssue>;
  /** Field names by "header", "rows[0]" … "rows[*]", from whatever mentions them. */
  names: ReadonlyMap<string, ReadonlySet<string>>;
}

function toldFields(content: StoredContent): Told {
  const names = new Map<string, Set<string>>();
  const issues = new Map<string, BillIssue>();
  for (const issue of content.issues) if (!issues.has(issue.path)) issues.set(issue.path, issue);
  for (const path of [...Object.keys(content.provenance), ...issues.keys()]) {
    const dot = path.indexOf('.');
    if (dot < 0) continue;
    const at = path.slice(0, dot);
    const known = names.get(at) ?? new Set();
    names.set(at, known.add(path.slice(dot + 1)));
  }
  return { issues, names };
}

function namesAt(at: string, known: TargetFields, values: Readonly<Record<string, string>>, told: Told): string[] {
  // What is the same on every row of a very long bill is told once (mapping engine).
  const everywhere = at === 'header' ? [] : (told.names.get('rows[*]') ?? []);
  const there = new Set([...Object.keys(values), ...(told.names.get(at) ?? []), ...everywhere]);
  const ours = Object.keys(known).filter((name) => there.has(name));
  return [...ours, ...[...there].filter((name) => !(name in known)).sort()];
}

interface Place {
  path: string;
  name: string;
  field: TargetField | undefined;
  label: string | undefined;
  /** Of the header, or of the row. */
  values: Readonly<Record<string, string>>;
}

function pair(
  { path, name, field, label, values }: Place,
  told: Told,
  content: StoredContent,
  context: PairContext,
): PairValue {
  const picker = pickerOf(field, content.notes.fields.header, context.form);
  const value = values[name] ?? null;
  const mask = maskFor(field, context.keep);
  const found = content.provenance[path] ?? content.provenance[path.replace(/^rows\[\d+\]/, 'rows[*]')];
  const issue = told.issues.get(path);
  const valueName =
    value === null
      ? ''
      : picker === null
        ? (context.form.valueWords[value] ?? '')
        : mask(context.nameOf(picker, value));
  const toldValue = (given: string): string => {
    if (picker === null) return context.form.valueWords[given] ?? mask(given);
    return [mask(given), mask(context.nameOf(picker, given))].filter((part) => part !== '').join(' ');
  };
  const source = found?.source === context.originator.userId ? context.originator.name : (found?.source ?? '');
  return {
    path,
    label: label ?? field?.label ?? name,
    source: mask(source),
    sourceLabel: found?.sourceLabel ?? '',
    value: value === null ? null : mask(value),
    valueName,
    picker,
    // An amount is put right on the approval, never here: the form's total must go on agreeing with the rows.
    editable: context.open && field?.type !== 'amount',
    provenance: found ? provenanceOf(path, found, value, valueName, mask, toldValue, context) : null,
    issue: issue ? maskedIssue(issue, context.keep) : null,
  };
}

function provenanceOf(
  path: string,
  found: StoredProvenance,
  value: string | null,
  valueName: string,
  mask: (text: string) => string,
  /** A value of the field with the name behind it. */
  told: (value: string) => string,
  context: PairContext,
): Provenance {
  const { actor, at, table } = context.originOf(path, found);
  const row = found.kind === 'table' && found.reference.code === 'table' ? found.reference : null;
  return {
    kind: found.kind,
    reference: referenceWords(found.reference, row ? found.version.replace(/^r/, 'v') : '', mask),
    gave: row === null || value === null ? '' : [mask(value), valueName].filter((part) => part !== '').join(' '),
    version: found.version,
    lookup: row && { table: row.name, code: row.table || (table ?? null), key: mask(row.key) },
    actor,
    at,
    ladder: found.ladder.map(({ rung, value: given, hit }) => ({
      rung: RUNG_WORDS[rung],
      value: given === null ? null : told(given),
      hit,
    })),
  };
}

/** Of which base data a field holds a number; null where it holds none. @param header values of the bill's head, which say of which kind a unit is. */
export function pickerOf(
  field: TargetField | undefined,
  header: Readonly<Record<string, string>>,
  { unitKinds }: TargetForm,
): BaseDataKind | null {
  if (field?.kindIn !== undefined) return unitKinds[header[field.kindIn] ?? ''] ?? field.baseData ?? null;
  return field?.baseData ?? null;
}

/** How a value of a field is made fit to be shown. */
export const maskFor = (field: TargetField | undefined, keep: readonly string[]) =>
  field?.masked ? maskAccount : (text: string) => maskText(text, keep);

/** An issue as it may be shown. */
export const maskedIssue = (issue: BillIssue, keep: readonly string[]): BillIssue => ({
  ...issue,
  message: maskText(issue.message, keep),
});
