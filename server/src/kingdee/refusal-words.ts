import type { Refusal, RefusalClass } from './kingdee.client.js';

/** Where the bill stood in Kingdee when it was refused. */
export interface Stand {
  step: 'save' | 'submit' | 'audit' | 'unaudit' | 'delete';
  /** Kingdee's number once it holds the bill; null while it holds nothing. */
  kingdeeNo: string | null;
}
export interface RefusalWords {
  /** What happened and what it means for the money, with Kingdee's own words quoted. */
  sentence: string;
  nextStep: string;
}

const STEP_WORD: Readonly<Record<Stand['step'], string>> = {
  save: '保存',
  submit: '提交',
  audit: '审核',
  unaudit: '反审核',
  delete: '删除',
};

/** product.md §11: cause in an accountant's words, and who does what next. */
const WORDS: Readonly<Record<RefusalClass, readonly [cause: string, nextStep: string]>> = {
  data: ['金蝶认为单据内容不符合要求', '按金蝶的提示改好内容，再推送。'],
  'base-data': [
    '单据用到的基础资料在金蝶里不存在、没有审核、已禁用，或不属于付款组织',
    '换一个可用的资料，或请金蝶管理员启用，再推送。',
  ],
  period: ['业务日期所在的期间在金蝶里不能记账', '请财务确认期间是否开放，或改业务日期后重新复核。'],
  permission: ['金蝶的集成用户没有做这一步的权限或许可', '请金蝶管理员授权后，再推送。'],
  session: ['金蝶不认可我们的登录', '请管理员检查金蝶连接，恢复后再推送。'],
  rate: ['金蝶暂时不接受更多调用', '不用处理，稍后会自动再试。'],
  interaction: [
    '金蝶在这一步要求人来回答一个问题，钉蝶没有替您回答',
    '请在金蝶里处理这个提示，或请管理员把它加入允许的提示。',
  ],
  workflow: ['这张单据由金蝶的工作流审批，接口不能代替', '请在金蝶里完成审批，钉蝶会看到结果。'],
  lock: ['这张单据在金蝶里正被别人或别的操作占用', '不用处理，稍后会自动再试。'],
  exists: ['金蝶里已经有这个单据编号', '正在核对它是不是这张单据，不要手工重录。'],
  unknown: ['金蝶拒绝了这次操作，原因不在已知的几类里', '把金蝶的原话发给管理员。'],
};

/** Kingdee's set-up rather than a period: the cashier module is off. */
const CASHIER = /启用出纳/;

const standing = ({ step, kingdeeNo }: Stand, exists: boolean): string => {
  if (exists) return '没有生成第二张单据。';
  if (kingdeeNo === null) return '金蝶里没有生成单据。';
  return `金蝶里已有单据 ${kingdeeNo}，还没有${STEP_WORD[step]}，不会重复生成。`;
};

/** A refusal as an accountant reads it: what happened, what it means for the money, the next step. */
export function refusalWords(refusal: Refusal, stand: Stand): RefusalWords {
  const [cause, next] = WORDS[refusal.class];
  const cashier = refusal.messages.some((message) => CASHIER.test(message));
  const quoted = [...new Set(refusal.messages)].map((message) => `“${message}”`).join('；');
  const why = cashier ? '付款组织在金蝶里还没有启用出纳' : cause;
  return {
    sentence: `${STEP_WORD[stand.step]}没有成功：${why}。${standing(stand, refusal.class === 'exists')}${quoted === '' ? '' : `金蝶原话：${quoted}`}`,
    nextStep: cashier ? '请金蝶管理员为付款组织启用出纳，再推送。' : next,
  };
}
