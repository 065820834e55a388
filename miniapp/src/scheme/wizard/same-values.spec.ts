import type { Suggestion, UnmappedValue } from '@dingdee/shared/mapping';
import { expect, it } from 'vitest';
import { sameOf } from './same-values.js';

const suggestion = (number: string, same: boolean, usable = true): Suggestion => ({
  item: { kind: 'costItem', number, name: number, orgNumber: '', usable, reason: null },
  evidence: [],
  same,
  ...(same ? { exact: true as const } : {}),
  usableIn: ['101'],
});
const value = (suggestions: Suggestion[]): UnmappedValue => ({
  key: '住宿',
  keyLabel: '',
  orgNumbers: ['101', '102'],
  bills: 1,
  billsByOrg: {},
  details: '1.00' as UnmappedValue['details'],
  suggestions,
});

it('only one suggestion of the same name is taken over, and only where it serves', () => {
  expect(sameOf('costItem', [value([suggestion('CI1', true), suggestion('CI2', false)])])).toEqual([
    {
      code: 'costItem',
      rows: [{ key: '住宿', keyLabel: undefined, orgNumber: '101', targetNumber: 'CI1', was: null }],
    },
  ]);
});

it('two of one name, one that is only like it, and one that may not be used wait for a person', () => {
  expect(sameOf('costItem', [value([suggestion('CI1', true), suggestion('CI2', true)])])).toEqual([]);
  expect(sameOf('costItem', [value([suggestion('CI1', false)])])).toEqual([]);
  expect(sameOf('costItem', [value([suggestion('CI1', true, false)])])).toEqual([]);
});

it('what is only called alike at its end, or is the same number, waits for a person', () => {
  const { exact: _, ...near } = suggestion('BM1', true);
  expect(sameOf('department', [value([near])])).toEqual([]);
});

it('two people of one name are nobody, and neither are two that would be one in Kingdee', () => {
  const person = (key: string, keyLabel: string) => ({ ...value([suggestion('YG1', true)]), key, keyLabel });
  expect(sameOf('contactUnit', [person('u1', '王伟'), person('u2', '王伟')])).toEqual([]);
  expect(sameOf('contactUnit', [person('u1', '王伟'), person('u2', '王 伟')])).toEqual([]);
  expect(sameOf('contactUnit', [person('u1', '王伟')])).toHaveLength(1);
});
