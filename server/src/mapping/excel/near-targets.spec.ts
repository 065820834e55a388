import type { BaseDataItem } from '@dingdee/shared/base-data';
import { expect, it } from 'vitest';
import { BaseDataIndex } from '../../base-data/base-data-index.js';
import { nearTargets } from './near-targets.js';

const item = (number: string, name: string, more: Partial<BaseDataItem> = {}): BaseDataItem => ({
  kind: 'costItem',
  number,
  name,
  orgNumber: '',
  usable: true,
  reason: null,
  ...more,
});
const HELD = new BaseDataIndex([
  item('CI0001', '差旅费-市内交通'),
  item('CI0002', '市内交通'),
  item('CI0003', '费用-差旅费-市内交通'),
  item('CI0005', '住宿', { usable: false }),
  item('CI0006', '住宿', { orgNumber: '102' }),
  item('CI0007', '市内交通费'),
]);
const line = (key: string, number: string | null, more: object = {}) => ({
  orgNumber: '',
  key,
  to: number === null ? null : { number, name: '' },
  problem: null,
  ...more,
});
const near = async (...lines: ReturnType<typeof line>[]) => {
  const found = await nearTargets(lines, 'costItem', HELD);
  return lines.map((each) => found.get(each)?.map(({ number }) => number));
};

it('a line that cannot be taken is offered two usable targets, called like its source value or written like its number', async () => {
  expect(await near(line('市内交通', null), line('没有', 'ci 0007'), line('住宿', null, { orgNumber: '101' }))).toEqual(
    [['CI0001', 'CI0002'], ['CI0007'], []],
  );
  expect(await near(line('住宿', null), line('住宿', null, { orgNumber: '102' }))).toEqual([['CI0006'], ['CI0006']]);
});

it('of one place that stands twice what the row itself says comes first', async () => {
  expect(await near(line('市内交通', 'CI0002', { problem: { code: 'twice', what: 'B3' } }))).toEqual([
    ['CI0002', 'CI0001'],
  ]);
});
