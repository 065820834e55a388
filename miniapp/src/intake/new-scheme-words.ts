export const newSchemeWords = {
  add: '用模板建方案',
  title: '用模板建方案',
  template: '模板',
  form: '钉钉表单',
  org: '付款组织',
  choose: '选一个',
  reading: '正在从钉钉取表单…',
  noOrg: '还没有金蝶的组织。到“映射”页刷新基础资料后再来。',
  means: '表单控件按名称对应到付款单。对不上的值不会丢，单据会停在待补映射并写明缺什么。',
  save: '建方案并启用',
  saving: '正在建方案…',
  keep: '再看看',
  made: (name: string) => `已建方案 ${name} 并启用，下次采集开始收单`,
  unmatched: (names: readonly string[]) =>
    `表单里没有这些控件：${names.join('、')}。对应的值没有来源，单据会停在待补映射并写明缺什么。`,
} as const;
