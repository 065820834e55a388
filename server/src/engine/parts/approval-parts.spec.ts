import { type Amount, fromFen, toFen } from '@dingdee/shared/money';
import type { SplitRule } from '@dingdee/shared/scheme';
import { describe, expect, it } from 'vitest';
import type { Control, ControlRow, ControlValue } from '../../domain/approval/approval-instance.js';
import type { PartOfApproval } from '../../domain/approval/part-of-approval.js';
import { worded } from '../../domain/draft/issue-words.js';
import { Issues } from '../../domain/draft/issues.js';
import { detailLines } from '../field/detail-lines.js';
import type { MappingInput } from '../field/mapping-input.js';
import { mapApproval } from '../map-approval.js';
import { cell, control, expenseInput, filledBook, row, text } from '../reimbursement-for-spec.js';
import { ApprovalSource } from '../source/approval-source.js';
import { approvalParts, BLANK_PART, partOfRow } from './approval-parts.js';

/** One approval that pays several people: a bill for each. */

const FROM = 'row:收款人';
const SPLIT: SplitRule = { by: 'payee', from: FROM };
const BOOK = filledBook({ contactUnit: { 张三: 'YG00001', 李四: 'YG00002', 王五: 'YG00003' } });

const line = (payee: string | ControlValue, amount: string): ControlRow =>
  row(
    cell('收款人', typeof payee === 'string' ? text(payee) : payee),
    cell('报销金额(元)', text(amount)),
    cell('费用明细', text('市内交通')),
  );

function inputOf(rows: readonly ControlRow[], total: string, changes: Partial<MappingInput> = {}): MappingInput {
  const table: Control = control('报销明细', { kind: 'table', rows });
  const input = expenseInput({ controls: { 报销明细: table, 总金额: control('总金额', text(total)) }, book: BOOK });
  const { content } = input.scheme;
  const contactUnit = {
    ...(content.header.contactUnit ?? { required: true, label: '往来单位' }),
    rules: [{ kind: 'lookup' as const, table: 'contactUnit', key: FROM }],
  };
  const split = { ...content, split: SPLIT, header: { ...content.header, contactUnit, receivingUnit: contactUnit } };
  return { ...input, scheme: { ...input.scheme, content: split }, ...changes };
}
const partsOf = (input: MappingInput) => {
  const source = new ApprovalSource(input.instance, input.originatorName);
  return approvalParts(FROM, detailLines(source, input.scheme.content, new Issues()), source);
};
/** The bills as they are collected, each mapped. */
function billsOf(rows: readonly ControlRow[], total: string) {
  const input = inputOf(rows, total);
  const parts = partsOf(input) ?? [];
  const all = parts.map(({ part }) => part);
  return parts.map(({ part }) => mapApproval({ ...input, part: { by: 'payee', from: FROM, part, all } }));
}
type Result = ReturnType<typeof mapApproval>;
const reds = ({ issues }: Result) => issues.filter(({ level }) => level === 'red').map(({ code }) => code);
const sentences = ({ issues }: Result) => issues.map((issue) => worded(issue).message);

describe('an approval whose details pay several people', () => {
  const rows = [line('张三', '100.00'), line('李四', '20.50'), line('张三', '0.01'), line('王五', '9.00')];
  const bills = billsOf(rows, '129.51');

  it('gives one bill for each, with its rows, its sum and its unit alone', () => {
    expect(bills.map(reds)).toEqual([[], [], []]);
    expect(
      bills.map(({ draft }) => [draft?.header.contactUnit, draft?.total, draft?.rows.map(({ amount }) => amount)]),
    ).toEqual([
      ['YG00001', '100.01', ['100.00', '0.01']],
      ['YG00002', '20.50', ['20.50']],
      ['YG00003', '9.00', ['9.00']],
    ]);
    expect(bills.map(({ facts }) => [facts.formTotal, facts.others])).toEqual([
      ['100.01', '29.50'],
      ['20.50', '109.01'],
      ['9.00', '120.51'],
    ]);
  });

  it('stops all of them where the rows together are not what the form says', () => {
    const wrong = billsOf(rows, '129.50');
    expect(wrong.map(reds)).toEqual([['total-mismatch'], ['total-mismatch'], ['total-mismatch']]);
    expect(wrong.map(({ draft }) => draft)).toEqual([null, null, null]);
  });

  it('stops all of them where one row has no amount: nobody can add up the rest', () => {
    const wrong = billsOf([line('张三', '100.00'), line('李四', '一百')], '129.50');
    expect(wrong.map(reds)).toEqual([['part-unread'], ['invalid-amount']]);
    expect(sentences(wrong[0] as Result)[0]).toContain('第 2 行的金额读不出来');
  });

  it('puts rows that name nobody, or several, on one red bill that says which they are, and joins them to nobody', () => {
    const two: ControlValue = {
      kind: 'people',
      people: [
        { userId: '1', name: '张三' },
        { userId: '2', name: '李四' },
      ],
    };
    const made = billsOf([line('张三', '100.00'), line(' ', '20.00'), line(two, '3.00')], '123.00');
    expect(made.map(reds)).toEqual([[], ['part-blank', 'missing', 'missing']]);
    expect(made[0]?.draft?.total).toBe('100.00');
    expect(sentences(made[1] as Result)[0]).toContain('第 2、3 行的“收款人”没有填');
  });
});

describe('the part of a row', () => {
  const source = (input: MappingInput) => new ApprovalSource(input.instance, input.originatorName);
  const of = (payee: string | ControlValue) => {
    const one = line(payee, '1.00');
    const input = inputOf([one], '1.00');
    const read = source(input);
    detailLines(read, input.scheme.content, new Issues());
    return partOfRow(FROM, one, read);
  };
  const person = (userId: string): ControlValue => ({ kind: 'people', people: [{ userId, name: '张三' }] });

  it('hangs on what the form says alone, byte for byte but for blanks around it', () => {
    expect(of(' 张三 ')).toBe(of('张三'));
    expect(of('张三')).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/);
    // For life: a bill that was sent under it is found again under this one.
    expect(of('张三')).toBe('DKYN9AYW7GGPZFYK');
    expect(new Set(['张三', '张 三', '张三1', ''].map(of)).size).toBe(4);
  });

  it('tells two people of one name apart', () => {
    expect(of(person('01'))).not.toBe(of(person('02')));
  });

  it('is none where nothing stands there, and no value is taken for that', () => {
    expect(of('')).toBe(BLANK_PART);
    expect(of('[]')).not.toBe(BLANK_PART);
  });
});

describe('an approval that is not as it was split', () => {
  const input = inputOf([line('张三', '100.00'), line('赵六', '20.00')], '120.00');
  const first = partsOf(input)?.[0]?.part ?? '';
  const part: PartOfApproval = { by: 'payee', from: FROM, part: first, all: [first] };

  it('stops every bill while there are rows that none of them pays', () => {
    expect(reds(mapApproval({ ...input, part }))).toEqual(['part-stray']);
    expect(sentences(mapApproval({ ...input, part }))[0]).toContain('第 2 行的“收款人”采集时没有');
  });

  it('stops the bill whose rows are gone', () => {
    const gone = mapApproval({
      ...input,
      part: { ...part, part: 'GONE', all: ['GONE', ...(partsOf(input) ?? []).map((each) => each.part)] },
    });
    expect(reds(gone)).toContain('part-gone');
    expect(gone.draft).toBeNull();
  });

  it('stops one that was collected as a whole and would pay one of several for all', () => {
    expect(reds(mapApproval(input))).toContain('part-joined');
  });

  it('stays split by what it was split by, whatever the scheme says by now', () => {
    const [mine = '', other = ''] = (partsOf(input) ?? []).map((each) => each.part);
    const { split: _, ...unsplit } = input.scheme.content;
    const later = { ...input.scheme, version: 5, content: unsplit };
    const mapped = mapApproval({ ...input, scheme: later, part: { ...part, all: [mine, other] } });
    expect(mapped.draft?.total).toBe('100.00');
    const net = { offsets: [{ from: 'field:已预付' }], payable: null, spread: 'in-order' as const };
    const netted = mapApproval({
      ...input,
      scheme: { ...later, content: { ...unsplit, net } },
      part: { ...part, all: [mine, other] },
    });
    expect(reds(netted)).toContain('part-net');
  });
});

describe('any approval', () => {
  const NAMES = ['张三', '李四', '王五', '', '赵 六', '钱七'];
  /** A small generator, so that a failure comes again. */
  const random = (seed: number) => {
    let state = seed >>> 0;
    return (below: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
  };

  it('is split so that each row is on exactly one bill, the sums of all are its total to the cent, and order changes no key', () => {
    for (let seed = 1; seed <= 600; seed++) {
      const draw = random(seed);
      const lines = Array.from({ length: 1 + draw(12) }, () => ({
        payee: NAMES[draw(NAMES.length)] ?? '',
        fen: BigInt(1 + draw(10_000_000)),
      }));
      const rows = lines.map(({ payee, fen }) => line(payee, fromFen(fen)));
      const total = fromFen(lines.reduce((sum, { fen }) => sum + fen, 0n));
      const parts = partsOf(inputOf(rows, total)) ?? [];
      expect(
        parts.flatMap((each) => each.lines.map(({ row: own }) => rows.indexOf(own))).sort((a, b) => a - b),
      ).toEqual(rows.map((_, index) => index));
      expect(parts).toHaveLength(new Set(lines.map(({ payee }) => payee)).size);
      const turned = partsOf(inputOf([...rows].reverse(), total)) ?? [];
      expect(new Set(turned.map(({ part }) => part))).toEqual(new Set(parts.map(({ part }) => part)));
      if (seed % 20 > 0) continue;
      const made = billsOf(rows, total);
      const sums = made.map(({ facts }) => toFen(facts.total as Amount));
      expect(fromFen(sums.reduce((sum, fen) => sum + fen, 0n))).toBe(total);
      for (const { facts } of made) expect(facts.formTotal).toBe(facts.total);
    }
  });
});
