import type { ControlChoice } from '@dingdee/shared/scheme';
import { describe, expect, it } from 'vitest';
import { oneRowOf } from '../market/file-content.js';
import { templateCalled, templateContent } from '../market/template-for-spec.js';
import { control, FORM } from '../scheme-for-spec.js';
import { chooseControls } from './choose-controls.js';
import { unmatchedControls } from './match-controls.js';

const choose = (code: string, form: Parameters<typeof unmatchedControls>[1], choices: ControlChoice[] = []) => {
  const file = templateCalled(code);
  const content = templateContent(code, { processCode: 'P', formName: '表', orgNumber: '101' });
  return chooseControls(content, { ...file, oneRow: oneRowOf(file, '101') }, form, choices);
};
const EXPENSE = 'expense-to-paybill';
const ACCOUNT = '公司帐号付款(如需公司帐号付款请选择)';

describe('a template for a form', () => {
  it('names each control as the form does, and by its own name what is neither there nor decided', () => {
    const content = choose(EXPENSE, FORM);
    expect(content.rows.amount?.rules).toEqual([{ kind: 'amount', from: 'row:报销金额（元）' }]);
    expect(unmatchedControls(content, FORM)).toEqual([ACCOUNT]);
  });

  it('without a control reads nothing of it: defaults stay, conditions on it count as on nothing, texts leave it out', () => {
    const content = choose(EXPENSE, FORM, [
      { name: ACCOUNT, table: null, control: null },
      { name: '报销类别', table: null, control: null },
      { name: '费用归属项目', table: null, control: null },
    ]);
    expect(unmatchedControls(content, FORM)).toEqual([]);
    expect(content.rows.settlementType?.rules).toEqual([{ kind: 'constant', value: 'JSFS04_SYS' }]);
    expect(content.rows.ourBankAccount?.rules).toEqual([
      { kind: 'lookup', table: 'bankAccount', key: 'instance:default' },
    ]);
    expect(content.rows.costItem?.rules).toHaveLength(1);
    expect(content.header.remark?.rules).toEqual([
      { kind: 'template', text: '{field:行政报销类型|项目报销类型} {instance:businessId}' },
    ]);
  });

  it('takes the control that a person chose, by its id where another is called the same', () => {
    const form = [...FORM, control('成本中心'), control('归属'), control('归属', [], { id: 'second' })];
    const content = choose(EXPENSE, form, [
      { name: '费用归属项目', table: null, control: 'second' },
      { name: ACCOUNT, table: null, control: 'id_成本中心' },
    ]);
    expect(content.header.remark?.rules[0]).toMatchObject({ text: expect.stringContaining('{field:second}') });
    expect(content.rows.settlementType?.rules[0]).toMatchObject({ key: 'field:成本中心' });
    expect(() => choose(EXPENSE, form, [{ name: ACCOUNT, table: null, control: 'gone' }])).toThrowError(ACCOUNT);
  });

  it('without a detail table has the approval as its one row, where the template knows how', () => {
    const form = [
      control('付款总额', [], { type: 'MoneyField' }),
      control('银行信息', [control('银行账号'), control('收款方名称')]),
    ];
    const content = choose('request-to-paybill', form);
    expect([content.detail.table, content.rows.amount?.rules, content.rows.costItem?.rules]).toEqual([
      '单据头',
      [{ kind: 'amount', from: 'field:付款总额' }],
      [],
    ]);
    expect(content.rows.oppositeAccount?.rules).toEqual([{ kind: 'source', from: 'field:银行信息#number' }]);
    expect(JSON.stringify(content)).not.toContain('row:');
    expect(choose(EXPENSE, form).detail.table).toBe('报销明细');
  });
});
