import { BASE_DATA_FORMS, type BaseDataKind } from '@dingdee/shared/base-data';
import type { BillIssue, PairRow, PairValue, Provenance } from '@dingdee/shared/bill';
import { HEADER_FIELDS, ROW_FIELDS, type TargetField } from '../kingdee/payment-bill.js';
import { maskAccount, maskText } from './account-mask.js';
import type { StoredContent, StoredProvenance } from './bill-content.js';

/** Who made a value what it is, and when; both null where it stands so on the approval. */
export interface Origin {
  actor: string | null;
  at: number | null;
}

/** What the pairs need besides the stored content. */
export interface PairContext {
  /** Labels of the scheme's own fields. */
  headerLabels: Readonly<Record<string, string>>;
  rowLabels: Readonly<Record<string, string>>;
  nameOf: (kind: BaseDataKind, number: string) => string;
  originOf: (path: string, provenance: StoredProvenance) => Origin;
  /** Nothing was sent yet: values may be changed by hand. */
  open: boolean;
  /** Digits that are no account: this bill's own ids. */
  keep: readonly string[];
}

const HEADER: Readonly<Record<string, TargetField>> = HEADER_FIELDS;
const ROW: Readonly<Record<string, TargetField>> = ROW_FIELDS;
const ACCOUNTS: ReadonlySet<string> = new Set(['oppositeAccount', 'ourBankAccount', 'cashAccount']);
/** What Kingdee's own enumerations mean (kingdee.md §7.3, §7.4). */
const ENUM_WORDS: Readonly<Record<string, string>> = {
  BD_Empinfo: '员工',
  BD_Supplier: '供应商',
  BD_Customer: '客户',
  BD_Department: '部门',
  BD_BANK: '银行',
  ORG_Organizations: '组织',
  FIN_OTHERS: '其他往来单位',
  FKDLX01_SYS: '采购业务付款单',
  FKDLX02_SYS: '其他业务付款单',
};
const UNIT_KIND: Readonly<Record<string, BaseDataKind>> = {
  BD_Empinfo: 'employee',
  BD_Supplier: 'supplier',
  BD_Department: 'department',
  ORG_Organizations: 'organisation',
};
const UNIT_TYPE: Readonly<Record<string, string>> = {
  contactUnit: 'contactUnitType',
  receivingUnit: 'receivingUnitType',
};

/** Every field of the bill's head beside what feeds it, in the order in which Kingdee reads it. */
export function headerPairs(content: StoredContent, context: PairContext): PairValue[] {
  const values = content.notes.fields.header;
  const names = fieldNames('header', HEADER, values, content, context.headerLabels);
  return names.map((name) =>
    pair(`header.${name}`, name, HEADER[name], context.headerLabels[name], values, values, content, context),
  );
}

export function rowPairs(content: StoredContent, context: PairContext): PairRow[] {
  const issues = issuesByPath(content.issues);
  return content.notes.fields.rows.map((row, index) => {
    const at = `rows[${index}]`;
    const names = fieldNames(at, ROW, row.fields, content, context.rowLabels).filter((name) => name !== 'amount');
    const amount = amountPair(`${at}.amount`, row, content, context, issues);
    const fields = names.map((name) =>
      pair(
        `${at}.${name}`,
        name,
        ROW[name],
        context.rowLabels[name],
        row.fields,
        content.notes.fields.header,
        content,
        context,
      ),
    );
    return {
      index,
      sourceTitle: maskText(row.sourceTitle, context.keep),
      sourceNote: maskText(row.sourceNote, context.keep),
      sourceAmount: row.sourceAmount === '' ? null : row.sourceAmount,
      amount: row.amount,
      fields: [amount, ...fields],
    };
  });
}

/** Numbers behind which a name stands, to be asked for in one query. */
export function namedNumbers(content: StoredContent): { kind: BaseDataKind; number: string }[] {
  const { header, rows } = content.notes.fields;
  const of = (fields: Readonly<Record<string, string>>, known: Readonly<Record<string, TargetField>>) =>
    Object.entries(fields).flatMap(([name, number]) => {
      const kind = pickerOf(name, known[name], header);
      return kind === null || number === '' ? [] : [{ kind, number }];
    });
  return [...of(header, HEADER), ...rows.flatMap((row) => of(row.fields, ROW))];
}

function fieldNames(
  at: string,
  known: Readonly<Record<string, TargetField>>,
  values: Readonly<Record<string, string>>,
  content: StoredContent,
  labels: Readonly<Record<string, string>>,
): string[] {
  const there = new Set([...Object.keys(labels), ...Object.keys(values)]);
  for (const path of [...Object.keys(content.provenance), ...content.issues.map((issue) => issue.path)])
    if (path.startsWith(`${at}.`)) there.add(path.slice(at.length + 1));
  const ours = Object.keys(known).filter((name) => there.has(name));
  return [...ours, ...[...there].filter((name) => !(name in known)).sort()];
}

function pair(
  path: string,
  name: string,
  field: TargetField | undefined,
  label: string | undefined,
  values: Readonly<Record<string, string>>,
  header: Readonly<Record<string, string>>,
  content: StoredContent,
  context: PairContext,
): PairValue {
  const picker = pickerOf(name, field, header);
  const value = values[name] ?? null;
  const shown = value === '' ? null : value;
  const mask = maskFor(name, context.keep);
  const found = content.provenance[path];
  const valueName =
    shown === null ? '' : picker === null ? (ENUM_WORDS[shown] ?? '') : mask(context.nameOf(picker, shown));
  return {
    path,
    label: label ?? field?.label ?? name,
    source: mask(found?.source ?? ''),
    sourceLabel: found?.sourceLabel ?? '',
    value: shown === null ? null : mask(shown),
    valueName,
    picker,
    editable: context.open && field?.type !== 'amount',
    provenance: found ? provenanceOf(path, found, shown, valueName, mask, context) : null,
    issue: maskedIssue(
      content.issues.find((issue) => issue.path === path),
      context.keep,
    ),
  };
}

function amountPair(
  path: string,
  row: StoredContent['notes']['fields']['rows'][number],
  content: StoredContent,
  context: PairContext,
  issues: ReadonlyMap<string, BillIssue>,
): PairValue {
  const found = content.provenance[path];
  const mask = maskFor('amount', context.keep);
  return {
    path,
    label: ROW_FIELDS.amount.label,
    source: row.sourceAmount,
    sourceLabel: found?.sourceLabel ?? '',
    value: row.amount,
    valueName: '',
    picker: null,
    // An amount is put right on the approval, never here: the form's total must go on agreeing with the rows.
    editable: false,
    provenance: found ? provenanceOf(path, found, row.amount, '', mask, context) : null,
    issue: maskedIssue(issues.get(path), context.keep),
  };
}

function provenanceOf(
  path: string,
  found: StoredProvenance,
  value: string | null,
  valueName: string,
  mask: (text: string) => string,
  context: PairContext,
): Provenance {
  const { actor, at } = context.originOf(path, found);
  const result = value === null ? '' : ` → ${[mask(value), valueName].filter((part) => part !== '').join(' ')}`;
  const table = found.kind === '映射表' ? tableReference(found.reference) : null;
  return {
    kind: found.kind,
    reference: table
      ? `映射表 ${table.name} ${found.version.replace(/^r/, 'v')}：${mask(table.key)}${result}`
      : mask(found.reference),
    version: found.version,
    actor,
    at,
    ladder: found.ladder.map((rung) => ({ ...rung, value: rung.value === null ? null : mask(rung.value) })),
  };
}

/** "映射表 费用项目：市内交通" → its two parts; null for another wording. */
export function tableReference(reference: string): { name: string; key: string } | null {
  const parts = /^映射表 (.+?)：(.*)$/su.exec(reference);
  return parts ? { name: parts[1] ?? '', key: parts[2] ?? '' } : null;
}

function pickerOf(
  name: string,
  field: TargetField | undefined,
  header: Readonly<Record<string, string>>,
): BaseDataKind | null {
  const type = UNIT_TYPE[name];
  if (type !== undefined) return UNIT_KIND[header[type] ?? ''] ?? 'employee';
  const kind = field?.baseData;
  return kind !== undefined && kind in BASE_DATA_FORMS ? (kind as BaseDataKind) : null;
}

const maskFor = (name: string, keep: readonly string[]) =>
  ACCOUNTS.has(name) ? maskAccount : (text: string) => maskText(text, keep);

const issuesByPath = (issues: readonly BillIssue[]): Map<string, BillIssue> =>
  new Map([...issues].reverse().map((issue) => [issue.path, issue]));

/** An issue as it may be shown. */
export function maskedIssue<T extends BillIssue | undefined>(issue: T, keep: readonly string[]): BillIssue | null {
  return issue === undefined ? null : { ...issue, message: maskText(issue.message, keep) };
}
