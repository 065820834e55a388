import type { StuckWriteback } from '@dingdee/shared/writeback';
import { expect, it } from 'vitest';
import { byCause } from './by-cause.js';

const stuck = (id: string, change: Partial<StuckWriteback> = {}): StuckWriteback => ({
  id,
  seenAt: 1,
  billId: `bill ${id}`,
  billNo: `DD${id}`,
  payee: '苏晓',
  kind: 'comment',
  state: 'waits',
  cause: 'permission',
  owner: 'admin',
  message: '没有授予权限',
  since: 1,
  ...change,
});

it('says one reason once, with every message that waits for it, and keeps the order in which they came', () => {
  const items = [stuck('1'), stuck('2', { cause: 'gone', owner: 'pusher' }), stuck('3'), stuck('4', { message: null })];
  expect(byCause(items).map((one) => [one.cause, one.message, one.items.map(({ id }) => id)])).toEqual([
    ['permission', '没有授予权限', ['1', '3']],
    ['gone', '没有授予权限', ['2']],
    ['permission', null, ['4']],
  ]);
  expect(byCause([])).toEqual([]);
});
