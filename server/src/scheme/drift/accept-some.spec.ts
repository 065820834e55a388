import { expect, it } from 'vitest';
import type { FormControlSchema } from '../../connectors/source.js';
import { acceptSome, areEntangled } from './accept-some.js';
import { type FormChange, formChanges, keyOf } from './form-changes.js';

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
const told = (changes: readonly FormChange[]) => changes.map((change) => `${change.kind} ${keyOf(change)}`).sort();

const BEFORE = [
  control('a', '甲'),
  control('b', '乙', { options: ['一', '二'] }),
  control('s', '套件', { type: 'DDBizSuite', children: [control('x', '套件里的')] }),
  table('t', '明细', [control('c', '列'), control('d', '要删的列')]),
  table('gone', '旧明细', [control('g', '旧列')]),
  control('e', '要删的'),
];
const AFTER = [
  control('a', '甲方', { type: 'MoneyField', required: true }),
  control('b', '乙', { options: ['二', '三'] }),
  control('x', '套件里的'),
  table('t', '明细', [control('c', '列名改了'), control('n', '新列')]),
  table('new', '新明细', [control('m', '新明细的列')]),
  control('f', '新的'),
];

it('of any changes that are accepted, exactly the others are still to be accepted', () => {
  const all = formChanges(BEFORE, AFTER);
  expect(all.length).toBeGreaterThan(9);
  for (let subset = 0; subset < 2 ** all.length; subset += 1) {
    const chosen = all.filter((_, at) => (subset & (1 << at)) !== 0);
    const others = all.filter((_, at) => (subset & (1 << at)) === 0);
    const left = formChanges(acceptSome(BEFORE, chosen, AFTER), AFTER);
    expect(told(left), told(chosen).join('；')).toEqual(told(others));
  }
});

it('nothing is touched by accepting nothing', () => {
  expect(acceptSome(BEFORE, [], AFTER)).toEqual(BEFORE);
});

it.each<[string, FormControlSchema[], FormControlSchema[]]>([
  [
    'two names that were exchanged',
    [control('a', '收款人'), control('b', '收款人姓名')],
    [control('a', '收款人姓名'), control('b', '收款人')],
  ],
  ['the old name under a new control', [control('a', '收款人')], [control('a', '收款人姓名'), control('n', '收款人')]],
  ['the name of one that went', [control('a', '收款人'), control('b', '收款人姓名')], [control('a', '收款人姓名')]],
])('%s are accepted together or not at all', (_, before, after) => {
  const [one, other] = formChanges(before, after);
  if (!one || !other) throw new Error('two changes');
  expect([areEntangled([one], [other]), areEntangled([other], [one])]).toEqual([true, true]);
});

it('changes of one control, and names that have nothing to do with each other, bind nobody', () => {
  const changes = formChanges(
    [control('a', '甲'), control('b', '乙')],
    [control('a', '甲方', { type: 'MoneyField' }), control('b', '乙方')],
  );
  for (const one of changes)
    expect(
      areEntangled(
        [one],
        changes.filter((each) => each !== one),
      ),
    ).toBe(false);
});
