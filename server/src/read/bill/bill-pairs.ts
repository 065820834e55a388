import type { BaseDataKind } from '@dingdee/shared/base-data';
import type { BillIssue } from '@dingdee/shared/bill';
import type { PairRow, PairValue, Provenance } from '@dingdee/shared/bill-detail';
import type { StoredContent, StoredProvenance } from '../../bill/ledger/bill-content.js';
import { maskAccount, maskText } from '../../domain/bill/account-mask.js';
import { RUNG_WORDS, referenceWords } from '../../domain/draft/provenance-words.js';
import type { TargetField, TargetFields, TargetForm } from '../../domain/draft/target-form.js';

/** Who set a value, and when; both null if the value comes from the approval as it is. */
export interface Origin {
  actor: string | null;
  at: number | null;
  /** Code of the mapping table behind the value, if known. */
  table?: string;
}

/** What the pairs need besides the stored content. */
export interface PairContext {
  /** The form that the content is made for. */
  form: TargetForm;
  /** Labels of the scheme for its fields. */
  headerLabels: Readonly<Record<string, string>>;
  rowLabels: Readonly<Record<string, string>>;
  nameOf: (kind: BaseDataKind, number: string) => string;
  originOf: (path: string, provenance: StoredProvenance) => Origin;
  /** Nothing was sent yet, so values may be changed by hand. */
  open: boolean;
  /** The applicant: a source that is a user id is shown as the name. */
  originator: { userId: string; name: string };
  /** Digits that are no account: ids of this bill. */
  keep: readonly string[];
}

/** On longer bills, reasons are shown only for the first rows and for rows with an issue or a value set by hand. */
const EXPLAINED_ROWS = 200;

/** Returns every field of the bill's header with its source, in Kingdee's order. */
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

/** Returns the base data numbers whose names are needed, to be read in one query. */
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

/** Returns the base data numbers that other rungs of the ladders would have given. */
function givenByRungs(content: StoredContent, form: TargetForm): { kind: BaseDataKind; number: string }[] {
  const { header } = content.notes.fields;
  return Object.entries(content.provenance).flatMap(([path, { ladder }]) => {
    const name = path.slice(path.indexOf('.') + 1);
    const kind = pickerOf((path.startsWith('header.') ? form.header : form.rows)[name], header, form);
    return kind === null ? [] : ladder.flatMap(({ value }) => (value ? [{ kind, number: value }] : []));
  });
}

interface Told {
  /** The first issue of each path. */
  issues: ReadonlyMap<string, BillIssue>;
  /** Field names by "header", "rows[0]" … "rows[*]", from provenance and issues. */
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
  // On a very long bill, values that are the same on every row are stored once (mapping engine).
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
  /** Values of the header, or of the row. */
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
    // An amount is corrected on the approval, never here: the form's total must agree with the rows.
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
  /** Returns a value of the field with its name. */
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

/**
 * Returns the kind of base data whose number a field holds; null if it holds none. @param header values of the bill's header, which determine the
 * kind of a unit.
 */
export function pickerOf(
  field: TargetField | undefined,
  header: Readonly<Record<string, string>>,
  { unitKinds }: TargetForm,
): BaseDataKind | null {
  if (field?.kindIn !== undefined) return unitKinds[header[field.kindIn] ?? ''] ?? field.baseData ?? null;
  return field?.baseData ?? null;
}

/** Returns the function that masks a field's value for display. */
export const maskFor = (field: TargetField | undefined, keep: readonly string[]) =>
  field?.masked ? maskAccount : (text: string) => maskText(text, keep);

/** Returns an issue with its message masked for display. */
export const maskedIssue = (issue: BillIssue, keep: readonly string[]): BillIssue => ({
  ...issue,
  message: maskText(issue.message, keep),
});
