import type { FieldRules, SchemeContent } from '@dingdee/shared/scheme';
import { formNamed } from '../connectors/forms/payment-form.js';
import type { Control, ControlRow } from '../domain/approval/approval-instance.js';
import type { MappingInput } from './field/mapping-input.js';
import { cell, control, expenseInput, filledBook, row, text } from './reimbursement-for-spec.js';

/** Random approvals over both forms, valid ones and ones that nobody would submit. Every text of an approval carries the approval's mark. */

/** Returns random numbers, the same in every run. */
export function randomNumbers(seed: number) {
  let state = seed;
  const below = (n: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * n);
  };
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  return { below, pick };
}

const { scheme: PAYMENT } = expenseInput();
const fixed = (label: string, value: string): FieldRules => ({
  label,
  rules: [{ kind: 'constant', value }],
  required: true,
});
/** The same rules, as the identical objects, for the other form. */
const OWED: SchemeContent = {
  ...PAYMENT.content,
  target: 'AP_OtherPayable',
  header: {
    ...named(PAYMENT.content.header, [
      'contactUnitType',
      'contactUnit',
      'payOrg',
      'settleOrg',
      'currency',
      'department',
    ]),
    ...named(PAYMENT.content.header, ['businessDate', 'remark']),
    billType: fixed('单据类型', 'QTYFD02_SYS'),
  },
  rows: named(PAYMENT.content.rows, ['costItem', 'expenseDepartment', 'amount', 'comment']),
};
function named(fields: SchemeContent['header'], names: readonly string[]): SchemeContent['header'] {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
}

export const markOf = (index: number): string => `〔${index}〕`;
export const ANY_MARK = /〔\d+〕/gu;

/** Returns one approval. `index` is in all of its texts; even ones become a payment bill, odd ones another payable. */
export function generatedInput(index: number, { below, pick }: ReturnType<typeof randomNumbers>): MappingInput {
  const mark = markOf(index);
  const fens = Array.from({ length: 1 + below(6) }, () => 1 + below(900_000));
  const amount = (fen: number) => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
  const sum = amount(fens.reduce((all, fen) => all + fen, 0));
  const rows: ControlRow[] = fens.map((fen) =>
    row(
      cell(pick(['报销金额(元)', '报销金额（元）']), text(below(40) === 0 ? `约${mark}` : amount(fen))),
      ...(below(9) > 0
        ? [cell(pick(['费用明细', '费用明细 ']), text(pick(['住宿', '市内交通', '住宿', `打车${mark}`])))]
        : []),
      ...(below(2) > 0 ? [cell('费用说明', text(`说明${mark}`))] : []),
    ),
  );
  const holder = pick(['冯赟', '冯赟', `别人${mark}`]);
  const controls: Record<string, Control> = {
    费用归属项目: control('费用归属项目', text(`项目${mark}`)),
    报销明细: control('报销明细', below(25) === 0 ? { kind: 'empty' } : { kind: 'table', rows }),
    总金额: control(pick(['总金额', '总金额 ']), text(below(12) === 0 ? '1.00' : sum)),
    收款账号: control('收款账号', {
      kind: 'object',
      entries: { accountName: holder, accountNumber: `6222${String(index).padStart(12, '0')}`, bankName: '招商银行' },
    }),
  };
  const more =
    below(5) > 0 ? [] : [control(pick(['借款冲销', '总金额', '费用归属项目']), text(pick(['5.00', `甲${mark}`])))];
  const locks = below(6) > 0 ? {} : { [pick(['rows[0].costItem', 'rows[1].costItem'])]: 'CI0009' };
  const input = expenseInput({ controls, more, locks, book: filledBook() });
  const content = index % 2 === 0 ? PAYMENT.content : OWED;
  return {
    ...input,
    instance: {
      ...input.instance,
      processInstanceId: `inst-${mark}`,
      title: `报销${mark}`,
      businessId: `20260305${index}`,
    },
    scheme: { ...input.scheme, id: index % 2 === 0 ? 'scheme-1' : 'scheme-2', content, ...formOf(below(3), index) },
    target: formNamed(content.target),
    billNo: `DD${String(index).padStart(16, '0')}`,
    thirdBillNo: `inst-${mark}`,
  };
}

/** Two forms on which one name means two controls; a third of the approvals has no form. */
const FORMS = ['Field_总金额', 'Field_合计'].map((id) => [
  { id, label: '总金额', type: 'MoneyField', alias: null, required: true, options: [], children: [] },
  {
    id: 'Field_报销明细',
    label: '报销明细',
    type: 'TableField',
    alias: null,
    required: true,
    options: [],
    children: [],
  },
]);
const formOf = (which: number, index: number) => (which === 0 ? {} : { form: FORMS[(which + index) % 2] ?? [] });

/** Returns all of a result as text. */
export const bytesOf = (value: unknown): string =>
  JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? `${each}n` : each));

export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const each of Object.values(value)) frozen(each);
  return value;
}
