import { stuckWritebacks, triedAgain, writebacksAgain } from '../writeback.js';
import { under } from './route.js';
import { WRITERS_BACK } from './who.js';

const route = under('回写');

/** Messages that were not sent to DingTalk yet, and why. */
export const writebackRoutes = {
  list: route('GET /api/writebacks', {
    summary: '没有回写的评论和通知：为什么，谁能办',
    who: 'member',
    answer: stuckWritebacks,
    problems: [],
  }),
  again: route('POST /api/writebacks/again', {
    summary: '被拒绝的回写再试一次：先看审批里有没有，没有才写；后来变了的不动',
    who: WRITERS_BACK,
    body: writebacksAgain,
    answer: triedAgain,
    problems: [],
  }),
};
