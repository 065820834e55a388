import { adoptBill, reasonedAction } from '../bill.js';
import { batchResult, billRefs, resendBills, seenBills } from '../bill-batch.js';
import {
  createPushOrder,
  pushItemPage,
  pushItemQuery,
  pushOrder,
  pushOrders,
  pushPreview,
  seenVersion,
} from '../push.js';
import { pushCauses } from '../push-cause.js';
import { resendPreview } from '../push-doubt.js';
import { pausePush, pushPauses, resumePush } from '../push-pause.js';
import { under } from './route.js';
import { PAUSERS, PROBERS, PUSHERS, WITHDRAWERS } from './who.js';

const route = under('推送');
const SEEN = ['bill/not-found', 'bill/stale', 'bill/illegal-transition', 'bill/unreadable'];
/** The same for a decision; a person may not decide on their own bill. */
const DECIDED = [...SEEN, 'bill/own-bill'];

/** From the confirm sheet to the order, and a person's actions on a bill that has stopped between two steps of its push. */
export const pushRoutes = {
  preview: route('POST /api/push-orders/preview', {
    summary: '推送之前看合计，和哪些不能推送、为什么',
    who: PUSHERS,
    body: billRefs,
    answer: pushPreview,
    problems: ['selection/not-found', 'selection/expired', 'selection/not-as-shown'],
  }),
  create: route('POST /api/push-orders', {
    summary: '确认推送看过的那一批；点几次也只推送一次',
    who: PUSHERS,
    body: createPushOrder,
    answer: pushOrder,
    problems: ['push/preview-expired', 'push/preview-changed', 'push/nothing'],
  }),
  recent: route('GET /api/push-orders', {
    summary: '最近的推送',
    who: 'member',
    answer: pushOrders,
    problems: [],
  }),
  show: route('GET /api/push-orders/:id', {
    summary: '一次推送到了哪一步',
    who: 'member',
    answer: pushOrder,
    problems: ['push/not-found'],
  }),
  items: route('GET /api/push-orders/:id/items', {
    summary: '一次推送的单据，要处理的在前，翻页',
    who: 'member',
    query: pushItemQuery,
    answer: pushItemPage,
    problems: ['push/not-found'],
  }),
  causes: route('GET /api/push-orders/:id/causes', {
    summary: '一次推送里停下的单据，按原因归并：事实、影响、怎么办',
    who: 'member',
    answer: pushCauses,
    problems: ['push/not-found'],
  }),
  retry: route('POST /api/push-orders/retry', {
    summary: '再推送停下的多张单据；不能再推的逐张说明，不影响其余',
    who: PUSHERS,
    body: seenBills,
    answer: batchResult,
    problems: ['bill/decided-alone'],
  }),
  tryNow: route('POST /api/push-orders/try-now', {
    summary: '在金蝶里被占用、等着自动再试的，现在就试：只是提前，没有发出的才发，可能已到金蝶的不动',
    who: PUSHERS,
    body: billRefs,
    answer: batchResult,
    problems: [
      'bill/not-locked',
      'bill/stale',
      'bill/unreadable',
      'ledger/held',
      'selection/not-found',
      'selection/expired',
      'selection/not-as-shown',
    ],
  }),
  stop: route('POST /api/push-orders/:id/stop', {
    summary: '停下还没发出的',
    who: PAUSERS,
    answer: pushOrder,
    problems: ['push/not-found'],
  }),
  checkNow: route('POST /api/bills/:id/check-now', {
    summary: '马上向金蝶核对一张存疑的单据',
    who: PROBERS,
    body: seenVersion,
    answer: 'nothing',
    means: '已开始向金蝶核对',
    problems: [...SEEN, 'bill/not-in-doubt'],
  }),
  continue: route('POST /api/bills/:id/continue', {
    summary: '继续停下的推送，只做剩下的步骤',
    who: PUSHERS,
    body: seenVersion,
    answer: 'nothing',
    means: '已继续剩下的步骤',
    problems: [
      ...DECIDED,
      'bill/not-halted',
      'bill/base-data-refused',
      'bill/amended',
      'bill/altered',
      'bill/four-eyes',
      'push/paused',
      'ledger/held',
    ],
  }),
  withdraw: route('POST /api/bills/:id/withdraw', {
    summary: '从金蝶撤回并删除',
    who: WITHDRAWERS,
    body: seenVersion,
    answer: 'nothing',
    means: '已开始从金蝶撤回并删除，结果在单据上',
    problems: [...DECIDED, 'bill/not-withdrawable', 'ledger/held'],
  }),
  handOver: route('POST /api/bills/:id/hand-over', {
    summary: '剩下的在金蝶做，这里不再处理',
    who: WITHDRAWERS,
    body: seenVersion,
    answer: 'nothing',
    means: '已交给金蝶处理',
    problems: [...DECIDED, 'bill/amended', 'bill/not-in-kingdee', 'bill/altered'],
  }),
  adopt: route('POST /api/bills/:id/adopt', {
    summary: '我在金蝶看到了：按编号去查，组织、币别、金额相同才当作这一张',
    who: PUSHERS,
    body: adoptBill,
    answer: 'nothing',
    means: '已核对并接上，剩下的步骤继续',
    problems: [
      ...DECIDED,
      'bill/four-eyes',
      'bill/not-undecided',
      'bill/number-cancelled',
      'bill/number-differs',
      'bill/number-not-found',
      'bill/number-taken',
      'bill/two-found',
      'push/kingdee-not-asked',
    ],
  }),
  resend: route('POST /api/bills/:id/resend', {
    summary: '金蝶里没有，重新推送：由人决定并记下原因；发送前还会再查一次',
    who: PUSHERS,
    body: reasonedAction,
    answer: 'nothing',
    means: '已重新排队',
    problems: [...DECIDED, 'bill/not-undecided', 'bill/not-proven', 'bill/four-eyes', 'ledger/held'],
  }),
  previewResend: route('POST /api/push-orders/resend/preview', {
    summary: '多张一起决定重新推送之前：每张问过金蝶什么、什么时候、怎么回答，和哪些不能一起决定、为什么',
    who: PUSHERS,
    body: billRefs,
    answer: resendPreview,
    problems: ['selection/not-found', 'selection/expired', 'selection/not-as-shown'],
  }),
  resendMany: route('POST /api/push-orders/resend', {
    summary: '金蝶里都没有，重新推送：对多张一次决定并记下原因；没有查够的逐张说明，不影响其余',
    who: PUSHERS,
    body: resendBills,
    answer: batchResult,
    problems: [],
  }),
  pauses: route('GET /api/push-pauses', {
    summary: '现在暂停着的推送：谁、什么时候、为什么、多少笔在等',
    who: 'member',
    answer: pushPauses,
    problems: [],
  }),
  pause: route('POST /api/push-pauses', {
    summary: '暂停一个方案或一个付款组织的推送；已确认的单据保持排队',
    who: PAUSERS,
    body: pausePush,
    answer: pushPauses,
    problems: ['scheme/not-found', 'push/unknown-organisation'],
  }),
  resume: route('POST /api/push-pauses/resume', {
    summary: '恢复推送，排队的单据按原来的次序继续',
    who: PAUSERS,
    body: resumePush,
    answer: pushPauses,
    problems: ['push/not-paused', 'push/paused-by-program'],
  }),
};
