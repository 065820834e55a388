import { editWords } from '../ui/edit-words.js';

export const ownTableWords = {
  create: '新建表',
  edit: '改这张表',
  title: '新建映射表',
  editTitle: (name: string) => `改“${name}”`,
  name: '名称',
  nameHint: '例如 项目 → 部门',
  keyName: '来源值是审批里的什么',
  keyHint: '例如 项目',
  target: '对应到金蝶的',
  targetStays: '对应到什么，建好以后不能改。',
  means: '建好以后在方案的规则里选它来查；没有规则查它，就不影响任何单据。',
  save: '保存',
  saving: editWords.saving,
  remove: '删除这张表',
  removeSure: '确定删除，连同里面的对应',
  cancel: '不改了',
} as const;
