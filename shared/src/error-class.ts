import type { Role } from './session.js';
import { TERM_WORDS } from './term-words.js';

/** Classes of errors of a push, in finance words (product.md §11). */
export const ERROR_CLASSES = [
  'data',
  'base-data',
  'period',
  'permission',
  'session',
  'rate',
  'interaction',
  'workflow',
  'transport',
  'in-doubt',
  'unknown',
] as const;
export type ErrorClass = (typeof ERROR_CLASSES)[number];

/**
 * `by-itself`: the same call is repeated with growing waits · `after-a-look`: only Kingdee's answer to a look decides · `by-a-person`: never
 * automatic.
 */
export type Retry = 'by-itself' | 'after-a-look' | 'by-a-person';
/** Action of the button: choose another value · push or go on · put the prompt on the allow-list · ask Kingdee now · no button. */
export type FixAction = 'repair' | 'continue' | 'allow-prompt' | 'check-now' | 'none';

export interface ErrorPolicy {
  word: string;
  retry: Retry;
  /** Role that has to act. */
  owner: Role;
  /** Cause, as a clause. */
  cause: string;
  /** Next step, as a sentence. */
  nextStep: string;
  action: FixAction;
}

/** The only policy table: the push decides by it, desk and phone show it. */
export const ERROR_POLICY: Readonly<Record<ErrorClass, ErrorPolicy>> = {
  data: {
    word: '数据',
    retry: 'by-a-person',
    owner: 'mapper',
    cause: '金蝶认为单据内容不符合要求',
    nextStep: '按金蝶的提示改好内容，再推送。',
    action: 'repair',
  },
  'base-data': {
    word: TERM_WORDS.baseData,
    retry: 'by-a-person',
    owner: 'mapper',
    cause: '单据用到的基础资料在金蝶里不存在、没有审核、已禁用，或不属于付款组织',
    nextStep: '换一个可用的资料，或请金蝶管理员启用，再推送。',
    action: 'repair',
  },
  period: {
    word: '期间',
    retry: 'by-a-person',
    owner: 'reviewer',
    cause: '业务日期所在的期间在金蝶里不能记账',
    nextStep: '请财务确认期间是否开放，或改业务日期后重新复核。',
    action: 'continue',
  },
  permission: {
    word: '权限',
    retry: 'by-a-person',
    owner: 'admin',
    cause: '金蝶的集成用户没有做这一步的权限或许可',
    nextStep: '请金蝶管理员授权后，再推送。',
    action: 'continue',
  },
  session: {
    word: '会话',
    retry: 'by-itself',
    owner: 'admin',
    cause: '金蝶不认可我们的登录，重新登录一次后仍是这样',
    nextStep: '请管理员检查金蝶连接，恢复后再推送。',
    action: 'continue',
  },
  rate: {
    word: '频率',
    retry: 'by-itself',
    owner: 'pusher',
    cause: '金蝶暂时不接受更多调用',
    nextStep: '会自动再试，放开后自己继续。',
    action: 'continue',
  },
  interaction: {
    word: '交互提示',
    retry: 'by-a-person',
    owner: 'admin',
    cause: '金蝶在这一步要求人来回答一个问题，钉蝶没有替你回答',
    nextStep: '请管理员看这个提示：可以一律回答“是”的，在方案的推送方式里加入允许名单，再继续；否则在金蝶里处理。',
    action: 'allow-prompt',
  },
  workflow: {
    word: '工作流',
    retry: 'by-a-person',
    owner: 'pusher',
    cause: '这张单据由金蝶的工作流审批，接口不能代替',
    nextStep: '请在金蝶里完成审批，钉蝶会看到结果。',
    action: 'continue',
  },
  transport: {
    word: '传输',
    retry: 'by-itself',
    owner: 'admin',
    cause: '没有连上金蝶，什么都没有发出',
    nextStep: '不用处理，恢复后自动继续。长时间不恢复，请管理员检查网络和金蝶服务器。',
    action: 'none',
  },
  'in-doubt': {
    word: '存疑',
    retry: 'after-a-look',
    owner: 'pusher',
    cause: '不知道金蝶做了没有',
    nextStep: '等核对结果，或点“现在去查”。不要手工重录。',
    action: 'check-now',
  },
  unknown: {
    word: '未知',
    retry: 'by-a-person',
    owner: 'admin',
    cause: '金蝶拒绝了这次操作，原因不在已知的几类里',
    nextStep: '把金蝶的原话发给管理员。',
    action: 'continue',
  },
};

/** Finer names that a trouble may carry, and their classes; null: a person's own decision, no error. */
const FINER: Readonly<Record<string, ErrorClass | null>> = {
  lock: 'rate',
  exists: 'in-doubt',
  'two-found': 'in-doubt',
  differs: 'in-doubt',
  gone: 'in-doubt',
  absent: 'in-doubt',
  audited: 'in-doubt',
  stopped: null,
  'handed-over': null,
  amended: null,
};

/** Returns the class of a trouble by its finer name; null if it is no error of these classes. */
export const classOfTrouble = (troubleClass: string): ErrorClass | null =>
  ERROR_CLASSES.find((each) => each === troubleClass) ?? FINER[troubleClass] ?? null;

/** Returns the policy of a trouble by its class; null if it is no error of these classes. */
export function policyOf(troubleClass: string): ErrorPolicy | null {
  const known = classOfTrouble(troubleClass);
  return known === null ? null : ERROR_POLICY[known];
}
