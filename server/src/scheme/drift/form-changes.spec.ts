import { describe, expect, it } from 'vitest';
import type { FormControlSchema } from '../../connectors/source.js';
import { templateContent } from '../market/template-for-spec.js';
import { formChanges } from './form-changes.js';
import { amountUnits, formStops } from './form-stops.js';
import { formUses } from './form-uses.js';

const control = (id: string, label: string, more: Partial<FormControlSchema> = {}): FormControlSchema => ({
  id,
  label,
  type: 'TextField',
  alias: null,
  required: false,
  options: [],
  children: [],
  ...more,
});
const table = (id: string, label: string, children: readonly FormControlSchema[]) =>
  control(id, label, { type: 'TableField', children });
const told = (before: readonly FormControlSchema[], after: readonly FormControlSchema[]) =>
  formChanges(before, after).map((change) => `${change.kind} ${(change.before ?? change.after)?.key}`);

describe('what a form has lost, gained and changed', () => {
  it.each<[string, FormControlSchema[], FormControlSchema[], string[]]>([
    [
      'nothing, where only the order is another',
      [control('a', '甲'), control('b', '乙')],
      [control('b', '乙'), control('a', '甲')],
      [],
    ],
    ['a new label under the same id', [control('a', '甲')], [control('a', '甲方')], ['renamed a']],
    ['the same label under a new id', [control('a', '甲')], [control('b', '甲')], ['removed a', 'added b']],
    [
      'another kind and another label at once',
      [control('a', '甲')],
      [control('a', '乙', { type: 'MoneyField' })],
      ['retyped a', 'renamed a'],
    ],
    ['a column, by its table', [table('t', '明细', [control('a', '甲')])], [table('t', '明细', [])], ['removed t/a']],
    ['a table for its columns', [table('t', '明细', [control('a', '甲')])], [], ['removed t']],
    [
      'a control that moved into a table',
      [control('a', '甲'), table('t', '明细', [])],
      [table('t', '明细', [control('a', '甲')])],
      ['removed a', 'added t/a'],
    ],
    [
      'nothing, for a control that a suite takes in: it stands at the top all the same',
      [control('a', '甲')],
      [control('s', '套件', { type: 'DDBizSuite', children: [control('a', '甲')] })],
      ['added s'],
    ],
    ['nothing, for printed notes', [control('n', '说明', { type: 'TextNote' })], [], []],
    [
      'what is to be filled in',
      [control('a', '甲'), control('b', '乙', { required: true })],
      [control('a', '甲', { required: true }), control('b', '乙')],
      ['required a', 'optional b'],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(told(before, after)).toEqual(expected);
  });

  it('choices that came and went are told apart', () => {
    const [change] = formChanges(
      [control('a', '甲', { options: ['一', '二'] })],
      [control('a', '甲', { options: ['二', '三'] })],
    );
    expect(change).toMatchObject({ kind: 'options', options: { added: ['三'], removed: ['一'] } });
  });

  it('a successor is named where exactly one new control of the same place has the label, written however', () => {
    const before = [control('a', '收款账号(必填)')];
    expect(formChanges(before, [control('b', '收款账号（必填） ')])[0]?.successor).toMatchObject({ id: 'b' });
    expect(
      formChanges(before, [control('b', '收款账号(必填)'), control('c', '收款账号(必填)')])[0]?.successor,
    ).toBeNull();
    expect(formChanges(before, [table('t', '明细', [control('b', '收款账号(必填)')])])[0]?.successor).toBeNull();
  });

  it('of two controls with one label either is one of its own', () => {
    const two = [control('a', '金额', { type: 'MoneyField' }), control('b', '金额', { type: 'MoneyField' })];
    expect(told(two, two.slice(1))).toEqual(['removed a']);
  });
});

describe('what a scheme reads of a form', () => {
  const content = templateContent('expense-to-paybill', {
    processCode: 'P',
    formName: '费用报销',
    orgNumber: '101',
    outcome: 'save+submit+audit',
  });
  const form = [
    control('cat', '报销类别'),
    table('t', '报销明细', [
      control('amt', '报销金额(元)', { type: 'MoneyField' }),
      control('item', '费用明细 '),
      control('memo', '备注'),
    ]),
    control('sum', '总金额'),
    control('pay', '收款账号'),
    control('free', '随便写'),
  ];
  const version = { schemeId: 's', number: 1, content, form, writers: {} };

  it('controls by their ids, with the field or the table that they are for; what nobody reads is not among them', () => {
    const uses = formUses(content, form, form);
    expect(uses.get('t/item')).toContainEqual({ what: 'field', label: '费用项目', table: 'costItem' });
    expect(uses.get('sum')).toEqual([{ what: 'total' }]);
    expect(uses.get('t')?.map(({ what }) => what)).toContain('detail');
    // A table that goes takes its columns along.
    expect(uses.get('t')).toContainEqual({ what: 'field', label: '费用项目', table: 'costItem' });
    expect(uses.get('free')).toBeUndefined();
    expect(uses.get('t/memo')).toBeUndefined();
  });

  it('a control that was given another label since is still the one that the scheme reads', () => {
    const renamed = form.map((one) => (one.id === 'sum' ? control('sum', '合计') : one));
    expect(formUses(content, form, renamed).get('sum')).toEqual([{ what: 'total' }]);
  });

  it('what is taken off is watched as well, the column of its table too, whatever its new name', () => {
    const withOffsets = [
      ...form,
      control('paid', '冲销金额'),
      table('o', '借款冲销', [control('off', '冲销金额', { type: 'MoneyField' }), control('no', '借款单号')]),
    ];
    const net = {
      offsets: [{ from: 'field:冲销金额' }, { from: 'field:借款冲销', column: '冲销金额' }],
      payable: null,
      spread: 'in-order' as const,
    };
    const own = { ...version, content: { ...content, net }, form: withOffsets };
    const uses = formUses(own.content, withOffsets, withOffsets);
    expect(uses.get('o/off')).toEqual([{ what: 'net' }]);
    expect(uses.get('o/no')).toBeUndefined();
    const renamed = (id: string, label: string) =>
      withOffsets.map((one) => ({
        ...(one.id === id ? { ...one, label } : one),
        children: one.children.map((inner) => (inner.id === id ? { ...inner, label } : inner)),
      }));
    const stops = (after: readonly FormControlSchema[]) =>
      formStops({ accepted: withOffsets, goodUntil: 5, changes: formChanges(withOffsets, after) }, own).map(
        ({ kind, controlId }) => `${kind} ${controlId}`,
      );
    expect(stops(renamed('paid', '未冲销金额'))).toEqual(['renamed paid']);
    expect(stops(renamed('off', '借款余额'))).toEqual(['renamed off']);
  });

  it('both of two controls with one label count: nobody can tell which is meant', () => {
    const twice = [...form, control('pay2', '收款账号')];
    expect([...formUses(content, twice, twice).keys()]).toEqual(expect.arrayContaining(['pay', 'pay2']));
  });

  const stopsOf = (accepted: readonly FormControlSchema[], after: readonly FormControlSchema[]) =>
    formStops({ accepted, goodUntil: 5, changes: formChanges(accepted, after) }, version).map(
      ({ kind, controlId, tableId }) => `${kind} ${tableId ?? ''}/${controlId}`,
    );
  const named = (names: Readonly<Record<string, string>>, controls = form): FormControlSchema[] =>
    controls.map((one) => ({
      ...one,
      label: names[one.id] ?? one.label,
      children: one.children.map((cell) => ({ ...cell, label: names[cell.id] ?? cell.label })),
    }));

  it.each<[string, Readonly<Record<string, string>>, string[]]>([
    ['two names are exchanged', { pay: '随便写', free: '收款账号' }, ['renamed /pay']],
    [
      'two columns exchange their names',
      { amt: '费用明细', item: '报销金额(元)' },
      ['renamed t/amt', 'renamed t/item'],
    ],
    ['it takes the name of another, which goes by a new one', { sum: '随便写', free: '别的' }, ['renamed /sum']],
    ['what says who is paid has a name of its own', { pay: '备用账号' }, ['renamed /pay']],
    ['what says how much has a name of its own', { amt: '其中税额' }, ['renamed t/amt']],
    ['the name only says more', { pay: '收款账号（必填）', amt: '报销金额' }, []],
    ['it is only written otherwise', { pay: '收款 账号', amt: '报销金额（元）' }, []],
    ['nothing is paid by it', { sum: '合计', cat: '报销大类' }, []],
    ['nobody reads it', { free: '自由填写' }, []],
  ])('a new name stops where something else may be filled in under it: %s', (_, names, expected) => {
    expect(stopsOf(form, named(names)).sort()).toEqual(expected);
  });

  it('a new name stops where the old one is on a new control', () => {
    expect(stopsOf(form, [...named({ sum: '小计' }), control('sum2', '总金额')])).toEqual(['renamed /sum']);
  });

  it('a unit other than 元 stops where an amount is read, whenever the form got it', () => {
    const withUnit = (unit: string, ...ids: string[]): FormControlSchema[] =>
      form.map((one) => ({
        ...(ids.includes(one.id) ? { ...one, unit } : one),
        children: one.children.map((cell) => (ids.includes(cell.id) ? { ...cell, unit } : cell)),
      }));
    const stops = (current: readonly FormControlSchema[]) =>
      amountUnits({ accepted: form, current }, version).map(
        ({ kind, controlId, tableId, now }) => `${kind} ${tableId ?? ''}/${controlId} ${now}`,
      );
    expect(stops(withUnit('万元', 'sum', 'amt', 'free'))).toEqual(
      expect.arrayContaining(['unit /sum 万元', 'unit t/amt 万元']),
    );
    expect(stops(withUnit('万元', 'free'))).toEqual([]);
    expect(stops(withUnit('元', 'sum', 'amt'))).toEqual([]);
  });

  it('a choice that is gone stops where it decides what is collected', () => {
    const choosing = form.map((one) => (one.id === 'cat' ? { ...one, options: ['行政', '项目'] } : one));
    const after = form.map((one) => (one.id === 'cat' ? { ...one, options: ['行政类', '项目'] } : one));
    const stops = (filter: typeof content.filter) =>
      formStops(
        { accepted: choosing, goodUntil: 5, changes: formChanges(choosing, after) },
        { form, content: { ...content, filter } },
      ).map(({ kind, controlId }) => `${kind} ${controlId}`);
    const from = 'field:报销类别';
    expect(stops([])).toEqual([]);
    expect(stops([{ from, is: 'equals', value: '项目' }])).toEqual([]);
    expect(stops([{ from, is: 'equals', value: '行政' }])).toEqual(['options cat']);
    expect(stops([{ from, is: 'one-of', values: ['项目', '行政'] }])).toEqual(['options cat']);
    expect(stops([{ from, is: 'contains', value: '行' }])).toEqual(['options cat']);
  });

  it('only what is read stops, and only where it went or is of another kind', () => {
    const stops = (after: readonly FormControlSchema[]) =>
      formStops({ accepted: form, goodUntil: 5, changes: formChanges(form, after) }, version).map(
        ({ kind, controlId, tableId }) => `${kind} ${tableId ?? ''}/${controlId}`,
      );
    expect(stops(form.filter(({ id }) => id !== 'free'))).toEqual([]);
    expect(stops(form.filter(({ id }) => id !== 'pay'))).toEqual(['removed /pay']);
    expect(
      stops(form.map((one) => (one.id === 'sum' ? control('sum', '总金额', { type: 'NumberField' }) : one))),
    ).toEqual(['retyped /sum']);
    expect(stops(form.map((one) => (one.id === 'pay' ? control('pay', '账号', { required: true }) : one)))).toEqual([]);
    const columns = form.map((one) => (one.id === 't' ? table('t', '报销明细', one.children.slice(1)) : one));
    expect(stops(columns)).toEqual(['removed t/amt']);
  });
});
