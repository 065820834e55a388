import { FILTER_WAYS, type FilterCondition } from '@dingdee/shared/filter';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApprovalInstance, Control, ControlValue } from '../../domain/approval/approval-instance.js';
import { ApprovalSource } from './approval-source.js';
import { compareExact, readExact } from './exact-number.js';
import { firstUnmet, isComplete, isMet, textsMeet } from './filter.js';

const control = (name: string, value: ControlValue): Control => ({
  id: `id-${name}`,
  name,
  alias: null,
  type: 'TextField',
  value,
});
const text = (name: string, value: string): Control =>
  control(name, value === '' ? { kind: 'empty' } : { kind: 'text', text: value });
function approval(...controls: Control[]): ApprovalSource {
  const instance: ApprovalInstance = {
    processInstanceId: 'inst-1',
    processCode: 'PROC-1',
    businessId: '202603010830000123456',
    title: '赵一提交的费用报销',
    status: 'COMPLETED',
    result: 'agree',
    bizAction: 'NONE',
    originatorUserId: '08',
    originatorDeptId: '7',
    originatorDeptName: '研发部',
    startedAt: Date.parse('2026-03-01T00:30:00Z'),
    finishedAt: Date.parse('2026-03-02T16:30:00Z'),
    attachedIds: [],
    mainId: null,
    controls,
    remarks: [],
  };
  return new ApprovalSource(instance, '赵一');
}
const table = (...amounts: string[]) =>
  control('明细', { kind: 'table', rows: amounts.map((value) => ({ rowNumber: null, cells: [text('金额', value)] })) });

describe('a condition', () => {
  it.each<[Omit<FilterCondition, 'from'>, string, boolean]>([
    [{ is: 'one-of', values: ['差旅', '招待'] }, '招待', true],
    [{ is: 'one-of', values: ['差旅', '招待'] }, '备用金', false],
    [{ is: 'none-of', values: ['备用金'] }, '差旅', true],
    [{ is: 'none-of', values: ['备用金'] }, '备用金', false],
    [{ is: 'not-contains', value: '金' }, '备用金', false],
    [{ is: 'is-amount', value: '0' }, '0.00', true],
    [{ is: 'is-amount', value: '1000' }, '1,000.01', false],
    [{ is: 'is-not-amount', value: '0' }, '0.00', false],
    [{ is: 'is-not-amount', value: '0' }, '0.01', true],
    [{ is: 'more', value: '0' }, '0.00', false],
    [{ is: 'more', value: '0' }, '0.01', true],
    [{ is: 'more', value: '999' }, '1,000.00', true],
    [{ is: 'at-least', value: '1000' }, '１０００．００', true],
    [{ is: 'less', value: '10000000000000000.01' }, '10000000000000000.00', true],
    [{ is: 'more', value: '10000000000000000.00' }, '10000000000000000.01', true],
    [{ is: 'at-most', value: '0.3' }, '0.30000000000000001', false],
    [{ is: 'less', value: '0' }, '-12.5', true],
    [{ is: 'before', value: '2026-03-01' }, '2026-02-28 18:00', true],
    [{ is: 'since', value: '2026-03-01' }, '2026年3月1日', true],
    [{ is: 'after', value: '2026-03-01' }, '2026-03-01', false],
    [{ is: 'until', value: '2026-03-01' }, '2026-03-01', true],
  ])('%j of “%s” is %s', (condition, value, expected) => {
    expect(textsMeet({ from: 'field:甲', ...condition }, [value])).toBe(expected);
  });

  it('on the cells of a table holds where some row compares so', () => {
    const big = { from: 'row:金额', is: 'more', value: '1000' } as const;
    expect(isMet(big, approval(table('12.00', '1000.01')), ['明细'])).toBe(true);
    expect(isMet(big, approval(table('12.00', '1000.00')), ['明细'])).toBe(false);
  });

  it('leaves nobody out for a value that is missing or cannot be understood', () => {
    for (const value of ['', '一千元', '12.3.4', '约 500']) {
      expect(isMet({ from: 'field:总金额', is: 'more', value: '0' }, approval(text('总金额', value)), ['明细'])).toBe(
        true,
      );
      expect(
        isMet({ from: 'field:日期', is: 'after', value: '2026-01-01' }, approval(text('日期', value)), ['明细']),
      ).toBe(true);
    }
    const broken = approval(control('类别', { kind: 'unreadable', text: '{' }));
    expect(isMet({ from: 'field:类别', is: 'equals', value: '差旅' }, broken, ['明细'])).toBe(true);
    expect(isMet({ from: 'row:金额', is: 'more', value: '1' }, approval(), ['明细'])).toBe(true);
  });

  it('may ask what the approval says of itself', () => {
    expect(isMet({ from: 'instance:status', is: 'equals', value: 'COMPLETED' }, approval(), [])).toBe(true);
    expect(isMet({ from: 'instance:result', is: 'one-of', values: ['refuse'] }, approval(), [])).toBe(false);
    expect(isMet({ from: 'instance:finishDate', is: 'since', value: '2026-03-03' }, approval(), [])).toBe(true);
  });
});

describe('a table that nobody can read', () => {
  const unreadable = control('明细', { kind: 'unreadable', text: '{"rows' });
  const oneRow = control('明细', {
    kind: 'table',
    rows: [
      { rowNumber: null, cells: [text('费用', '住宿')] },
      { rowNumber: null, cells: [], unreadable: '???' },
    ],
  });
  it.each<Omit<FilterCondition, 'from'>>([
    { is: 'equals', value: '机票' },
    { is: 'one-of', values: ['机票'] },
    { is: 'contains', value: '机' },
    { is: 'filled' },
    { is: 'more', value: '1000' },
    { is: 'since', value: '2026-01-01' },
  ])('or a row of it, leaves nobody out: %j', (condition) => {
    for (const table of [unreadable, oneRow])
      expect(isMet({ ...condition, from: 'row:费用' }, approval(table), ['明细'])).toBe(true);
  });

  it('is not one that is empty, or that the form does not have', () => {
    const condition: FilterCondition = { from: 'row:费用', is: 'equals', value: '机票' };
    expect(isMet(condition, approval(control('明细', { kind: 'empty' })), ['明细'])).toBe(false);
    expect(isMet(condition, approval(), ['明细'])).toBe(false);
  });
});

describe('whatever is asked of whatever stands there', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('1,234.50', '2026-02-30', '¥１２', '-0', '9'.repeat(40), '。', '1e9'),
  );
  const anyCondition: fc.Arbitrary<FilterCondition> = fc.record(
    {
      from: fc
        .tuple(fc.constantFrom('field', 'row', 'instance'), anyText)
        .map(([place, name]) => `${place}:${name || 'x'}`),
      is: fc.constantFrom(...FILTER_WAYS),
      value: anyText,
      values: fc.array(anyText, { maxLength: 4 }),
    },
    { requiredKeys: ['from', 'is'] },
  );

  it('no filter throws, and the same filter judges the same approval alike', () => {
    fc.assert(
      fc.property(fc.array(anyCondition, { maxLength: 5 }), fc.array(anyText, { maxLength: 5 }), (filter, values) => {
        const make = () => approval(...values.map((value, i) => text(`控件${i}`, value)), table(...values));
        const first = firstUnmet(filter, make(), ['明细']);
        expect(firstUnmet(filter, make(), ['明细'])).toBe(first);
        for (const condition of filter) expect(typeof isComplete(condition)).toBe('boolean');
      }),
    );
  });

  it('numbers are compared exactly, in whichever way they are written', () => {
    const digits = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n });
    const write = (fen: bigint, zeros: number) => {
      const text = (fen < 0n ? -fen : fen).toString().padStart(3, '0');
      return `${fen < 0n ? '-' : ''}${text.slice(0, -2)}.${text.slice(-2)}${'0'.repeat(zeros)}`;
    };
    fc.assert(
      fc.property(digits, digits, fc.nat(5), fc.nat(5), (a, b, x, y) => {
        const [one, other] = [readExact(write(a, x)), readExact(write(b, y))];
        if (!one || !other) throw new Error('not read');
        expect(Math.sign(compareExact(one, other))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });

  it('of more and at-most, and of before and since, exactly one holds where both can be compared', () => {
    const number = fc
      .tuple(fc.integer({ min: -999, max: 999 }), fc.nat(99))
      .map(([a, b]) => `${a}.${String(b).padStart(2, '0')}`);
    fc.assert(
      fc.property(number, number, (one, value) => {
        const met = (is: FilterCondition['is']) => textsMeet({ from: 'field:甲', is, value }, [one]);
        expect(met('more')).toBe(!met('at-most'));
        expect(met('less')).toBe(!met('at-least'));
      }),
    );
  });
});
