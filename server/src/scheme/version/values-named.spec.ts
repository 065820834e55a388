import { baseDataKind } from '@dingdee/shared/base-data';
import type { Rule } from '@dingdee/shared/scheme';
import { expect, it } from 'vitest';
import { formNamed } from '../../connectors/forms/payment-form.js';
import { templateContent } from '../market/template-for-spec.js';
import { valuesNamed } from './values-named.js';

const content = templateContent('expense-to-paybill', {
  processCode: 'PROC-1',
  formName: '费用报销',
  orgNumber: '101',
  outcome: 'save',
});
const tables = new Map([['costItem', baseDataKind.parse('costItem')]]);
const named = (rules: Rule[]) =>
  valuesNamed(
    { ...content, header: {}, rows: { costItem: { label: '费用项目', required: true, rules } } },
    formNamed(content.target),
    tables,
  ).filter(({ how }) => how !== 'own-organisation');

it('a rule names an entry as a constant, in an exception, as a default for all or for one organisation, or in an expression', () => {
  const when = [{ from: 'instance:originatorDeptName', is: 'equals', value: '销售二部' } as const];
  const found = named([
    { kind: 'constant', value: 'CI0012', when },
    { kind: 'expression', cel: 'row["费用明细"] == "打车" ? "CI0013" : ""' },
    { kind: 'lookup', table: 'costItem', key: 'row:费用明细', default: 'CI0099', defaults: { 102: 'CI0098' } },
    { kind: 'constant', value: 'CI0001' },
    { kind: 'constant', value: '' },
  ]);
  expect(found.map(({ number, how, org }) => [number, how, org])).toEqual([
    ['CI0012', 'exception', ''],
    ['费用明细', 'expression', ''],
    ['打车', 'expression', ''],
    ['CI0013', 'expression', ''],
    ['CI0098', 'default', '102'],
    ['CI0099', 'default', ''],
    ['CI0001', 'constant', ''],
  ]);
  expect(found.every(({ kind, field }) => kind === 'costItem' && field === 'rows.costItem')).toBe(true);
});

it('a unit is of the kind that the scheme writes for it, and the scheme’s own organisation is named', () => {
  const form = formNamed(content.target);
  const { payee, payeeType } = form.head;
  const rules = (value: string) => ({ label: '', required: true, rules: [{ kind: 'constant' as const, value }] });
  const header = { [payee]: rules('YG00007'), [payeeType]: rules('BD_Empinfo') };
  const found = valuesNamed({ ...content, header, rows: {} }, form, tables);
  expect(found.filter(({ number }) => number === 'YG00007').map(({ kind }) => kind)).toEqual(['employee']);
  expect(found).toContainEqual(
    expect.objectContaining({ kind: 'organisation', number: '101', how: 'own-organisation' }),
  );
});
