import type { Amount } from '@dingdee/shared/money';
import { expect, it } from 'vitest';
import { byCause } from './by-cause.js';

const left = (id: string, code: string, reason: string) => ({ id, payee: id, amount: '1.00' as Amount, code, reason });

it('bills of one cause are one line, though each sentence names another person or sum', () => {
  const lines = byCause([
    left('a', 'bill/own-bill', '这张是付给你的，要由别人审核。请 李娜 审核。'),
    left('b', 'bill/stale', '刚被别人更新过，你看到的不是最新内容（王强 10:22 挂起）'),
    left('c', 'bill/stale', '刚被别人更新过，你看到的不是最新内容（李娜 10:25 通过）'),
  ]);
  expect(lines.map(({ reason, bills }) => [reason, bills.length])).toEqual([
    ['刚被别人更新过，你看到的不是最新内容', 2],
    ['这张是付给你的，要由别人审核。请 李娜 审核。', 1],
  ]);
});

it('the sentence stays where all of them have the same', () => {
  const lines = byCause([left('a', 'bill/amended', '审批已经改过'), left('b', 'bill/amended', '审批已经改过')]);
  expect(lines.map(({ reason }) => reason)).toEqual(['审批已经改过']);
});
