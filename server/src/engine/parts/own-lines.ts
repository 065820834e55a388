import { type Amount, fromFen, parseAmount, toFen } from '@dingdee/shared/money';
import type { SchemeContent } from '@dingdee/shared/scheme';
import type { ControlRow } from '../../domain/approval/approval-instance.js';
import { Issues } from '../../domain/draft/issues.js';
import { rowsWords } from '../../domain/draft/provenance-words.js';
import type { Totals } from '../check/check-amounts.js';
import { type DetailLine, detailLines } from '../field/detail-lines.js';
import type { MappedRow } from '../field/map-rows.js';
import type { MappingInput } from '../field/mapping-input.js';
import { applyRules } from '../rule/apply-rules.js';
import { type FieldPlan, ruleRefs } from '../rule/field-plan.js';
import type { RuleContext } from '../rule/find-row.js';
import type { ApprovalSource } from '../source/approval-source.js';
import { parseRef } from '../source/source-ref.js';
import { cut } from '../source/texts.js';
import { approvalParts, BLANK_PART, partOfRow } from './approval-parts.js';

type Split = Pick<MappingInput, 'part'> & { scheme: { content: SchemeContent } };

/** The rows of an approval from the view of one of its bills. */
export interface OwnLines {
  own: readonly DetailLine[];
  /** Rows of the approval's other bills: they are added up and checked with this bill, and paid by the others. */
  others: readonly DetailLine[];
}

/** Returns the row that header rules may read; null if an approval is one bill. */
export function headRow({ part, scheme: { content } }: Split, source: ApprovalSource): ControlRow | null {
  if (!part && !content.split) return null;
  const lines = detailLines(source, content, new Issues());
  const own = part ? lines.find(({ row }) => partOfRow(part.from, row, source) === part.part) : lines[0];
  return own?.row ?? null;
}

/** Separates the rows of this bill from the others, and adds issues if the approval is not as it was when it was split. */
export function ownLines(
  lines: readonly DetailLine[],
  { part, scheme: { content } }: Split,
  source: ApprovalSource,
  issues: Issues,
): OwnLines {
  if (!part) {
    tellJoined(lines, content, source, issues);
    return { own: lines, others: [] };
  }
  const placed = lines.map((line) => ({ line, of: partOfRow(part.from, line.row, source) }));
  const own = placed.flatMap(({ line, of }) => (of === part.part ? [line] : []));
  const others = placed.flatMap(({ line, of }) => (of === part.part ? [] : [line]));
  const by = part.by;
  const column = nameOf(part.from);
  if (part.part === BLANK_PART) {
    if (own.length > 0) issues.coded('red', 'part-blank', 'rows', { by, column, rows: wordsOf(own) });
  } else if (own.length === 0 && lines.length > 0) issues.coded('red', 'part-gone', 'rows', { by, column });
  const stray = placed.flatMap(({ line, of }) => (part.all.includes(of) ? [] : [line]));
  if (stray.length > 0) issues.coded('red', 'part-stray', 'rows', { by, column, rows: wordsOf(stray) });
  if (content.net) issues.coded('red', 'part-net', 'total', {});
  return { own, others };
}

/**
 * Adds an issue if the approval was collected as one bill, before the scheme split approvals or because it had too many parts: the bill would pay one
 * of them for all.
 */
function tellJoined(
  lines: readonly DetailLine[],
  { split }: SchemeContent,
  source: ApprovalSource,
  issues: Issues,
): void {
  if (!split || lines.length === 0) return;
  const parts = approvalParts(split.from, lines, source);
  if (parts === null || parts.length > 1)
    issues.coded('red', 'part-joined', 'rows', { by: split.by, column: nameOf(split.from) });
  else if (parts[0]?.part === BLANK_PART)
    issues.coded('red', 'part-blank', 'rows', { by: split.by, column: nameOf(split.from), rows: wordsOf(lines) });
}

/** Returns the rows of the other bills with only their amounts, numbered behind its own: statements about the whole form are checked on each bill. */
export function amountsOf(
  plan: FieldPlan,
  lines: readonly DetailLine[],
  after: number,
  basis: Omit<RuleContext, 'row' | 'lock'>,
  issues: Issues,
): MappedRow[] {
  const unread: DetailLine[] = [];
  const rows = lines.map((line, index): MappedRow => {
    const ruled = applyRules(plan.amount.rules, { ...basis, row: line.row, lock: undefined });
    const value = ruled.value === null || line.row.unreadable !== undefined ? null : parseAmount(ruled.value);
    if (value === null) unread.push(line);
    return {
      place: after + index,
      of: [line.of],
      amount: value,
      sourceTitle: '',
      sourceNote: '',
      sourceAmount: '',
      fields: new Map(),
      amountField: { ruled, value, complaints: [] },
    };
  });
  if (unread.length > 0) issues.coded('red', 'part-unread', 'total', { rows: wordsOf(unread) });
  return rows;
}

/** Returns this bill's share of the whole approval: its own sum, and what is left for it of the form's total. */
export function shareOf(
  whole: Totals,
  own: readonly MappedRow[],
  others: readonly MappedRow[],
): Totals & { others: Amount | null } {
  const rest = sumOf(others);
  return {
    rows: own.length === 0 ? null : sumOf(own),
    form: whole.form === null || rest === null ? null : fromFen(toFen(whole.form) - toFen(rest)),
    others: rest,
  };
}

function sumOf(rows: readonly MappedRow[]): Amount | null {
  let sum = 0n;
  for (const { amount } of rows) {
    if (amount === null) return null;
    sum += toFen(amount);
  }
  return fromFen(sum);
}

/** Checks that all rows of the bill agree wherever the header reads one of them: the header has one value for all. */
export function checkHead(
  plan: FieldPlan,
  lines: readonly DetailLine[],
  { locks }: Pick<MappingInput, 'locks'>,
  source: ApprovalSource,
  issues: Issues,
): void {
  for (const { name, rules } of plan.header) {
    const path = `header.${name}`;
    if (path in locks) continue;
    // The earliest or latest day is one day, however many rows there are.
    const oneOfThem = rules.rules.map((rule) =>
      rule.kind === 'date' && rule.pick ? { ...rule, from: NOTHING } : rule,
    );
    for (const ref of new Set(oneOfThem.flatMap(ruleRefs))) {
      if (parseRef(ref).place !== 'row') continue;
      const values = new Set(lines.map(({ row }) => source.read(ref, row).text));
      if (values.size < 2) continue;
      const told = [...values]
        .slice(0, 3)
        .map((text) => `“${cut(text, 30)}”`)
        .join('、');
      issues.coded('red', 'part-differs', path, { label: rules.label, column: nameOf(ref), values: told });
    }
  }
}

const NOTHING = 'instance:';
const nameOf = (ref: string): string => parseRef(ref).names[0]?.printed ?? '';

function wordsOf(lines: readonly DetailLine[]): string {
  const tables = new Map<string, number[]>();
  for (const { of } of lines) tables.set(of.table, [...(tables.get(of.table) ?? []), ...of.rows]);
  return cut(rowsWords([...tables].map(([table, rows]) => ({ table, rows }))), 200);
}
