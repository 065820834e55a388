import { billSummary } from '../bill.js';
import { batchResult } from '../bill-batch.js';
import { handleManyOutside, handleOutside, lookOutside, outsideFinding } from '../outside.js';
import { under } from './route.js';
import { REVIEWERS } from './who.js';

const route = under('bills');
const REFS = ['selection/not-found', 'selection/expired', 'selection/not-as-shown'];
const LOOK = ['bill/number-taken', 'bill/outside-too-many', 'bill/too-many-looks'];
const NUMBER = [...LOOK, 'bill/outside-changed', 'bill/outside-absent'];

/** 线下已处理: paid outside this program. Kingdee is asked for a number before it is accepted, and again at the press. */
export const outsideRoutes = {
  look: route('POST /api/bills/handle-outside/look', {
    summary: '到金蝶查一个单据编号：付给谁、多少、是否与这些单据相同；什么都不改，谁查了什么记入审计',
    who: REVIEWERS,
    body: lookOutside,
    answer: outsideFinding,
    problems: [...REFS, ...LOOK],
  }),
  many: route('POST /api/bills/handle-outside', {
    summary: '把多张单据记为线下已处理，一个原因；不能的逐张说明，不影响其余',
    who: REVIEWERS,
    body: handleManyOutside,
    answer: batchResult,
    problems: [...REFS, ...NUMBER],
  }),
  one: route('POST /api/bills/:id/handle-outside', {
    summary: '把一张单据记为线下已处理，不再推送；审核过的要两个人',
    who: REVIEWERS,
    body: handleOutside,
    answer: billSummary,
    problems: [
      'bill/not-found',
      'bill/stale',
      'bill/illegal-transition',
      'bill/own-bill',
      'bill/second-person',
      'bill/maybe-sent',
      ...NUMBER,
    ],
  }),
};
