import type { WantedControl } from '@dingdee/shared/scheme-file';
import { describe, expect, it } from 'vitest';
import { control } from '../scheme-for-spec.js';
import { proposeMatches } from './propose-matches.js';

const wanted = (name: string, more: Partial<WantedControl> = {}): WantedControl => ({
  name,
  types: [],
  aliases: [],
  without: '',
  ...more,
});
const of = (type: string, more: object = {}) => ({ type, ...more });
/** Name → [id of the control, how]. */
const matched = (wants: WantedControl[], form: Parameters<typeof proposeMatches>[1]) =>
  Object.fromEntries(proposeMatches(wants, form).map(({ name, control: id, how }) => [name, [id, how]]));

describe('a control of the form is taken for a wanted one', () => {
  it('by its id, its alias in DingTalk, or its label: blanks, brackets and widths may differ', () => {
    const form = [
      control('报销金额（元）'),
      control(' 费用 明细'),
      control('别的', [], { alias: 'payee' }),
      control('x', [], { id: 'Text_1' }),
    ];
    expect(
      matched(
        ['报销金额(元)', '费用明细', 'payee', 'Text_1'].map((name) => wanted(name)),
        form,
      ),
    ).toEqual({
      '报销金额(元)': ['id_报销金额（元）', 'same'],
      费用明细: ['id_费用 明细', 'same'],
      payee: ['id_别的', 'same'],
      Text_1: ['Text_1', 'same'],
    });
  });

  it('by what its label says without explanation and second language, the very label first', () => {
    const form = [control('币种Moneda'), control('金额(含税)'), control('金额'), control('供应商（与合同一致）')];
    expect(
      matched(
        ['币种', '金额', '供应商'].map((name) => wanted(name)),
        form,
      ),
    ).toEqual({
      币种: ['id_币种Moneda', 'alias'],
      金额: ['id_金额', 'same'],
      供应商: ['id_供应商（与合同一致）', 'alias'],
    });
  });

  it('an amount never by half its name: 合同, 累计, 不含税 are other amounts, and of two nobody guesses one', () => {
    const amount = wanted('付款总额', { types: ['MoneyField'], aliases: ['付款金额'] });
    const money = of('MoneyField');
    for (const label of ['付款总额（合同）', '付款总额(累计)', '付款总额(已付)', '付款金额(不含税)'])
      expect(matched([amount], [control(label, [], money)]), label).toEqual({ 付款总额: [null, null] });
    expect(matched([amount], [control('付款总额（元）', [], money)])).toEqual({
      付款总额: ['id_付款总额（元）', 'alias'],
    });
    const two = [control('付款总额(元)', [], money), control('付款总额(小写)', [], money)];
    expect(matched([amount], two)).toEqual({ 付款总额: [null, null] });
  });

  it('by another usual label, in the template’s order, where the kind fits', () => {
    const form = [
      control('实付金额', [], of('TextField')),
      control('合计', [], of('MoneyField')),
      control('总额', [], of('MoneyField')),
    ];
    const total = wanted('总金额', { types: ['MoneyField'], aliases: ['实付金额', '总额', '合计'] });
    expect(matched([total], form)).toEqual({ 总金额: ['id_总额', 'alias'] });
  });

  it('by no guess that another one is called by', () => {
    const form = [control('金额', [], of('MoneyField'))];
    const row = wanted('付款金额', { types: ['MoneyField'], aliases: ['金额'] });
    expect(matched([row, wanted('金额')], form)).toEqual({ 付款金额: [null, null], 金额: ['id_金额', 'same'] });
  });

  it('by its kind only where it is the one account of the form: never an amount', () => {
    const account = wanted('收款账户', { types: ['RecipientAccountField'] });
    const money = wanted('总额', { types: ['MoneyField'] });
    const one = [control('打到哪里', [], of('RecipientAccountField')), control('数', [], of('MoneyField'))];
    expect(matched([account, money], one)).toEqual({ 收款账户: ['id_打到哪里', 'type'], 总额: [null, null] });
    const two = [...one, control('或者', [], of('RecipientAccountField'))];
    expect(matched([account], two)).toEqual({ 收款账户: [null, null] });
  });

  it('columns only within the table that was found, a table only for a table, and nothing that was given up', () => {
    const form = [
      control('采购明细（废弃）', [control('金额')]),
      control('采购明细', [control('金额')]),
      control('费用明细'),
    ];
    const table = wanted('付款明细', {
      types: ['TableField'],
      aliases: ['费用明细', '采购明细'],
      columns: [wanted('金额')],
    });
    expect(proposeMatches([table], form)).toMatchObject([
      { name: '付款明细', table: null, control: 'id_采购明细', how: 'alias' },
      { name: '金额', table: '付款明细', control: 'id_金额', how: 'same' },
    ]);
    expect(proposeMatches([table], [control('金额')])).toMatchObject([{ control: null }, { control: null }]);
  });
});
