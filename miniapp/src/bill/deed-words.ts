import { TERM_WORDS } from '@dingdee/shared/term-words';
import { plainWords } from '../ui/plain-words.js';

/** Button labels of the actions on a bill; the same on desk and phone. */
export const deedWords = {
  approve: '通过',
  approving: '正在通过…',
  approveAndNext: '通过并看下一笔',
  checkAndApprove: '核对并通过',
  checkedBy: '已核对，依据：',
  hold: '挂起',
  holding: '正在挂起…',
  ask: '问申请人',
  sendBack: TERM_WORDS.sendBack,
  sendingBack: '正在发出…',
  release: '恢复',
  releasing: plainWords.releasing,
  exclude: '排除',
  outside: '线下已处理',
  recordOutside: TERM_WORDS.recordOutside,
  restore: TERM_WORDS.restore,
  restoring: '正在撤销…',
  noPayment: TERM_WORDS.noPayment,
  recordNoPayment: TERM_WORDS.recordNoPayment,
  unapprove: '退回审核',
  reversed: '已在金蝶冲销',
  stands: '仍然有效',
  pausePush: TERM_WORDS.pausePush,
  proceed: '继续',
  proceeding: '正在继续…',
  pushAgain: '再推送',
  inDoubt: '还不知道金蝶收到没有',
  dontRetype: '不要在金蝶手工重录，会变成两张。',
} as const;

/** Messages after an action, with the number of bills and their sum. */
export const doneWords = {
  approve: (sum: string) => `已通过 ${sum}`,
  hold: (sum: string) => `已挂起 ${sum}`,
  release: (sum: string) => `已恢复 ${sum}`,
  unapprove: (sum: string) => `已退回审核 ${sum}`,
  'no-payment': (sum: string) => `已记为无需付款 ${sum}`,
  exclude: (sum: string) => `已排除 ${sum}`,
  'handle-outside': (sum: string) => `已记为线下已处理 ${sum}`,
  restore: (sum: string) => `已撤销归档 ${sum}，正在重新映射`,
  reversed: (sum: string) => `已记为在金蝶冲销 ${sum}`,
  reversedAnyway: (sum: string) => `已记为在金蝶冲销 ${sum}`,
  stands: (sum: string) => `已确认仍然有效 ${sum}`,
  /** Message after the phone's question to the applicant. */
  sentBack: (sum: string) => `已退回补件 ${sum}，问题发到了审批评论`,
  /** Message after the request of the first of two people. */
  requested: (sum: string) => `已请求 ${sum}，等另一位同事确认`,
  /** Reasons that 撤销 sends. */
  undoHold: '撤销挂起',
  undoApprove: '在手机上撤销通过',
  undoClosed: '点错了，马上撤销',
} as const;
