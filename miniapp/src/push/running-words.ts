import { count } from '../ui/formats.js';

/** Texts of a running order that several places share. */
export const runningWords = {
  notThrough: '推送还没有完成',
  pushing: (done: number, all: number) => `推送中 ${done} / ${all}`,
  tryNow: (n: number) => `现在再试 ${count(n)} 笔`,
} as const;
