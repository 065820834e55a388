import type { PushItem } from '@dingdee/shared/push';
import { expect, it } from 'vitest';
import { cell, lineOf } from './export-order.js';

it('nothing that an applicant wrote becomes a formula in the exported file, and amounts stay numbers', () => {
  expect(['=1+1', '+86', '-cmd', '@SUM(A1)', '-12.50', '说，"好"'].map(cell)).toEqual([
    "'=1+1",
    "'+86",
    "'-cmd",
    "'@SUM(A1)",
    '-12.50',
    '"说，""好"""',
  ]);
});

it('a line says what became of a bill, and where no amount is known the cell is empty', () => {
  const item = {
    payee: '谢云舟',
    department: '交付中心',
    purpose: '差旅,两次',
    amount: null,
    state: 'failed',
    reached: 'none',
    outcome: 'save',
    sentence: '金蝶没有收',
    nextProbeAt: null,
    billNo: '261122140800',
    kingdeeNo: null,
  } as unknown as PushItem;
  expect(lineOf(item, 0)).toBe('谢云舟,交付中心,"差旅,两次",,被金蝶拒绝,金蝶没有收,261122140800,');
});
