import { type Amount, fromFen, toFen } from '@dingdee/shared/money';
import type { NetRule } from '@dingdee/shared/scheme';
import { describe, expect, it } from 'vitest';
import type { Control } from '../../domain/approval/approval-instance.js';
import { mapApproval } from '../map-approval.js';
import { cell, control, expenseInput, row, text } from '../reimbursement-for-spec.js';
import type { FormSchema } from '../source/named-controls.js';
import { inOrder, inProportion } from './net-pay.js';

/** Money from outside is tried by seed: a red run names it. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

const NET: NetRule = {
  offsets: [{ from: 'field:冲销备用金金额（元）' }],
  payable: 'field:应付员工金额（元）',
  spread: 'in-order',
};
const OFFSET = '冲销备用金金额（元）';
const PAYABLE = '应付员工金额（元）';
const table = (amounts: readonly string[]): Control =>
  control('报销明细', {
    kind: 'table',
    rows: amounts.map((amount) => row(cell('报销金额(元)', text(amount)), cell('费用明细', text('市内交通')))),
  });

interface Form {
  rows: readonly string[];
  total: string;
  /** null: the control is not on the approval. */
  offset: string | null;
  payable: string | null;
  net?: NetRule;
  form?: FormSchema;
}
function mapped({ rows, total, offset, payable, net = NET, form = [] }: Form) {
  const more = [
    ...(offset === null ? [] : [control(OFFSET, offset === '' ? { kind: 'empty' } : text(offset))]),
    ...(payable === null ? [] : [control(PAYABLE, payable === '' ? { kind: 'empty' } : text(payable))]),
  ];
  const input = expenseInput({ controls: { 报销明细: table(rows), 总金额: control('总金额', text(total)) }, more });
  return mapApproval({ ...input, scheme: { ...input.scheme, form, content: { ...input.scheme.content, net } } });
}
const bytes = (result: ReturnType<typeof mapApproval>) =>
  JSON.stringify(result, (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
const reds = ({ issues }: ReturnType<typeof mapApproval>) =>
  issues.filter(({ level }) => level === 'red').map(({ code }) => code);

describe('净额', () => {
  it('pays what is left of the rows in their order, and says of each what was taken off', () => {
    const result = mapped({ rows: ['120.00', '36.80', '50.00'], total: '206.80', offset: '130.00', payable: '76.80' });
    expect(reds(result)).toEqual([]);
    // The first row is used up: Kingdee takes none of 0.
    expect(result.draft?.rows.map(({ amount }) => amount)).toEqual(['26.80', '50.00']);
    expect(result.draft?.total).toBe('76.80');
    expect(result.fields.rows.map(({ amount }) => amount)).toEqual(['0.00', '26.80', '50.00']);
    expect(result.facts).toMatchObject({
      total: '76.80',
      formTotal: '206.80',
      net: { gross: '206.80', offset: '130.00', payable: '76.80' },
    });
    expect(result.provenance['rows[1].amount']).toMatchObject({
      kind: 'rule',
      reference: { code: 'net', gross: '36.80', off: '10.00' },
      source: '36.80',
    });
    expect(result.provenance['rows[2].amount']).toMatchObject({ kind: 'form' });
  });

  it.each<[string, NetRule['offsets'][number]]>([
    ['the total itself, under its id', { from: 'field:Field_总金额' }],
    ['the column that is paid', { from: 'field:报销明细', column: '报销金额(元)' }],
    ['another column of the rows that are paid', { from: 'field:Field_报销明细', column: '费用明细' }],
  ])('takes nothing off, and is red, where a rule takes off %s', (_, offset) => {
    const result = mapped({
      rows: ['120.00', '36.80'],
      total: '156.80',
      offset: null,
      payable: null,
      net: { offsets: [offset], payable: null, spread: 'in-order' },
    });
    expect(reds(result)).toContain('net-differs');
    expect(reds(result)).not.toContain('net-nothing');
    expect(result.draft).toBeNull();
  });

  it('takes nothing off where the form takes nothing off', () => {
    for (const offset of ['', '0', '0.00']) {
      const result = mapped({ rows: ['120.00', '36.80'], total: '156.80', offset, payable: '156.80' });
      expect(reds(result)).toEqual([]);
      expect(result.draft?.rows.map(({ amount }) => amount)).toEqual(['120.00', '36.80']);
    }
  });

  it.each<[string, Partial<Form>, string]>([
    ['the form says another sum than the difference', { payable: '76.81' }, 'net-differs'],
    ['the form does not say what is to be paid though something is taken off', { payable: '' }, 'net-differs'],
    ['what is taken off is no amount', { offset: '一百三' }, 'invalid-amount'],
    ['what is to be paid is no amount', { payable: '76.8元左右' }, 'invalid-amount'],
    ['what is taken off is below zero', { offset: '-130.00', payable: '336.80' }, 'net-below-zero'],
    ['nothing is left', { offset: '206.80', payable: '0.00' }, 'net-nothing'],
    ['more is taken off than there is', { offset: '300.00', payable: '-93.20' }, 'net-refund'],
    ['the control that says what is taken off is gone', { offset: null, payable: '206.80' }, 'scheme-lacks'],
    ['the control that says what is to be paid is gone', { offset: '', payable: null }, 'scheme-lacks'],
    ['the rows do not sum up to the form’s total', { total: '200.00' }, 'total-mismatch'],
  ])('stops in red where %s', (_, change, code) => {
    const result = mapped({
      rows: ['120.00', '36.80', '50.00'],
      total: '206.80',
      offset: '130.00',
      payable: '76.80',
      ...change,
    });
    expect(reds(result)).toContain(code);
    expect(result.draft).toBeNull();
  });

  it('sums up a table of offsets, and stops where a row of it says no amount, none that can be read, or one below zero', () => {
    const net: NetRule = {
      offsets: [{ from: 'field:借款冲销', column: '冲销金额' }],
      payable: null,
      spread: 'in-order',
    };
    const offsets = (amounts: readonly (string | null)[]) =>
      control('借款冲销', {
        kind: 'table',
        rows: amounts.map((amount) =>
          row(cell('借款单号', text('JK1')), ...(amount === null ? [] : [cell('冲销金额', text(amount))])),
        ),
      });
    const run = (amounts: readonly (string | null)[]) => {
      const input = expenseInput({
        controls: { 报销明细: table(['120.00', '36.80']), 总金额: control('总金额', text('156.80')) },
        more: [offsets(amounts)],
      });
      return mapApproval({ ...input, scheme: { ...input.scheme, content: { ...input.scheme.content, net } } });
    };
    const result = run(['100.00', '30.00']);
    expect(reds(result)).toEqual([]);
    expect(result.draft?.rows.map(({ amount }) => amount)).toEqual(['26.80']);
    expect(result.facts.net).toEqual({ gross: '156.80', offset: '130.00', payable: '26.80' });
    expect(run([]).draft?.total).toBe('156.80');
    expect(reds(run(['100.00', null]))).toEqual(['missing']);
    expect(reds(run(['100.00', '三十']))).toContain('invalid-amount');
    expect(reds(run(['100.00', '-30.00']))).toContain('net-below-zero');
    expect(reds(run(['156.80']))).toEqual(['net-nothing']);
    const sum = offsets(['100.00', '30.00']);
    if (sum.value.kind !== 'table') throw new Error('a table');
    const summed = {
      ...sum,
      value: {
        ...sum.value,
        rows: [...sum.value.rows, row(cell('借款单号', text('合计')), cell('冲销金额', text('130.00')))],
      },
    };
    const input = expenseInput({
      controls: { 报销明细: table(['920.00']), 总金额: control('总金额', text('920.00')) },
      more: [summed],
    });
    expect(
      reds(mapApproval({ ...input, scheme: { ...input.scheme, content: { ...input.scheme.content, net } } })),
    ).toContain('sum-row');
  });

  it('takes no row off that speaks of a sum and is one, and asks about one that may be', () => {
    const net: NetRule = {
      offsets: [{ from: 'field:借款冲销', column: '冲销金额' }],
      payable: null,
      spread: 'in-order',
    };
    const run = (lines: readonly (readonly [string, string])[], rule = net, payable: Control[] = []) => {
      const rows = lines.map(([note, sum]) => row(cell('借款单号', text(note)), cell('冲销金额', text(sum))));
      const input = expenseInput({
        controls: { 报销明细: table(['920.00']), 总金额: control('总金额', text('920.00')) },
        more: [control('借款冲销', { kind: 'table', rows }), ...payable],
      });
      const content = { ...input.scheme.content, net: rule };
      const { issues, facts } = mapApproval({ ...input, scheme: { ...input.scheme, content } });
      return [facts.net?.offset ?? null, ...issues.map(({ level, code }) => `${level} ${code}`)];
    };
    const two = [
      ['JK1', '100.00'],
      ['JK2', '30.00'],
    ] as const;
    for (const word of ['合计', '费用合计', '合计 Total', '以上合计', '总金额', '借款合计'])
      expect(run([...two, [word, '130.00']]), word).toEqual([null, 'red sum-row']);
    expect(run([['合计金额', '130.00'], ...two])).toEqual([null, 'red sum-row']);
    // Words with an amount of their own, and an amount without words.
    expect(run([...two, ['总金额', '7.00']])).toEqual(['137.00']);
    expect(run([...two, ['JK3', '130.00']])).toEqual(['260.00', 'amber maybe-sum-row']);
    expect(
      run([
        ['JK1', '100.00'],
        ['JK2', '100.00'],
      ]),
    ).toEqual(['200.00']);
    // The form says itself what is left.
    const left = (type: string) => [{ ...control(PAYABLE, text('660.00')), type }];
    const told = { ...net, payable: `field:${PAYABLE}` };
    expect(run([...two, ['JK3', '130.00']], told, left('MoneyField'))).toEqual(['260.00']);
    expect(run([...two, ['JK3', '130.00']], told, left('CalculateField'))).toEqual(['260.00', 'amber maybe-sum-row']);
  });

  it('an offset that the approval does not have is none only where the form says that all of it is to be paid', () => {
    const plain = { rows: ['120.00', '36.80'], total: '156.80', offset: null };
    const form: FormSchema = [
      { id: 'o', label: OFFSET, type: 'MoneyField', alias: null, required: false, options: [], children: [] },
      { id: 'p', label: PAYABLE, type: 'MoneyField', alias: null, required: false, options: [], children: [] },
    ] as unknown as FormSchema;
    expect(reds(mapped({ ...plain, payable: '156.80', form }))).toEqual([]);
    expect(reds(mapped({ ...plain, payable: '', form }))).toContain('scheme-lacks');
    expect(reds(mapped({ ...plain, payable: '100.00', form }))).toContain('net-differs');
    const net: NetRule = { ...NET, payable: null };
    expect(reds(mapped({ ...plain, payable: null, net, form }))).toContain('scheme-lacks');
  });

  it('takes one control off once, though it is named by its id and by its label', () => {
    const net: NetRule = { ...NET, offsets: [...NET.offsets, { from: `field:Field_${OFFSET}` }] };
    const result = mapped({ rows: ['120.00'], total: '120.00', offset: '20.00', payable: '100.00', net });
    expect(reds(result)).toContain('net-differs');
    expect(result.draft).toBeNull();
    expect(result.facts.total).toBeNull();
  });

  it('a second control that takes something off, of which the scheme knows nothing, still stops the bill', () => {
    const input = expenseInput({
      controls: { 报销明细: table(['120.00']), 总金额: control('总金额', text('120.00')) },
      more: [control(OFFSET, text('20.00')), control(PAYABLE, text('100.00')), control('抵扣借款', text('30.00'))],
    });
    const result = mapApproval({
      ...input,
      scheme: { ...input.scheme, content: { ...input.scheme.content, net: NET } },
    });
    expect(reds(result)).toEqual(['offset']);
  });

  it('10,000 random offsets: gross − offset = payable = Σ rows of the bill, no row is zero or below, and it maps to the same bytes again', () => {
    const random = dice(20261127);
    for (let i = 0; i < 10_000; i++) {
      const rows = Array.from({ length: 1 + random(6) }, () => BigInt(1 + random(random(2) === 0 ? 300 : 5_000_000)));
      const gross = rows.reduce((sum, fen) => sum + fen, 0n);
      const off = BigInt(random(Number(gross)));
      const form = {
        rows: rows.map(fromFen),
        total: fromFen(gross),
        offset: fromFen(off),
        payable: fromFen(gross - off),
        net: { ...NET, spread: random(2) === 0 ? ('in-order' as const) : ('in-proportion' as const) },
      };
      const result = mapped(form);
      const said = JSON.stringify(form);
      expect(reds(result), said).toEqual([]);
      const paid = (result.draft?.rows ?? []).map(({ amount }) => toFen(amount));
      expect(
        paid.reduce((sum, fen) => sum + fen, 0n),
        said,
      ).toBe(gross - off);
      expect(
        paid.every((fen) => fen > 0n),
        said,
      ).toBe(true);
      expect(result.draft?.total, said).toBe(fromFen(gross - off) as Amount);
      if (i % 100 === 0) expect(bytes(mapped(form))).toBe(bytes(result));
    }
  }, 120_000);
});

describe('an offset over rows', () => {
  it('takes no more from a row than it has, in proportion to the cent, the same cents each time', () => {
    expect(inOrder([100n, 50n, 30n], 120n)).toEqual([100n, 20n, 0n]);
    expect(inProportion([100n, 100n, 100n], 100n, 300n)).toEqual([34n, 33n, 33n]);
    expect(inProportion([1n, 999n], 500n, 1000n)).toEqual([1n, 499n]);
    const random = dice(7);
    for (let i = 0; i < 2000; i++) {
      const fens = Array.from({ length: 1 + random(8) }, () => BigInt(random(1000)));
      const gross = fens.reduce((sum, fen) => sum + fen, 0n);
      if (gross === 0n) continue;
      const off = BigInt(random(Number(gross)));
      for (const parts of [inOrder(fens, off), inProportion(fens, off, gross)]) {
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(off);
        expect(parts.every((part, index) => part >= 0n && part <= (fens[index] ?? 0n))).toBe(true);
      }
    }
  });
});
