import { describe, expect, it } from 'vitest';
import { worded } from '../domain/draft/issue-words.js';
import type { FoundIssue } from '../domain/draft/mapping-result.js';
import { amount, bare, item, mapped, total } from './payloads-for-spec.js';
import { expenseInput } from './reimbursement-for-spec.js';

const sentence = (issue: FoundIssue): string => worded(issue).message;
const LABEL = '报销金额(元)';
const withAmount = (text: string, type: string, sum: string) =>
  mapped({ rows: [[bare(`${type}_K1`, LABEL, text), item('住宿')]], total: total(sum) });

describe('an amount with three decimals', () => {
  it.each(['MoneyField', 'NumberField', 'CalculateField'])('is a decimal in a %s, which has no thousands', (type) => {
    expect(withAmount('1.500', type, '1.50')).toMatchObject({ draft: { total: '1.50' }, issues: [] });
    const form = { ...total('2.000'), componentType: type, id: `${type}_T` };
    expect(mapped({ rows: [[amount('2'), item('住宿')]], total: form })).toMatchObject({
      draft: { total: '2.00' },
      issues: [],
    });
  });

  it.each([
    ['TextField', '1.500'],
    ['TextareaField', '２.０００'],
    ['DDSelectField', '12.000'],
    ['NewField', '1.500'],
  ])('may be thousands in a %s, and is not paid', (type, text) => {
    const { draft, issues } = withAmount(text, type, '1500');
    expect(draft).toBeNull();
    expect(issues[0]).toMatchObject({ level: 'red', code: 'invalid-amount', path: 'rows[0].amount' });
    expect(issues.map(sentence)[0]).toMatch(/^第 1 行金额是“.+”，看不出是 .+ 还是 .+。请申请人写成 .+ 后重新提交。$/u);
  });

  it('says both readings, of a total too', () => {
    const rows = [[amount('1500'), item('住宿')]];
    const { issues } = mapped({ rows, total: { ...total('1.500'), componentType: 'TextField', id: 'TextField_T' } });
    expect(issues.map(sentence)).toEqual([
      '审批单的“总金额”是“1.500”，看不出是 1.50 还是 1500：小数点后有三位，可能把点当成了千分位。请申请人写成 1.50 或 1500 后重新提交。',
    ]);
    expect(withAmount('1.234', 'TextField', '1234').issues.map(sentence)[0]).toBe(
      '第 1 行金额是“1.234”，看不出是 1.234 还是 1234：小数点后有三位，可能把点当成了千分位。请申请人写成 1.23 或 1234 后重新提交。',
    );
  });

  it('is no amount in a number that has a third decimal, which is nothing else', () => {
    expect(withAmount('12.345', 'MoneyField', '12.35').issues.map(sentence)[0]).toBe(
      '第 1 行金额无法识别：“12.345”。请申请人更正。',
    );
  });

  it.each(['0,500', '00,500'])('is no amount where a comma stands behind a leading zero: %s', (text) => {
    for (const type of ['TextField', 'MoneyField'])
      expect(withAmount(text, type, '500')).toMatchObject({ draft: null, issues: [{ code: 'invalid-amount' }] });
  });

  it.each(['1500', '1,500', '1,500.00', '1500.5', '1500.000', '0.500', '¥'])(
    'ordinary ways to write one stay as they were: %s',
    (text) =>
      expect(withAmount(text, 'TextField', '1500').issues.every((issue) => !sentence(issue).includes('看不出'))).toBe(
        true,
      ),
  );

  it('is compared as a decimal by conditions and expressions only where it is one', () => {
    const scheme = expenseInput().scheme;
    const filtered = (text: string, type: string) => {
      const filter = [{ from: `row:${LABEL}`, is: 'more' as const, value: '100' }];
      const content = { ...scheme.content, filter };
      return mapped({
        rows: [[bare(`${type}_K1`, LABEL, text), item('住宿')]],
        total: total('1.50'),
        input: { scheme: { ...scheme, content } },
      }).issues.map(({ code }) => code);
    };
    // A payment that is not collected goes missing, so nothing is excluded by what may be 1500.
    expect(filtered('1.500', 'NumberField')).not.toContain('filter-unread');
    expect(filtered('1.500', 'TextField')).toContain('filter-unread');
    const against = (value: string, is: 'more' | 'at-least' | 'less' | 'is-amount' = 'more') => {
      const content = { ...scheme.content, filter: [{ from: `row:${LABEL}`, is, value }] };
      return mapped({
        rows: [[bare('TextField_K1', LABEL, '1.500'), item('住宿')]],
        total: total('1.50'),
        input: { scheme: { ...scheme, content } },
      }).issues.map(({ code }) => code);
    };
    // Whichever it is, the answer is the same.
    for (const [value, is] of [
      ['1', 'more'],
      ['5000', 'more'],
      ['5000', 'less'],
      ['5000', 'is-amount'],
    ] as const)
      expect(against(value, is), `${is} ${value}`).not.toContain('filter-unread');
    for (const [value, is] of [
      ['100', 'less'],
      ['1500', 'at-least'],
      ['1.5', 'is-amount'],
      ['1.5', 'more'],
      ['100', 'is-amount'],
    ] as const)
      expect(against(value, is), `${is} ${value}`).toContain('filter-unread');
    const asked = (text: string, type: string) => {
      const { rows } = scheme.content;
      const rule = { kind: 'expression' as const, cel: `amountAbove(row["${LABEL}"], "100") ? "多" : "少"` };
      const purpose = { label: '备注', required: false, rules: [rule] };
      const content = { ...scheme.content, rows: { ...rows, comment: purpose } };
      return mapped({
        rows: [[bare(`${type}_K1`, LABEL, text), item('住宿')]],
        total: total('1.50'),
        input: { scheme: { ...scheme, content } },
      });
    };
    expect(asked('1.500', 'MoneyField').draft?.rows[0]?.fields.comment).toBe('少');
    expect(asked('1.500', 'TextField').issues.map(({ code }) => code)).toContain('invalid-date');
  });
});
