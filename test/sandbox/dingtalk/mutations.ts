import type { Cell, ControlValue, SandboxApproval, TableRow } from './approval.js';
import { REIMBURSEMENT as ids } from './form.js';

/** Kinds of bad input that a reader has to survive: a clear issue on that approval, and no other approval blocked. */
export const BAD_KINDS = [
  'malformed-json',
  'unknown-control',
  'bad-amount',
  'empty-table',
  'unfilled-table',
  'huge-table',
  'odd-names',
  'long-number',
  'write-format',
  'label-keys',
] as const;

export type BadKind = (typeof BAD_KINDS)[number];

const HUGE_ROWS = 5000;
const ODD = 'O\'Brien "特急" 😀 \\ </script> 𠮷';

type Spoiler = (approval: SandboxApproval) => Partial<SandboxApproval>;

/** Returns a copy of an approval with one fault; `expected.bad` names it. */
export function spoil(approval: SandboxApproval, kind: BadKind): SandboxApproval {
  const change = SPOILERS[kind](approval);
  return { ...approval, ...change, expected: { ...(change.expected ?? approval.expected), bad: kind } };
}

const withValue = (approval: SandboxApproval, id: string, value: ControlValue): Partial<SandboxApproval> => ({
  values: new Map([...approval.values, [id, value]]),
});

function rowsOf({ values }: SandboxApproval): readonly TableRow[] {
  const table = values.get(ids.table);
  return table?.kind === 'table' ? table.rows : [];
}

const withAmount = (row: TableRow, amount: string): TableRow => ({
  ...row,
  cells: row.cells.map(
    (cell): Cell => (cell.controlId === ids.amount ? { ...cell, value: { kind: 'money', text: amount } } : cell),
  ),
});

const withFirstAmount = (approval: SandboxApproval, amount: string): Partial<SandboxApproval> => {
  const [first, ...others] = rowsOf(approval);
  return withValue(approval, ids.table, {
    kind: 'table',
    rows: first ? [withAmount(first, amount), ...others] : others,
  });
};

const plainText = (value: ControlValue): string =>
  value.kind === 'select' ? value.label : value.kind === 'text' || value.kind === 'money' ? value.text : '';

const LABELS: Readonly<Record<string, string>> = {
  [ids.date]: '费用发生日期',
  [ids.amount]: '报销金额(元)',
  [ids.expense]: '费用明细',
  [ids.projectExpense]: '项目费用明细',
};

const filled = ({ cells }: TableRow): { label: string; value: string }[] =>
  cells.flatMap(({ controlId, value }) => {
    const shown = plainText(value);
    return shown === '' ? [] : [{ label: LABELS[controlId] ?? controlId, value: shown }];
  });

const SPOILERS: Record<BadKind, Spoiler> = {
  // Cut off in the middle, as a broken store leaves it.
  'malformed-json': (approval) =>
    withValue(approval, ids.table, {
      kind: 'raw',
      value: '[{"rowValue":[{"componentType":"MoneyField","label":"报销金额(元)","value":"12.3',
      extValue: '{"statValue":[',
    }),
  'unknown-control': (approval) => ({
    ...withValue(approval, ids.photos, { kind: 'raw', value: '{"hologram":{"depth":3}}', extValue: 'charge' }),
    typeOverrides: new Map([
      [ids.photos, 'HologramField'],
      [ids.project, 'QuantumTextField'],
    ]),
  }),
  'bad-amount': (approval) => withFirstAmount(approval, '1,2.3.4'),
  'empty-table': (approval) => withValue(approval, ids.table, { kind: 'raw', value: '[]' }),
  'unfilled-table': (approval) => withValue(approval, ids.table, { kind: 'empty', as: 'null' }),
  'huge-table': (approval) => {
    const [first] = rowsOf(approval);
    const total = `${HUGE_ROWS / 100}.00`;
    const rows = first ? Array.from({ length: HUGE_ROWS }, () => withAmount(first, '0.01')) : [];
    const [expectedRow] = approval.expected.rows;
    return {
      values: new Map<string, ControlValue>([
        ...approval.values,
        [ids.table, { kind: 'table', rows }],
        [ids.total, { kind: 'text', text: total }],
      ]),
      expected: {
        ...approval.expected,
        total,
        rowSum: total,
        rows: expectedRow ? Array.from({ length: HUGE_ROWS }, () => ({ ...expectedRow, amount: '0.01' })) : [],
      },
    };
  },
  'odd-names': (approval) => ({
    ...withValue(approval, ids.project, { kind: 'text', text: `${ODD}\n第二行` }),
    title: `${ODD}提交的费用报销`,
    deptName: `${ODD}部`,
  }),
  // 21 digits: more than a double and any ledger can hold.
  'long-number': (approval) => ({
    ...withFirstAmount(approval, '123456789012345678901'),
    title: '202601020304000011111提交的费用报销',
  }),
  // dingtalk.md §5.3: rows as arrays of {name, value}. Readable, so `expected` stays unchanged.
  'write-format': (approval) =>
    withValue(approval, ids.table, {
      kind: 'raw',
      value: JSON.stringify(
        rowsOf(approval).map((row) => filled(row).map(({ label, value }) => ({ name: label, value }))),
      ),
    }),
  // dingtalk.md §5.3: system-default columns use the Chinese label as key, rows have no types. Readable.
  'label-keys': (approval) =>
    withValue(approval, ids.table, {
      kind: 'raw',
      value: JSON.stringify(
        rowsOf(approval).map((row, index) => ({
          rowValue: filled(row).map(({ label, value }) => ({ label, value, key: label })),
          rowNumber: `TableField-MINGXI_${index}`,
        })),
      ),
    }),
};
