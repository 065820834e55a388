import { type Amount, fromFen, toFen } from '@dingdee/shared/money';
import type { Issues } from '../../domain/draft/issues.js';
import {
  type FieldProvenance,
  type OneReference,
  type Reference,
  RUNGS,
  type TableRows,
} from '../../domain/draft/provenance.js';
import { rowsWords } from '../../domain/draft/provenance-words.js';
import { accountRoles } from '../../domain/draft/target-form.js';
import type { RuledValue } from '../rule/apply-rules.js';
import type { FieldPlan, PlannedField } from '../rule/field-plan.js';
import type { AskedKey } from '../rule/find-row.js';
import { cut, longestText } from '../source/texts.js';
import { type MappedField, tooLongFor } from './map-field.js';
import type { MappedRow } from './map-rows.js';

/** Greatest number of values in a sentence, and of references in a reason. */
const MOST_NAMED = 5;
const MOST_REFERENCES = 20;
const JOIN = '；';

/**
 * Returns the rows of the bill: lines with the same place become one row, and amounts are added to the cent. Fields of plain text on the form are
 * joined; any other field must have the same value on all lines, or it stops the bill.
 * @param lines in the order of their places.
 */
export function joinedRows(plan: FieldPlan, lines: readonly MappedRow[], issues: Issues): MappedRow[] {
  const rows: MappedRow[] = [];
  for (let from = 0; from < lines.length; ) {
    let to = from + 1;
    while (to < lines.length && lines[to]?.place === lines[from]?.place) to += 1;
    const [first, ...more] = lines.slice(from, to);
    if (first) rows.push(more.length === 0 ? noted(first) : joined(plan, [first, ...more], issues));
    from = to;
  }
  return rows;
}

/** Adds to a row its place on the form, which is not its place on the bill. */
const noted = (row: MappedRow): MappedRow => ({ ...row, sourceNote: noteOf(row.of, row.sourceNote) });
const noteOf = (of: readonly TableRows[], note: string): string =>
  cut([rowsWords(of), note].filter((text) => text !== '').join(' · '), 120);

function joined(plan: FieldPlan, lines: readonly [MappedRow, ...MappedRow[]], issues: Issues): MappedRow {
  const [first] = lines;
  const of = joinedPlaces(lines);
  const fields = new Map<string, MappedField>();
  for (const field of plan.rows) {
    const members = lines.map((line) => ({ of: line.of, mapped: line.fields.get(field.name) }));
    const mapped = members.find((member) => member.mapped)?.mapped;
    if (mapped) fields.set(field.name, joinedField(plan, field, members, first.place, issues));
  }
  return {
    place: first.place,
    of,
    ...joinedAmount(lines, of),
    sourceTitle: cut([...new Set(lines.map(({ sourceTitle }) => sourceTitle))].join('、'), 80),
    sourceNote: noteOf(of, [...new Set(lines.map(({ sourceNote }) => sourceNote))].filter(Boolean).join('；')),
    fields,
  };
}

function joinedPlaces(lines: readonly MappedRow[]): TableRows[] {
  const places = new Map<string, number[]>();
  for (const { table, rows } of lines.flatMap(({ of }) => of)) {
    const known = places.get(table);
    if (known) known.push(...rows);
    else places.set(table, [...rows]);
  }
  return [...places].map(([table, rows]) => ({ table, rows }));
}

function joinedAmount(
  lines: readonly [MappedRow, ...MappedRow[]],
  of: readonly TableRows[],
): Pick<MappedRow, 'amount' | 'amountField' | 'sourceAmount'> {
  const [first] = lines;
  let sum: bigint | null = 0n;
  for (const { amount } of lines) sum = sum === null || amount === null ? null : sum + toFen(amount);
  const amount: Amount | null = sum === null ? null : fromFen(sum);
  const { ruled } = first.amountField;
  const source = cut(lines.map(({ sourceAmount }) => sourceAmount).join(' + '), 200);
  const provenance: FieldProvenance = {
    ...ruled.provenance,
    kind: 'rule',
    reference: { code: 'sum', of },
    source,
    ladder: ladderOf(
      lines.map(({ amountField }) => amountField.ruled.provenance),
      amount,
    ),
  };
  return {
    amount,
    sourceAmount: source,
    amountField: { ruled: { ...ruled, value: amount, provenance }, value: amount, complaints: [] },
  };
}

interface Member {
  of: readonly TableRows[];
  /** Absent if the settlement type of the line asks for no such field. */
  mapped: MappedField | undefined;
}

function joinedField(
  plan: FieldPlan,
  field: PlannedField,
  members: readonly Member[],
  place: number,
  issues: Issues,
): MappedField {
  const present = members.flatMap(({ of, mapped }) => (mapped ? [{ of, mapped }] : []));
  const values = new Map<string | null, TableRows[]>();
  for (const { of, mapped } of members) {
    const value = mapped?.value ?? null;
    values.set(value, [...(values.get(value) ?? []), ...of]);
  }
  const [only = null] = values.keys();
  if (values.size === 1) return withReasons(field, present, only);
  const path = `rows[${place}].${field.name}`;
  if (isPlainText(plan, field)) {
    const text = [...values.keys()].filter((value) => value !== null).join(JOIN);
    const longest = longestText(field.target);
    const { label } = field.rules;
    for (const { level, code, params = {} } of tooLongFor(field.target, label, text))
      issues.coded(level, code, path, params);
    if (text.length > longest)
      issues.coded('amber', 'joined-too-long', path, {
        label,
        length: String(text.length),
        longest: String(longest),
      });
    return withReasons(field, present, cut(text, longest));
  }
  issues.coded('red', 'group-differs', path, {
    label: field.rules.label,
    values: [...values]
      .slice(0, MOST_NAMED)
      .map(([value, of]) => `${rowsWords(mergedPlaces(of))}是${value === null ? '空的' : `“${shown(field, value)}”`}`)
      .join('，'),
    more: values.size > MOST_NAMED ? String(values.size) : '',
  });
  return withReasons(field, present, null);
}

/** Returns whether a field is a remark, which may hold several texts; never a field of the payee, nor a customer's own field. */
const isPlainText = (plan: FieldPlan, { name, target }: PlannedField): boolean =>
  target.type === 'text' &&
  Object.hasOwn(plan.form.rows, name) &&
  // The form also lists the own fields that are known, and these may change from one reading of Kingdee to the next.
  !plan.form.ownField.test(name) &&
  !accountRoles(plan.form).includes(name);

const shown = ({ isAccount }: PlannedField, value: string): string =>
  isAccount ? `尾号 ${value.slice(-4)}` : cut(value, 40);

function mergedPlaces(of: readonly TableRows[]): TableRows[] {
  const places = new Map<string, number[]>();
  for (const { table, rows } of of) places.set(table, [...(places.get(table) ?? []), ...rows]);
  return [...places].map(([table, rows]) => ({ table, rows }));
}

/** Returns one field for all of its lines: with the reason that they share, or with each of their reasons. */
function withReasons(
  { name }: PlannedField,
  present: readonly { of: readonly TableRows[]; mapped: MappedField }[],
  value: string | null,
): MappedField {
  const first = present[0]?.mapped;
  if (!first) throw new Error(`no line has ${name}`);
  if (present.every(({ mapped }) => mapped === first)) return first;
  const all = present.map(({ mapped }) => mapped.ruled);
  const complaints = present.flatMap(({ mapped }) => mapped.complaints);
  const same = <T>(of: (ruled: RuledValue) => T): T | null => {
    const [one, ...others] = all.map(of);
    return others.every((other) => JSON.stringify(other) === JSON.stringify(one)) ? (one ?? null) : null;
  };
  const keyOf = (key: AskedKey | null) => key && [key.table, key.key, key.orgNumber];
  const ruled = first.ruled;
  const shared = value !== null && same(({ value: own, provenance }) => [own, provenance]) !== null;
  return {
    value,
    complaints,
    ruled: {
      ...ruled,
      value,
      provenance: shared ? ruled.provenance : provenanceOf(present, value),
      asked: all.flatMap(({ asked }) => asked),
      // A value remembered for this key would leave the lines with another key unchanged.
      missing: value === null && same(({ missing }) => keyOf(missing)) ? ruled.missing : null,
      from: value !== null && same(({ from }) => keyOf(from)) ? ruled.from : null,
      sameName: same(({ sameName }) => sameName) ? ruled.sameName : null,
      chosen: value === null ? null : ruled.chosen,
    },
  };
}

function provenanceOf(
  present: readonly { of: readonly TableRows[]; mapped: MappedField }[],
  value: string | null,
): FieldProvenance {
  const all = present.map(({ mapped }) => mapped.ruled.provenance);
  const [first] = all;
  if (!first) throw new Error('no line');
  const distinct = <T>(of: (one: FieldProvenance) => T): T[] => [...new Set(all.map(of))];
  return {
    kind: distinct(({ kind }) => kind).length === 1 ? first.kind : 'rule',
    reference: referenceOf(present),
    version: distinct(({ version }) => version).length === 1 ? first.version : '',
    source: cut(
      distinct(({ source }) => source)
        .filter((text) => text !== '')
        .join(JOIN),
      500,
    ),
    sourceLabel: distinct(({ sourceLabel }) => sourceLabel)
      .filter((label) => label !== '')
      .join('、'),
    ladder: ladderOf(all, value),
  };
}

function referenceOf(present: readonly { of: readonly TableRows[]; mapped: MappedField }[]): Reference {
  const byReference = new Map<string, { reference: Reference; of: TableRows[] }>();
  for (const { of, mapped } of present) {
    const { reference } = mapped.ruled.provenance;
    const key = JSON.stringify(reference);
    const known = byReference.get(key);
    if (known) known.of.push(...of);
    else byReference.set(key, { reference, of: [...of] });
  }
  const all = [...byReference.values()];
  const [only] = all;
  if (only && all.length === 1) return only.reference;
  return {
    code: 'each',
    of: all
      .slice(0, MOST_REFERENCES)
      .map(({ reference, of }) => ({ rows: mergedPlaces(of), reference: reference as OneReference })),
  };
}

/** On each rung: the value that all lines have there. The value of the joined field counts on the rung of the first line that has one. */
function ladderOf(all: readonly FieldProvenance[], value: string | null): FieldProvenance['ladder'] {
  const [hit] = all.flatMap(({ ladder }) => ladder.find((step) => step.hit)?.rung ?? []);
  return RUNGS.map((rung) => {
    if (rung === hit && value !== null) return { rung, value, hit: true };
    const values = new Set(all.map(({ ladder }) => ladder.find((step) => step.rung === rung)?.value ?? null));
    const [only = null] = values;
    return { rung, value: values.size === 1 ? only : null, hit: false };
  });
}
