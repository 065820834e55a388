import type { FieldRules, Rule } from '@dingdee/shared/scheme';
import { describe, expect, it } from 'vitest';
import { baseTotal } from '../domain/draft/base-total.js';
import { amount, bare, CARD, item, json, mapped, red, top } from './payloads-for-spec.js';
import { expenseInput, filledBook } from './reimbursement-for-spec.js';

/** Content that cannot be read stops its field: neither a later rule, nor a default, nor the row of an empty value stands in for it (decision 171). */

const base = expenseInput();
const { content } = base.scheme;
const field = (label: string, ...rules: Rule[]): FieldRules => ({ label, required: true, rules });
const withRules = (change: Record<'header' | 'rows', Record<string, FieldRules>>, more = {}) => ({
  ...more,
  scheme: {
    ...base.scheme,
    content: {
      ...content,
      header: { ...content.header, ...change.header },
      rows: { ...content.rows, ...change.rows },
    },
  },
});
const ofHeader = (header: Record<string, FieldRules>, more = {}) => withRules({ header, rows: {} }, more);
const ofRows = (rows: Record<string, FieldRules>, more = {}) => withRules({ header: {}, rows }, more);
const BROKEN = '["甲"';

describe('a control that cannot be read is not replaced by', () => {
  const approvedFirst = ofRows({
    amount: field('应付金额', { kind: 'amount', from: 'row:核定金额' }, { kind: 'amount', from: 'row:报销金额(元)' }),
  });
  const approved = (said: string) =>
    mapped({
      rows: [[amount('156.80'), item('住宿'), bare('MoneyField_A', '核定金额', said)]],
      input: approvedFirst,
    });

  it.each(['￥100', '100元', '1.000,00'])('the amount of a later rule where it says %s', (said) => {
    const result = approved(said);
    expect([result.draft, red(result)]).toEqual([null, ['invalid-amount']]);
  });

  it('nothing where it is only empty: then the later rule gives the amount', () => {
    for (const blank of ['', ' ', 'null']) expect(approved(blank).draft?.total).toBe('156.80');
  });

  it.each([
    ['26年4月1日', 'TextField', 'invalid-date'],
    ['1775001600000', 'DDDateField', 'invalid-date'],
    ['["2026-04-01"', 'DDDateRangeField', 'unreadable'],
  ])('the day of a later rule where it says %s', (said, type, code) => {
    const input = ofHeader({
      businessDate: field(
        '业务日期',
        { kind: 'date', from: 'field:付款日期' },
        { kind: 'date', from: 'instance:finishDate' },
      ),
    });
    expect(red(mapped({ input, more: [top('付款日期', said, type)] }))).toEqual([code]);
    expect(mapped({ input, more: [top('付款日期', '', type)] }).draft?.header.businessDate).toBe('2026-03-05');
  });

  it('the payee of a later rule, unless a person sets the payee', () => {
    const bySupplier = field(
      '往来单位',
      { kind: 'lookup', table: 'contactUnit', key: 'field:供应商' },
      { kind: 'lookup', table: 'contactUnit', key: 'instance:originatorUserId' },
    );
    const input = ofHeader({ contactUnit: bySupplier, receivingUnit: { ...bySupplier, label: '收款单位' } });
    const more = [top('供应商', BROKEN, 'DDMultiSelectField')];
    expect(red(mapped({ input, more }))).toEqual(['unreadable', 'unreadable']);
    const locks = { 'header.contactUnit': 'YG00007', 'header.receivingUnit': 'YG00007' };
    expect(mapped({ input: { ...input, locks }, more }).draft?.header.contactUnit).toBe('YG00007');
    expect(mapped({ input }).draft?.header.contactUnit).toBe('YG00007');
  });

  it('the default of a look-up', () => {
    const input = ofRows({
      costItem: field('费用项目', { kind: 'lookup', table: 'costItem', key: 'field:类别', default: 'CI0001' }),
    });
    expect(red(mapped({ input, more: [top('类别', BROKEN, 'CascadeField')] }))).toEqual(['unreadable']);
    expect(mapped({ input }).draft?.rows[0]?.fields.costItem).toBe('CI0001');
  });

  it('a fixed text below it', () => {
    const input = ofRows({
      costItem: field('费用项目', { kind: 'source', from: 'field:类别' }, { kind: 'constant', value: 'CI0001' }),
    });
    expect(red(mapped({ input, more: [top('类别', BROKEN, 'CascadeField')] }))).toEqual(['unreadable']);
  });

  it('the other control of one reference', () => {
    const input = ofRows({ costItem: field('费用项目', { kind: 'source', from: 'field:类别|类型' }) });
    const type = top('类型', 'CI0001');
    expect(red(mapped({ input, more: [top('类别', BROKEN, 'CascadeField'), type] }))).toEqual(['unreadable']);
    expect(mapped({ input, more: [top('类别', '', 'CascadeField'), type] }).draft).not.toBeNull();
  });

  it('the rest of a text that contains it', () => {
    const input = ofHeader({ remark: field('备注', { kind: 'template', text: '{field:类别}{instance:title}' }) });
    expect(red(mapped({ input, more: [top('类别', BROKEN, 'CascadeField')] }))).toEqual(['unreadable']);
  });

  it('what a rule of a lower level gave before it, while a higher level keeps its word', () => {
    const byTable: Rule = { kind: 'lookup', table: 'costItem', key: 'row:费用明细' };
    const own: Rule = { kind: 'source', from: 'field:类别', scope: 'row' };
    const always: Rule = { kind: 'constant', value: 'CI0001', scope: 'row' };
    const more = [top('类别', BROKEN, 'CascadeField')];
    const run = (...rules: Rule[]) => mapped({ input: ofRows({ costItem: field('费用项目', ...rules) }), more });
    expect(red(run(byTable, own))).toEqual(['unreadable']);
    expect(run({ ...own, scope: 'form' }, always).draft?.rows[0]?.fields.costItem).toBe('CI0001');
  });
});

describe('a key of several values', () => {
  const joined = ofRows(
    { costItem: field('费用项目', { kind: 'lookup', table: 'costItem', key: 'row:费用明细', with: ['field:项目'] }) },
    { book: filledBook({ costItem: { '住宿 ＋ （空）': 'CI0001', '住宿 ＋ 甲': 'CI0005' } }) },
  );
  const rows = [[amount('156.80'), item('住宿')]];
  const costItem = (...more: unknown[]) => mapped({ rows, input: joined, more }).draft?.rows[0]?.fields.costItem;

  it('takes no row where one of them cannot be read, and asks nobody to map a key that does not exist', () => {
    const result = mapped({ rows, input: joined, more: [top('项目', BROKEN, 'DDMultiSelectField')] });
    expect(red(result)).toEqual(['unreadable']);
    expect(result.lookups.filter(({ table }) => table === 'costItem')).toEqual([]);
  });

  it('takes the row of an empty value where it is empty', () => {
    expect(costItem()).toBe('CI0001');
    expect(costItem(top('项目', '', 'DDMultiSelectField'))).toBe('CI0001');
    expect(costItem(top('项目', json(['甲']), 'DDMultiSelectField'))).toBe('CI0005');
  });
});

describe('a choice in a shape that nobody knows is not an empty one', () => {
  const strange: readonly [string, unknown, unknown][] = [
    ['a list in a list', json([['集团', '甲']]), undefined],
    ['an item under another key', json([{ text: '甲' }]), undefined],
    ['an extension under another key', undefined, json({ title: '甲' })],
    ['the key of a choice alone', undefined, json({ key: 'option_3' })],
    ['a bare word', undefined, 'USD'],
  ];

  it.each(strange)('for the currency: %s', (_, value, ext) => {
    const result = mapped({ more: [top('币种', value, 'CascadeField', ext)] });
    expect(red(result)).toEqual(['foreign-currency']);
    expect(result.facts).toMatchObject({ currency: 'XXX', total: '156.80' });
    expect(baseTotal(result.facts)).toBeNull();
    expect(result.lookups.map(({ amountFen }) => amountFen)).toEqual(result.lookups.map(() => 0n));
  });

  it.each(strange)('for the account that pays: %s', (_, value, ext) => {
    const paidBy = '公司帐号付款(如需公司帐号付款请选择)';
    expect(red(mapped({ more: [top(paidBy, value, 'CascadeField', ext)] }))).not.toEqual([]);
  });

  it.each(strange)('for the lines that become one row: %s', (_, value, ext) => {
    const input = {
      scheme: { ...base.scheme, content: { ...content, detail: { ...content.detail, group: ['row:分组'] } } },
    };
    const line = (sum: string) => [amount(sum), item('住宿'), bare('CascadeField_G', '分组', value, ext)];
    expect(mapped({ rows: [line('100'), line('56.80')], input }).fields.rows.length).toBe(2);
  });
});

describe('a cell with one filled control in it says what that control is called', () => {
  const nested = (label: string, value: string, type = 'MoneyField') => [
    { componentName: type, props: { id: `${type}_${label}`, label }, value },
  ];
  const beside = (label: string, value: string, type?: string) =>
    red(
      mapped({
        rows: [[amount('156.80'), item('住宿'), bare('DDBizSuite_1', '其他', nested(label, value, type))]],
      }),
    );

  it('the currency and the unit of an amount', () => {
    const paid = (label: string) => red(mapped({ rows: [[amount(nested(label, '156.80')), item('住宿')]] }));
    expect(paid('金额(USD)')).toEqual(['foreign-currency']);
    expect(paid('金额(万元)')).toEqual(['amount-unit']);
    expect([paid('金额'), paid('金额（元）'), paid('报销金额(元)')]).toEqual([[], [], []]);
  });

  it('an offset, or a currency, that nothing reads', () => {
    expect(beside('抵扣借款', '50')).toEqual(['offset']);
    expect(beside('币种', 'USD', 'DDSelectField')).toEqual(['foreign-currency']);
    expect(beside('币种', '人民币', 'DDSelectField')).toEqual([]);
  });
});

describe('a second payee is never dropped', () => {
  const OTHER = '6217001234567890123';
  const own = { accountName: '冯赟', accountNumber: CARD, bankName: '招商银行' };
  const paid = (value: unknown, extValue?: unknown) => {
    const result = mapped({
      account: { componentType: 'RecipientAccountField', id: 'R', name: '收款账号', value, extValue },
    });
    return { account: result.draft?.rows[0]?.fields.oppositeAccount ?? null, codes: [...new Set(red(result))] };
  };
  const refused = (code: string) => ({ account: null, codes: [code] });
  const OWN = { account: CARD, codes: [] };

  it('as a text beside a record', () => {
    const text = `李四 ${OTHER} 建设银行`;
    expect(paid(json([own, text]))).toEqual(refused('payee-unreadable'));
    expect(paid('冯赟', json([own, text]))).toEqual(refused('payee-unreadable'));
    expect(paid(text, json([own, { ...own, id: '2' }])).account).toBeNull();
    expect(paid(json([own, '', null]))).toEqual(OWN);
  });

  it('as the text that is shown, where the extension has a text of its own', () => {
    const ext = { value: '冯赟', accountNumber: CARD, bankName: '招商银行' };
    expect(paid(`李四 ${OTHER}`, json(ext))).toEqual(refused('payee-several'));
    expect(paid('李四', json(ext)).account).toBeNull();
    expect(paid('冯赟', json(ext))).toEqual(OWN);
    expect(paid(`冯赟 ${CARD}`, json({ ...ext, accountName: '冯赟' }))).toEqual(OWN);
  });

  it('as another name, or another account, in the extension of a record', () => {
    expect(paid(json(own), json({ accountName: '李四', bankName: '招商银行' }))).toEqual(refused('payee-names'));
    expect(paid(json(own), json({ accountNumber: OTHER }))).toEqual(refused('payee-several'));
    expect(paid(json([own, { ...own, id: '2' }]), json({ ...own, accountNumber: OTHER }))).toEqual(
      refused('payee-several'),
    );
    expect(paid(json(own), json(own))).toEqual(OWN);
  });

  it('under a key that reads like a path', () => {
    const text = `{"accountName":"冯赟","bank.cardNo":"${OTHER}","bank":{"cardNo":"${CARD}"}}`;
    expect(paid(text)).toEqual(refused('payee-several'));
    expect(paid(text.replace(OTHER, CARD))).toEqual(OWN);
  });

  it('in a remark of the record', () => {
    for (const key of ['remark', '备注', '付款说明'])
      expect(paid(json({ ...own, [key]: `请打到李四 ${OTHER}` }))).toEqual(refused('payee-not-account'));
    for (const said of ['', '差旅费', `账号 ${CARD}`, '电话 13800138000', '合同号 HT20260301001'])
      expect(paid(json({ ...own, remark: said }))).toEqual(OWN);
  });

  it('as a person who is shown and not in the extension', () => {
    const unit = field('往来单位', { kind: 'lookup', table: 'contactUnit', key: 'field:收款人' });
    const input = ofHeader(
      { contactUnit: unit, receivingUnit: { ...unit, label: '收款单位' } },
      { book: filledBook({ contactUnit: { 冯赟: 'YG00007' } }) },
    );
    const person = (value: string) =>
      red(mapped({ input, more: [top('收款人', value, 'InnerContactField', json([{ emplId: '1', name: '冯赟' }]))] }));
    expect(person('冯赟')).toEqual([]);
    expect(person('冯赟,李四')).toEqual(['unreadable', 'unreadable']);
    expect(person('李四')).toEqual(['unreadable', 'unreadable']);
  });
});
