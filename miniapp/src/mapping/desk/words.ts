import { count } from '../../ui/formats.js';
import { fixReaches } from '../words.js';

export const fixWords = {
  missing: (value: string, kind: string) => `“${value}”在映射表里没有对应。选一个${kind}：`,
  change: (kind: string) => `给这个值另选一个${kind}：`,
  free: '直接填写这个值',
  suggestions: '建议',
  results: '搜索结果',
  other: (text: string) => `搜索 “${text}” 的其他结果`,
  none: '没有找到，换个名称、编码或拼音首字母',
  foot: (shown: number, total: string, kind: string) =>
    `显示 ${shown} / ${total} 个${kind}，支持名称、编码、拼音首字母`,
  refresh: '刷新基础资料',
  refreshing: '正在刷新…',
  title: '修一次，记住',
  hint: '这个对应以后用在哪里',
  scopes: '生效范围',
  becomes: '变为',
  ready: '待审核',
  still: '仍缺别的值',
  total: '影响合计',
  approved: '不影响：已通过',
  booked: '不影响：已入账',
  save: (n: number) => (n > 0 ? `保存并重新映射 ${count(n)} 笔` : '保存并重新映射'),
  saving: '正在保存…',
  /** Where the fix reaches bills that the group does not count. */
  otherReasons: fixReaches,
  onlyThis: '只改此单',
  cancel: '不改了',
  counting: '正在算影响',
  done: (remapped: number, ready: number, missing: number) =>
    `已重新映射 ${remapped} 笔：变为待审核 ${ready} 笔${missing > 0 ? `，仍缺别的值 ${missing} 笔` : ''}`,
} as const;

export const emptiedWords = {
  part: (part: string, rows: number) => `${part}：${count(rows)} 条`,
  keep: '留着，不再提醒',
  gone: '都不用了…',
  goneSure: (rows: number) => `确定，把 ${count(rows)} 条标为“金蝶里已没有”`,
  back: '再看看',
};
