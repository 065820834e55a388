import { type Amount, fromFen, toFen } from '@dingdee/shared/money';
import type { Detail, NetRule } from '@dingdee/shared/scheme';
import { describe, expect, it } from 'vitest';
import type { Control, ControlRow } from '../../domain/approval/approval-instance.js';
import { worded } from '../../domain/draft/issue-words.js';
import { withOwnFields } from '../../domain/draft/own-fields.js';
import { referenceWords } from '../../domain/draft/provenance-words.js';
import type { UsableBaseData } from '../../domain/draft/usable-base-data.js';
import { mapApproval, runMapping } from '../map-approval.js';
import { cell, control, expenseInput, filledBook, row, text } from '../reimbursement-for-spec.js';

/** Rows by chosen columns, and rows of several tables, in one bill. */

const KEY = 'row:费用明细';
const line = (amount: string, item: string, ...more: Control[]): ControlRow =>
  row(cell('报销金额(元)', text(amount)), cell('费用明细', text(item)), ...more);
const table = (name: string, rows: readonly ControlRow[]): Control => control(name, { kind: 'table', rows });

interface Form {
  tables: Readonly<Record<string, readonly ControlRow[]>>;
  total: string;
  detail?: Partial<Detail>;
  net?: NetRule;
  more?: readonly Control[];
  locks?: Readonly<Record<string, string>>;
}
function inputOf({ tables, total, detail = {}, net, more = [], locks = {} }: Form) {
  const { 报销明细: first = [], ...others } = tables;
  const input = expenseInput({
    controls: { 报销明细: table('报销明细', first), 总金额: control('总金额', text(total)) },
    more: [...Object.entries(others).map(([name, rows]) => table(name, rows)), ...more],
    locks,
  });
  const content = { ...input.scheme.content, detail: { table: '报销明细', ...detail }, ...(net ? { net } : {}) };
  return { ...input, scheme: { ...input.scheme, content } };
}
const mapped = (form: Form) => mapApproval(inputOf(form));
type Result = ReturnType<typeof mapApproval>;
const reds = ({ issues }: Result) => issues.filter(({ level }) => level === 'red').map(({ code }) => code);
const sentences = ({ issues }: Result) => issues.map((issue) => worded(issue).message);
const paid = ({ draft }: Result) => draft?.rows.map(({ amount, fields }) => [amount, fields.costItem]);
const bytes = (result: Result) =>
  JSON.stringify(result, (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
const says = (result: Result, path: string) => {
  const told = result.provenance[path];
  return told ? referenceWords(told.reference, '', (said) => said) : null;
};

describe('rows that say the same in the chosen columns', () => {
  const rows = [line('120.00', '市内交通'), line('36.80', '住宿'), line('0.20', '市内交通'), line('43.00', '市内交通')];
  const grouped = mapped({ tables: { 报销明细: rows }, total: '200.00', detail: { group: [KEY] } });

  it('become one row of the bill, which says the sum of which rows it is', () => {
    expect(reds(grouped)).toEqual([]);
    expect(paid(grouped)).toEqual([
      ['163.20', 'CI0001'],
      ['36.80', 'CI0005'],
    ]);
    expect(grouped.draft?.total).toBe('200.00');
    expect(grouped.provenance['rows[0].amount']).toMatchObject({
      kind: 'rule',
      reference: { code: 'sum', of: [{ table: '', rows: [1, 3, 4] }] },
      source: '120.00 + 0.20 + 43.00',
    });
    expect(says(grouped, 'rows[0].amount')).toBe('第 1、3、4 行合计');
    expect(grouped.fields.rows[0]).toMatchObject({ sourceAmount: '120.00 + 0.20 + 43.00', sourceTitle: '市内交通' });
    expect(grouped.fields.rows[0]?.sourceNote).toMatch(/^第 1、3、4 行/);
    // A row that stays alone is another one on the bill than on the form.
    expect(grouped.fields.rows[1]?.sourceNote).toMatch(/^第 2 行/);
    expect(grouped.provenance['rows[1].amount']).toMatchObject({ kind: 'form', source: '36.80' });
  });

  it('say of a key once which money hangs on it', () => {
    const { lookups } = mapped({
      tables: { 报销明细: [line('1.00', '打车'), line('2.00', '打车'), line('3.00', '住宿')] },
      total: '6.00',
      detail: { group: [KEY] },
    });
    expect(lookups.filter(({ table: code }) => code === 'costItem')).toMatchObject([
      { key: '打车', hit: false, amountFen: 300n },
      { key: '住宿', hit: true, amountFen: 300n },
    ]);
  });

  it('tell of one thing once, and of each key that is not mapped', () => {
    const result = mapped({
      tables: { 报销明细: [line('1.00', '打车'), line('2.00', '打车'), line('4.00', '招待')] },
      total: '7.00',
      detail: { group: [KEY] },
    });
    expect(sentences(result)).toEqual(['费用项目未映射：打车', '费用项目未映射：招待']);
  });

  it('stop in red where another field is not the same on all of them, with its name and the rows', () => {
    const of = (name: string, department: string) => line('1.00', name, cell('费用承担部门', text(department)));
    const form: Form = {
      tables: { 报销明细: [of('住宿', '甲'), of('市内交通', '甲'), of('住宿', '乙'), of('住宿', '甲')] },
      total: '4.00',
      detail: { group: [KEY] },
    };
    const asked = inputOf(form);
    const rules = [{ kind: 'source' as const, from: 'row:费用承担部门' }];
    const withField = {
      ...asked,
      scheme: {
        ...asked.scheme,
        content: {
          ...asked.scheme.content,
          rows: { ...asked.scheme.content.rows, expenseDepartment: { label: '费用承担部门', rules, required: true } },
        },
      },
    };
    const result = mapApproval(withField);
    expect(result.draft).toBeNull();
    expect(reds(result)).toEqual(['group-differs']);
    expect(result.issues[0]?.path).toBe('rows[0].expenseDepartment');
    expect(sentences(result)[0]).toMatch(/费用承担部门不一样：第 1、4 行是“甲”，第 3 行是“乙”。/);
    expect(result.fields.rows[0]?.fields.expenseDepartment).toBeUndefined();
    // A person who chooses one decides it for the whole row.
    const decided = mapApproval({ ...withField, locks: { 'rows[0].expenseDepartment': '乙' } });
    expect(reds(decided)).toEqual([]);
    expect(decided.draft?.rows[0]?.fields.expenseDepartment).toBe('乙');
    expect(decided.provenance['rows[0].expenseDepartment']).toMatchObject({ kind: 'hand' });
    // So does the column among those that tell rows apart.
    const { content } = withField.scheme;
    const apart = mapApproval({
      ...withField,
      scheme: {
        ...withField.scheme,
        content: { ...content, detail: { table: '报销明细', group: [KEY, 'row:费用承担部门'] } },
      },
    });
    expect(apart.draft?.rows.map(({ amount }) => amount)).toEqual(['2.00', '1.00', '1.00']);
  });

  it('join what the form prints as plain text, and say which row said what', () => {
    const noted = (amount: string, note: string) => line(amount, '住宿', cell('费用说明', text(note)));
    const asked = inputOf({
      tables: { 报销明细: [noted('1.00', '一晚'), noted('2.00', '两晚'), noted('4.00', '一晚')] },
      total: '7.00',
      detail: { group: [KEY] },
    });
    const rules = [{ kind: 'source' as const, from: 'row:费用说明' }];
    const withNote = (content: typeof asked.scheme.content) => ({
      ...asked,
      scheme: {
        ...asked.scheme,
        content: { ...content, rows: { ...content.rows, comment: { label: '行备注', rules, required: false } } },
      },
    });
    const result = mapApproval(withNote(asked.scheme.content));
    expect(result.draft?.rows[0]?.fields.comment).toBe('一晚；两晚');
    expect(result.issues).toEqual([]);
  });

  it('never join a field of the customer’s own, also where it is known what such fields are chosen from', () => {
    const own = (amount: string, project: string) => line(amount, '住宿', cell('项目', text(project)));
    const asked = inputOf({
      tables: { 报销明细: [own('1.00', '甲'), own('2.00', '乙')] },
      total: '3.00',
      detail: { group: [KEY] },
    });
    const rules = [{ kind: 'source' as const, from: 'row:项目' }];
    const content = {
      ...asked.scheme.content,
      rows: { ...asked.scheme.content.rows, F_AB_Project: { label: '项目', rules, required: false } },
    };
    const input = { ...asked, scheme: { ...asked.scheme, content } };
    const ownKind: UsableBaseData['ownKind'] = (_, level) => (level === 'rows' ? 'assistant:XM' : null);
    const known = withOwnFields(input.target, content, { ownKind });
    expect(known.rows).toHaveProperty('F_AB_Project');
    for (const target of [input.target, known]) {
      const result = mapApproval({ ...input, target });
      expect(reds(result)).toEqual(['group-differs']);
      expect(result.fields.rows[0]?.fields.F_AB_Project).toBeUndefined();
    }
  });

  it('name no key for a fix of a row whose lines ask for several', () => {
    const kind = (amount: string, item: string) => line(amount, item, cell('报销类型', text('差旅')));
    const { fieldKeys } = runMapping(
      inputOf({
        tables: { 报销明细: [kind('1.00', '住宿'), kind('2.00', '打车')] },
        total: '3.00',
        detail: { group: ['row:报销类型'] },
      }),
    );
    expect(fieldKeys().find(({ path }) => path === 'rows[0].costItem')?.key).toBeNull();
  });

  it('are never less than what can be read: a row nobody can read stays alone and stops the bill', () => {
    const broken: ControlRow = { ...line('9.00', '市内交通'), unreadable: '{"rowValue":' };
    const result = mapped({
      tables: { 报销明细: [line('1.00', '市内交通'), broken, line('2.00', '市内交通')] },
      total: '12.00',
      detail: { group: [KEY] },
    });
    expect(result.draft).toBeNull();
    expect(reds(result)).toContain('unreadable');
    expect(result.fields.rows.map(({ amount }) => amount)).toEqual(['3.00', '9.00']);
    const noAmount = mapped({
      tables: { 报销明细: [line('1.00', '市内交通'), row(cell('费用明细', text('市内交通')))] },
      total: '1.00',
      detail: { group: [KEY] },
    });
    expect(reds(noAmount)).toContain('missing');
    expect(noAmount.fields.rows[0]?.amount).toBeNull();
  });

  it('hide no row of zero or below in a sum', () => {
    const result = mapped({
      tables: { 报销明细: [line('10.00', '市内交通'), line('-3.00', '市内交通')] },
      total: '7.00',
      detail: { group: [KEY] },
    });
    expect(reds(result)).toEqual(['not-positive']);
    expect(sentences(result)[0]).toMatch(/^第 2 行金额是 −3.00/);
  });

  it('stop where the column that tells rows apart is not in the table', () => {
    const result = mapped({
      tables: { 报销明细: [line('1.00', '市内交通'), line('2.00', '住宿')] },
      total: '3.00',
      detail: { group: ['row:项目'] },
    });
    expect(reds(result)).toContain('scheme-lacks');
    expect(sentences(result)[0]).toContain('“项目”');
  });

  it('pay what is left of the sums, and say of each what it was', () => {
    const net: NetRule = { offsets: [{ from: 'field:冲销金额' }], payable: null, spread: 'in-order' };
    const result = mapped({
      tables: { 报销明细: rows },
      total: '200.00',
      detail: { group: [KEY] },
      net,
      more: [control('冲销金额', text('100.00'))],
    });
    expect(reds(result)).toEqual([]);
    expect(paid(result)).toEqual([
      ['63.20', 'CI0001'],
      ['36.80', 'CI0005'],
    ]);
    expect(says(result, 'rows[0].amount')).toBe('明细 163.20（第 1、3、4 行合计），冲抵 100.00');
  });
});

describe('rows of several tables', () => {
  const detail = { more: ['住宿明细'] };
  it('follow one another in one bill, each said by its table', () => {
    const result = mapped({
      tables: { 报销明细: [line('1.00', '市内交通')], 住宿明细: [line('2.00', '住宿'), line('3.00', '市内交通')] },
      total: '6.00',
      detail,
    });
    expect(reds(result)).toEqual([]);
    expect(paid(result)).toEqual([
      ['1.00', 'CI0001'],
      ['2.00', 'CI0005'],
      ['3.00', 'CI0001'],
    ]);
    expect(result.fields.rows[2]?.sourceNote).toMatch(/^“住宿明细”第 2 行/);
    const joined = mapped({
      tables: { 报销明细: [line('1.00', '市内交通')], 住宿明细: [line('2.00', '住宿'), line('3.00', '市内交通')] },
      total: '6.00',
      detail: { ...detail, group: [KEY] },
    });
    expect(paid(joined)).toEqual([
      ['4.00', 'CI0001'],
      ['2.00', 'CI0005'],
    ]);
    expect(says(joined, 'rows[0].amount')).toBe('“报销明细”第 1 行，“住宿明细”第 2 行合计');
  });

  it('may leave a table empty beside another, but not all of them, nor one that the form does not have', () => {
    const one = mapped({ tables: { 报销明细: [], 住宿明细: [line('2.00', '住宿')] }, total: '2.00', detail });
    expect(reds(one)).toEqual([]);
    expect(paid(one)).toEqual([['2.00', 'CI0005']]);
    const none = mapped({ tables: { 报销明细: [], 住宿明细: [] }, total: '2.00', detail });
    expect(sentences(none)[0]).toMatch(/^“报销明细”、“住宿明细”都是空的/);
    const gone = mapped({ tables: { 报销明细: [line('2.00', '住宿')] }, total: '2.00', detail });
    expect(reds(gone)).toEqual(['scheme-lacks']);
    expect(gone.draft).toBeNull();
  });

  it('are paid once though the scheme names a table by its id and by its label', () => {
    const result = mapped({
      tables: { 报销明细: [line('2.00', '住宿')] },
      total: '2.00',
      detail: { more: ['Field_报销明细'] },
    });
    expect(result.draft).toBeNull();
    expect(result.fields.rows).toHaveLength(1);
  });

  it('name the table of a row that is wrong, and find a typed sum in each', () => {
    const result = mapped({
      tables: {
        报销明细: [line('1.00', '市内交通')],
        住宿明细: [line('2.00', '住宿'), line('五元', '住宿'), line('2.00', '合计')],
      },
      total: '6.00',
      detail,
    });
    expect(sentences(result).filter((said) => said.startsWith('“住宿明细”'))).toEqual([
      expect.stringMatching(/^“住宿明细”第 2 行金额无法识别/),
      expect.stringMatching(/^“住宿明细”第 3 行像是合计行/),
    ]);
  });
});

/** `npm run test:all` takes all of them, a quarter of a minute more. */
const FORMS = process.env.TEST_SCOPE === 'gate' ? 2_000 : 10_000;

it('random forms: sums of joined rows equal the rows to the cent, whatever the order of the columns, the same bytes each time', () => {
  let state = 20261127;
  const below = (n: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * n);
  };
  const items = ['市内交通', '住宿', '招待', '办公'];
  const book = filledBook({ costItem: Object.fromEntries(items.map((item, index) => [item, `CI${index}`])) });
  const random = () => {
    const size = below(9);
    return Array.from({ length: size }, () =>
      line(
        fromFen(BigInt(1 + below(below(3) === 0 ? 2_000_000_000 : 9_999))),
        items[below(4)] ?? '',
        cell('项目', text(`P${below(3)}`)),
      ),
    );
  };
  for (let i = 0; i < FORMS; i++) {
    const tables = { 报销明细: [line('0.01', '住宿', cell('项目', text('P0'))), ...random()], 住宿明细: random() };
    const amounts = Object.values(tables)
      .flat()
      .map(({ cells: [amount] }) => toFen((amount?.value.kind === 'text' ? amount.value.text : '0.00') as Amount));
    const form: Form = { tables, total: fromFen(amounts.reduce((sum, fen) => sum + fen, 0n)) };
    const run = (detail: Partial<Detail>) => mapApproval({ ...inputOf({ ...form, detail }), book });
    const plain = run({ more: ['住宿明细'] });
    const group = [KEY, 'row:项目'];
    const joined = run({ more: ['住宿明细'], group });
    const said = JSON.stringify(form);
    expect(reds(plain), said).toEqual([]);
    expect(reds(joined), said).toEqual([]);
    const sums = (result: Result) => {
      const byItem = new Map<string, bigint>();
      for (const { amount, fields } of result.draft?.rows ?? [])
        byItem.set(fields.costItem ?? '', (byItem.get(fields.costItem ?? '') ?? 0n) + toFen(amount));
      return Object.fromEntries([...byItem].sort(([a], [b]) => (a < b ? -1 : 1)));
    };
    expect(sums(joined), said).toEqual(sums(plain));
    expect(joined.draft?.total, said).toBe(plain.draft?.total);
    const keys = joined.draft?.rows.length ?? 0;
    expect(keys, said).toBeLessThanOrEqual(12);
    if (i % 20 !== 0) continue;
    expect(bytes(run({ more: ['住宿明细'], group: [...group].reverse() }))).toBe(bytes(joined));
    expect(bytes(run({ more: ['住宿明细'], group }))).toBe(bytes(joined));
  }
}, 240_000);
