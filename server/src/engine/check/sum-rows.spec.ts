import { describe, expect, it } from 'vitest';
import { amount, bare, item, json, mapped, red, total } from '../payloads-for-spec.js';
import { cell, row, text } from '../reimbursement-for-spec.js';
import { findSumRows } from './sum-rows.js';

/** Two rows of 100 and 200, and a third of `last` that says `word`, under the form's own total. */
const withRow = (word: string, last = '300', sum = '600', type = 'MoneyField') =>
  mapped({
    rows: [
      [amount('100'), item('住宿')],
      [amount('200'), item('市内交通')],
      [amount(last), item('住宿'), bare('TextField_N', '说明', word)],
    ],
    total: { ...total(sum), componentType: type },
  });
const told = ({ issues }: ReturnType<typeof mapped>) => issues.map(({ level, code }) => `${level} ${code}`);

describe('a row that is the sum of others', () => {
  it.each([
    '合计 Total',
    '合计/Total',
    'Total 合计',
    '合计Total',
    '總計',
    '总金额',
    '金额合计',
    '费用合计',
    '以上合计',
    '3月合计',
    '汇总',
    '总数',
    '总共',
    '小计1',
    'Sub-total',
    'SUB - TOTAL',
    '合计300元',
    '差旅费合计',
    'Total amount',
    '∑',
    'Σ',
    'TTL',
    'TTL:',
    '一共',
    '一共300元',
    '共',
  ])('is not paid beside them where it says %s, though the form counts it too', (word) => {
    for (const type of ['MoneyField', 'CalculateField'])
      expect(withRow(word, '300', '600', type)).toMatchObject({
        draft: null,
        issues: [{ code: 'sum-row', params: { row: '3' } }],
      });
  });

  it('is found in a choice among several, and where it stands first or sums only some', () => {
    const chosen = [amount('300'), item('住宿'), bare('DDMultiSelectField_N', '说明', json(['合计', '本月']))];
    const [one, two] = [
      [amount('100'), item('住宿')],
      [amount('200'), item('市内交通')],
    ];
    expect(red(mapped({ rows: [one, two, chosen], total: total('600') }))).toEqual(['sum-row']);
    const says = (sum: string, word: string) => [amount(sum), item('住宿'), bare('TextField_N', '说明', word)];
    expect(red(mapped({ rows: [says('300', '总金额'), one, two], total: total('600') }))).toEqual(['sum-row']);
    const parts = [one, two, says('300', '小计1'), [amount('50'), item('住宿')], [amount('7'), item('住宿')]];
    expect(
      red(mapped({ rows: [...parts, says('57', '小计2'), says('357', '费用合计')], total: total('1071') })),
    ).toEqual(['sum-row', 'sum-row', 'sum-row']);
  });

  it('is asked about where it is exactly half of a total that counts it', () => {
    expect(told(withRow('杭州出差', '300', '600', 'CalculateField'))).toEqual(['amber maybe-sum-row']);
    expect(told(withRow('杭州出差', '300', '600', 'NewField'))).toEqual(['amber maybe-sum-row']);
    for (const type of ['MoneyField', 'CalculateField'])
      expect(told(withRow('汇总表打印费', '300', '600', type))).toEqual(['amber maybe-sum-row']);
  });

  it('is asked about under a typed total only where it says less than each other row', () => {
    const noted = (sum: string, note: string) => [amount(sum), item('住宿'), bare('TextField_N', '说明', note)];
    const [one, two] = [noted('100', '一晚'), noted('200', '两晚')];
    expect(told(mapped({ rows: [one, two, noted('300', '三晚')], total: total('600') }))).toEqual([]);
    expect(told(mapped({ rows: [one, two, noted('300', '')], total: total('600') }))).toEqual(['amber maybe-sum-row']);
    expect(told(mapped({ rows: [one, noted('200', ''), noted('300', '')], total: total('600') }))).toEqual([]);
  });

  it.each<[string, readonly string[], string]>([
    ['one row', ['100'], '100'],
    ['two equal rows', ['100', '100'], '200'],
    ['three equal rows', ['100', '100', '100'], '300'],
    ['four equal rows', ['100', '100', '100', '100'], '400'],
    ['a row that is half of all among others', ['100', '300', '200'], '600'],
    ['rows to the cent', ['36.80', '120.00', '156.79'], '313.59'],
  ])('is none in %s, whatever made the total', (_, sums, all) => {
    for (const type of ['MoneyField', 'NumberField', 'CalculateField']) {
      const form = { ...total(all), componentType: type };
      const rows = sums.map((sum) => [amount(sum), item('住宿')]);
      expect(mapped({ rows, total: form })).toMatchObject({ draft: { total: expect.any(String) }, issues: [] });
    }
  });

  it('is none where a form of a day to day trip has a typed total', () => {
    const rows = [
      ['100', '住宿'],
      ['100', '市内交通'],
      ['200', '住宿'],
    ].map(([sum = '', what = '']) => [amount(sum), item(what)]);
    expect(told(mapped({ rows, total: total('400') }))).toEqual([]);
  });

  it.each([
    '汇总表打印费',
    '总结费',
    '小计算器',
    'Total station rental',
    'consumables',
    '费用合计',
    '3月合计',
    '总额度卡',
    '统计费',
    '共享充电宝',
    '共',
    '公共交通',
    '一共三晚',
  ])('is not a row that only says %s, with an amount of its own', (word) =>
    expect(withRow(word, '80', '380')).toMatchObject({ draft: { total: '380.00' }, issues: [] }),
  );

  it('is none where it sums up a month of its own that costs as much as another', () => {
    const month = (word: string, sum = '100') => [amount(sum), item('住宿'), bare('TextField_N', '说明', word)];
    const run = (...rows: unknown[][]) => told(mapped({ rows, total: total(String(100 * rows.length)) }));
    expect(run(month('10月汇总'), month('11月汇总'), month('12月汇总'))).toEqual([]);
    expect(run(month('电话'), month('11月汇总'))).toEqual([]);
    expect(run(month('电话'), month('三季度费用汇总'))).toEqual([]);
    expect(run(month('电话'), month('汇总'))).toEqual(['red sum-row']);
    const sum = [month('电话'), month('网络', '200'), month('11月汇总', '300')];
    expect(told(mapped({ rows: sum, total: total('600') }))).toEqual(['amber maybe-sum-row']);
  });

  it('is none in a split of half and two quarters, unless the first row says less than the others', () => {
    const form = { ...total('100'), componentType: 'CalculateField' };
    const split = (sums: readonly string[]) => sums.map((sum) => [amount(sum), item('住宿')]);
    expect(told(mapped({ rows: split(['50', '25', '25']), total: form }))).toEqual([]);
    expect(told(mapped({ rows: split(['25', '25', '50']), total: form }))).toEqual(['amber maybe-sum-row']);
    const noted = (sum: string, note: string) => [amount(sum), item('住宿'), bare('TextField_N', '说明', note)];
    const first = [noted('50', ''), noted('25', '一晚'), noted('25', '两晚')];
    expect(told(mapped({ rows: first, total: form }))).toEqual(['amber maybe-sum-row']);
  });

  it('is asked about where one row and its bare sum are all there is', () => {
    const form = { ...total('200'), componentType: 'CalculateField' };
    const rows = [
      [amount('100'), item('住宿'), bare('TextField_N', '说明', '一晚')],
      [amount('100'), item('住宿')],
    ];
    expect(told(mapped({ rows, total: form }))).toEqual([]);
    expect(told(mapped({ rows: [rows[0] as unknown[], [amount('100')]], total: form }))).toContain(
      'amber maybe-sum-row',
    );
    expect(told(mapped({ rows: [rows[0] as unknown[], [amount('90')]], total: total('190') }))).not.toContain(
      'amber maybe-sum-row',
    );
  });

  it('is none by its word in a list of which each row speaks of a sum', () => {
    const month = (sum: string, word: string) => [amount(sum), item('住宿'), bare('TextField_N', '说明', word)];
    const rows = [month('100', '1月合计'), month('200', '2月合计'), month('300', '3月合计')];
    expect(told(mapped({ rows, total: total('600') }))).toEqual(['amber maybe-sum-row']);
  });
});

describe('a row behind several tables', () => {
  const line = (fen: bigint, note: string) => ({
    row: row(cell('金额', text(String(fen))), cell('说明', text(note))),
    fen,
  });
  const rent = [line(100n, '房租'), line(200n, '电费')];
  const sum = line(300n, '请付');
  const found = (tables: Parameters<typeof findSumRows>[0], isAgreed = false) =>
    [...findSumRows(tables, isAgreed)].map(([{ fen }, { sure, word }]) => [fen, sure, word]);

  it('is asked about where it is alone in the last table and the sum of all others', () => {
    expect(found([rent, [sum]])).toEqual([[300n, false, '3.00']]);
    expect(found([rent, [sum], []])).toEqual([[300n, false, '3.00']]);
  });

  it('is none under a typed total, beside another row, before the others, or with another amount', () => {
    expect(found([rent, [sum]], true)).toEqual([]);
    expect(found([[line(100n, '房租')], [line(200n, '电费'), sum]])).toEqual([]);
    expect(found([[sum], rent])).toEqual([]);
    expect(found([rent, [line(250n, '水费')]])).toEqual([]);
    expect(found([[line(100n, '房租')], [line(100n, '电费')]])).toEqual([]);
  });
});
