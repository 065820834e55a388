import type { Rule, SchemeContent } from '@dingdee/shared/scheme';
import { describe, expect, it } from 'vitest';
import { changedFields, mainRule, movedTo, onTopOf, ruleOrder, withField, withTwins } from './rule-draft.js';

const constant = (value: string, more: Partial<Rule> = {}) => ({ kind: 'constant', value, ...more }) as Rule;
const lookup: Rule = { kind: 'lookup', table: 'costItem', key: 'row:费用明细' };
const field = (...rules: Rule[]) => ({ label: '', required: false, rules });
const content = (header: SchemeContent['header'], rows: SchemeContent['rows'] = {}) =>
  ({ header, rows }) as SchemeContent;

describe('rules of a field', () => {
  const rules = [lookup, constant('兜底'), constant('甲', { scope: 'row' }), constant('乙', { scope: 'form' })];

  it('are read in the order in which they count, not as they stand', () => {
    expect(ruleOrder(rules).map(({ index, level }) => [index, level])).toEqual([
      [2, 'row'],
      [3, 'scoped'],
      [0, 'table'],
      [1, 'default'],
    ]);
  });

  it('move within their level only', () => {
    expect(movedTo(rules, 2, 1)).toBeNull();
    expect(movedTo(rules, 1, -1)).toBeNull();
    const two = [constant('甲'), constant('乙'), lookup];
    expect(movedTo(two, 0, 1)).toEqual({ rules: [constant('乙'), constant('甲'), lookup], index: 1 });
    expect(movedTo(two, 1, 1)).toBeNull();
  });

  it('have one that gives the value where no exception does', () => {
    expect(mainRule([constant('甲', { when: [{ from: 'field:类别', is: 'filled' }] }), lookup])).toBe(1);
    expect(mainRule([constant('甲', { scope: 'row' })])).toBe(0);
    expect(mainRule([])).toBe(0);
  });
});

describe('two people who change a scheme', () => {
  const before = content({ remark: field(constant('原来')), department: field(lookup) });

  it('keep what each of them changed, where that is another field', () => {
    const mine = withField(before, { part: 'header', name: 'remark' }, field(constant('我的')));
    const theirs = withField(before, { part: 'header', name: 'department' }, field(constant('别人的')));
    const { content: merged, both } = onTopOf(before, mine, theirs);
    expect(both).toEqual([]);
    expect(merged.header).toEqual({ remark: field(constant('我的')), department: field(constant('别人的')) });
  });

  it('are told of what both changed; a field that one took out stays out', () => {
    const mine = withField(before, { part: 'header', name: 'remark' }, undefined);
    const theirs = withField(before, { part: 'header', name: 'remark' }, field(constant('别人的')));
    const { content: merged, both } = onTopOf(before, mine, theirs);
    expect(both).toEqual([{ part: 'header', name: 'remark' }]);
    expect(merged.header).not.toHaveProperty('remark');
    expect(onTopOf(before, mine, mine).both).toEqual([]);
  });

  it('have changed nothing where only the order of keys is another', () => {
    const again = content({
      department: field(lookup),
      remark: { rules: [constant('原来')], required: false, label: '' },
    });
    expect(changedFields(before, again)).toEqual([]);
  });
});

describe('two fields that hold one value', () => {
  const saved = content({ contactUnit: field(lookup), receivingUnit: { ...field(lookup), label: '收款单位' } });
  const at = (name: string) => ({ part: 'header' as const, name });
  const put = (now: SchemeContent, name: string, twin: string | null, alone: string[] = []) =>
    withTwins(saved, now, at(name), field(constant(name)), { twin, alone: new Set(alone) }).header;

  it('stay one where the rules of one are changed, whichever it is, and keep what they are called', () => {
    expect(put(saved, 'contactUnit', 'receivingUnit')).toEqual({
      contactUnit: field(constant('contactUnit')),
      receivingUnit: { ...field(constant('contactUnit')), label: '收款单位' },
    });
    expect(put(saved, 'receivingUnit', 'contactUnit').contactUnit).toEqual(field(constant('receivingUnit')));
  });

  it('are two where the other is changed by itself, and where they were saved as two', () => {
    const first = { ...saved, header: put(saved, 'contactUnit', 'receivingUnit') };
    const both = put(first, 'receivingUnit', 'contactUnit', ['header.contactUnit', 'header.receivingUnit']);
    expect(both.contactUnit?.rules).toEqual([constant('contactUnit')]);
    expect(both.receivingUnit?.rules).toEqual([constant('receivingUnit')]);
    const apart = content({ contactUnit: field(lookup), receivingUnit: field(constant('甲')) });
    const next = withTwins(apart, apart, at('contactUnit'), field(constant('乙')), {
      twin: 'receivingUnit',
      alone: new Set(),
    });
    expect(next.header.receivingUnit).toEqual(field(constant('甲')));
  });

  it('a field without a twin changes alone', () => {
    expect(put(saved, 'contactUnit', null).receivingUnit).toEqual(saved.header.receivingUnit);
  });
});
