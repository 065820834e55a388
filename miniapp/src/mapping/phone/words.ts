import { count } from '../../ui/formats.js';

export const fixWords = {
  title: (label: string) => `补${label}`,
  missing: (value: string) => `“${value}”在映射表里没有对应。`,
  pick: (kind: string) => `选一个${kind}：`,
  change: (kind: string) => `给这个值另选一个${kind}：`,
  free: '直接填写这个值',
  search: '名称、编码、拼音首字母',
  suggestions: '建议',
  results: '全部',
  found: (text: string) => `“${text}” 的结果`,
  none: '没有找到，换个名称、编码或拼音首字母',
  foot: (shown: string, total: string, kind: string) => `显示 ${shown} / ${total} 个${kind}`,
  again: '重选',
  use: '用这个值',
  units: '笔',
  scope: '修一次，记住：用在哪里',
  becomes: '变为待审核',
  still: '仍缺别的值',
  approved: '不影响：已通过',
  booked: '不影响：已入账',
  counting: '正在算影响',
  save: (n: number) => `保存并重新映射 ${count(n)} 笔`,
  saving: '正在保存…',
  done: (remapped: number, ready: number, missing: number) =>
    `已重新映射 ${remapped} 笔：变为待审核 ${ready} 笔${missing > 0 ? `，仍缺别的值 ${missing} 笔` : ''}`,
} as const;
