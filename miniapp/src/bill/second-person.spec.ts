import type { Turns } from '@dingdee/shared/bill-detail';
import { expect, it } from 'vitest';
import { ownRequest, submitWord } from './second-person.js';

const turns: Turns = {
  exclude: 'first',
  'handle-outside': 'first',
  restore: 'first',
  stands: 'first',
  reversed: 'first',
};

it('the first of two people asks, and the button says so; one person alone, and the second, decide', () => {
  expect(submitWord('exclude', turns, '排除')).toBe('请求排除');
  expect(submitWord('handle-outside', turns, '记为线下已处理')).toBe('请求记为线下已处理');
  expect(submitWord('stands', turns, '确认有效')).toBe('请求确认有效');
  expect(submitWord('reversedAnyway', turns, '记为已冲销')).toBe('请求记为已冲销');
  for (const turn of ['alone', 'second'] as const)
    expect(submitWord('reversedAnyway', { ...turns, reversed: turn }, '记为已冲销')).toBe('记为已冲销');
  // Kingdee is asked first: where it is gone there, nobody else is needed.
  expect(submitWord('reversed', turns, '记为已冲销')).toBe('记为已冲销');
  expect(submitWord('hold', turns, '挂起')).toBe('挂起');
});

it('who asked reads what they wait for, in the place of that button only', () => {
  const bill = { turns: { ...turns, reversed: 'own' }, requested: '你已请求“已在金蝶冲销”，等 李娜 确认' } as const;
  expect(ownRequest(bill, 'reversed')).toBe(bill.requested);
  expect(ownRequest(bill, 'stands')).toBeNull();
});
