import { TERM_WORDS } from '@dingdee/shared/term-words';
import { plainWords } from '../ui/plain-words.js';
import { marketWords } from './market-words.js';

export const newSchemeWords = {
  add: '用模板建方案',
  title: '用模板建方案',
  template: '模板',
  form: TERM_WORDS.form,
  org: TERM_WORDS.payOrg,
  choose: '选一个',
  reading: '正在从钉钉取表单…',
  noOrg: '还没有金蝶的组织。到“映射”页刷新基础资料后再来。',
  seen: '金蝶不让看组织列表：这些是别的资料和单据里看到的组织。缺的，请金蝶管理员给集成用户组织机构的查看权限，再刷新基础资料。',
  means: '表单控件按名称对应到付款单，先存为草稿，什么都不采集。下一步看缺什么，再启用。',
  save: '用这个模板，存为草稿',
  saving: marketWords.using,
  keep: plainWords.keep,
  made: marketWords.made,
} as const;
