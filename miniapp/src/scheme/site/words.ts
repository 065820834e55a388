import { PAGE_TERMS } from '@dingdee/shared/page-terms';
import type { SiteSetup } from '@dingdee/shared/site-setup';
import { editWords } from '../../ui/edit-words.js';

/** Texts about how the site keeps its payments, and about the step at which a draft was left. */
export const siteWords = {
  wizard: PAGE_TERMS.wizard,
  goOn: (step: number) => `继续设置（第 ${step} 步）`,
  title: '账务怎么做',
  hint: '只问一次，以后在“方案”页能看、能改。',
  first: '审批通过以后，先做什么单',
  firsts: { paybill: '只用付款单', payable: '先其他应付单，后付款' } satisfies Record<SiteSetup['first'], string>,
  firstHints: {
    paybill: '通过就生成付款单，付给报销人或供应商。',
    payable: '通过先挂其他应付，以后在金蝶里从它付款；这些审批不会再生成付款单。',
  } satisfies Record<SiteSetup['first'], string>,
  means: '付款单审核以后，钱怎么走',
  meanings: { instruction: '付款指令：钱还没付', record: '已付记录：钱已经付了' } satisfies Record<
    SiteSetup['means'],
    string
  >,
  meaningHints: {
    instruction: '出纳或银企直连照它付款，单据错了钱就付错，审核留给金蝶里的人更稳。',
    record: '钱先在网银付掉，单据只是入账，可以一直推到审核。',
  } satisfies Record<SiteSetup['means'], string>,
  expense: '金蝶的费用管理',
  expenses: { off: '没有启用', on: '启用了，用复制的单据类型' },
  expenseHints: {
    off: '用金蝶自带的单据类型。',
    on: '启用后，自带的费用报销单据类型不能手工增加。在金蝶复制一个单据类型，把编码填在这里。',
  },
  seen: (words: string) => `体检看到：${words}`,
  billType: { paybill: '付款单的单据类型编码', payable: '其他应付单的单据类型编码' },
  billTypeHint: '例如 FKDLX09，空着用模板的',
  badType: '编码只用字母、数字、点、横线和下划线。',
  by: (name: string, day: string) => `${name} ${day} 回答`,
  none: '还没有回答过，建第一个方案时会问。',
  change: '改',
  changeTitle: '改账务做法',
  later: '改了只影响以后新建的方案；已有的方案照旧，要改到它的规则里改。',
  save: '保存',
  saving: editWords.saving,
  keep: '不改了',
  unanswered: '还有一个问题没有回答',
} as const;
