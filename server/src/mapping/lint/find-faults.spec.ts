import type { BaseDataItem, BaseDataKind } from '@dingdee/shared/base-data';
import { describe, expect, it } from 'vitest';
import { BaseDataIndex } from '../../base-data/base-data-index.js';
import { findFaults, IDLE_MS, type Known, type LintedRow } from './find-faults.js';

const NOW = 1_800_000_000_000;
const item = (number: string, name: string, usable = true, orgNumber = ''): BaseDataItem => ({
  kind: 'costItem',
  number,
  name,
  orgNumber,
  usable,
  reason: usable ? null : '金蝶已禁用',
});
const ITEMS = [
  item('C1', '交通'),
  item('C2', '住宿'),
  item('OLD', '餐补', false),
  item('NEW', '餐补'),
  item('GONE', '礼品', false),
];
const known = (): Known => {
  const held = new BaseDataIndex(ITEMS);
  return {
    knows: (kind: BaseDataKind) => held.knows(kind),
    lookup: (kind, number, org) => held.lookup(kind, number, org),
    named: (name) => ITEMS.filter((each) => each.usable && each.name === name),
  };
};
const row = (key: string, target: string, more: Partial<LintedRow> = {}): LintedRow => ({
  id: `${key} ${more.orgNumber ?? ''} ${more.scope ?? ''} ${more.fromDay ?? ''}`,
  orgNumber: '',
  key,
  keyLabel: '',
  scope: 'company',
  scopeValue: '',
  fromDay: '',
  target,
  targetName: ITEMS.find(({ number }) => number === target)?.name ?? '',
  createdAt: NOW - 1000,
  ...more,
});
type Uses = Readonly<Record<string, Readonly<Record<string, number>>>>;
const found = (rows: readonly LintedRow[], uses: Uses = {}) =>
  findFaults(
    {
      kind: 'costItem',
      rows,
      uses: new Map(Object.entries(uses).map(([key, own]) => [key, new Map(Object.entries(own))])),
    },
    known(),
    NOW,
  ).map(({ kind, code, row: { key }, fix }) => [
    kind,
    code,
    key,
    fix?.do === 'replace' ? fix.targetNumber : (fix?.do ?? null),
  ]);

describe('what is worth a look in a mapping table', () => {
  it('is no row that counts from a day, whatever stands beside it: it is for earlier or later bills', () => {
    const longAgo = { createdAt: NOW - IDLE_MS - 1 };
    const rows = [
      row('差旅', 'C1', longAgo),
      row('差旅', 'C2', { ...longAgo, fromDay: '2030-01-01' }),
      row('差旅', 'C1', { ...longAgo, orgNumber: '101', fromDay: '2031-01-01' }),
    ];
    expect(found(rows)).toEqual([]);
    expect(found([row('差旅', 'OLD', { fromDay: '2030-01-01' })])).toEqual([['unusable', 'disabled', '差旅', 'NEW']]);
  });

  it('is nothing where rows are usable, told apart, and new or in use', () => {
    const old = { createdAt: NOW - IDLE_MS - 1 };
    expect(found([row('打车', 'C1'), row('酒店', 'C2', old)], { 酒店: { 101: NOW - 1000 } })).toEqual([]);
  });

  it('is a target that Kingdee does not let be used, with the only usable one of its name as the cure', () => {
    expect(found([row('餐', 'OLD'), row('礼', 'GONE'), row('没有', 'NO')])).toEqual([
      ['unusable', 'disabled', '餐', 'NEW'],
      ['unusable', 'disabled', '礼', null],
      ['unusable', 'unknown', '没有', null],
    ]);
  });

  it('is a value in two spellings with two targets: the one that was used last is taken for right', () => {
    const rows = [row('交通（市内）', 'C1'), row('交通(市内)', 'C2')];
    expect(found(rows, { '交通(市内)': { 101: NOW - 5 } })).toEqual([
      ['contradictory', 'written-alike', '交通（市内）', 'C2'],
    ]);
    // For different organisations they do not contradict each other.
    expect(found([row('ＡＢ', 'C1', { orgNumber: '101' }), row('ab', 'C2', { orgNumber: '102' })])).toEqual([]);
  });

  it('is a second spelling with the same target that no bill ever used', () => {
    expect(found([row('打 车', 'C1'), row('打车', 'C1')], { 打车: { 101: NOW } })).toEqual([
      ['duplicate', 'never-used-twin', '打 车', 'remove'],
    ]);
    expect(found([row('打 车', 'C1'), row('打车', 'C1')], { 打车: { 101: NOW }, '打 车': { 101: NOW } })).toEqual([]);
  });

  it('is a row that nothing reaches, and one that says what holds without it', () => {
    const own = [row('餐费', 'C1'), row('餐费', 'C2', { orgNumber: '101' }), row('餐费', 'C2', { orgNumber: '102' })];
    expect(found(own, { 餐费: { 101: NOW, 102: NOW } })).toEqual([['shadowed', 'own-rows-first', '餐费', 'remove']]);
    expect(found(own, { 餐费: { 101: NOW, 103: NOW } })).toEqual([]);
    expect(found([row('书', 'C1'), row('书', 'C1', { orgNumber: '101' })])).toEqual([
      ['shadowed', 'same-as-all', '书', 'remove'],
    ]);
    const applicant = { scope: 'applicant', scopeValue: '4417' };
    expect(found([row('笔', 'C1'), row('笔', 'C1', applicant)])).toEqual([['shadowed', 'same-as-all', '笔', 'remove']]);
    // Without the applicant's row the department's would speak.
    const department = { scope: 'department', scopeValue: '市场部' };
    expect(found([row('笔', 'C1'), row('笔', 'C1', applicant), row('笔', 'C2', department)])).toEqual([]);
  });

  it('is a row that no bill has used for 180 days', () => {
    const old = { createdAt: NOW - IDLE_MS - 1 };
    expect(
      found([row('传真', 'C1', old), row('打车', 'C1', old)], { 传真: { 101: NOW - IDLE_MS - 1 }, 打车: { 101: NOW } }),
    ).toEqual([['idle', 'idle', '传真', 'remove']]);
  });
});
