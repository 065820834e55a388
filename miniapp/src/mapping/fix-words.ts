import { editWords } from '../ui/edit-words.js';
import { count } from '../ui/formats.js';
import { plainWords } from '../ui/plain-words.js';
import { fixReaches, mappingWords } from './words.js';

/** Texts of fixing a value; desk and phone share them. */
export const fixWords = {
  title: (label: string) => `补${label}`,
  missing: (value: string) => `“${value}”在映射表里没有对应。`,
  pick: (kind: string) => `选一个${kind}：`,
  missingPick: (value: string, kind: string) => `“${value}”在映射表里没有对应。选一个${kind}：`,
  change: (kind: string) => `给这个值另选一个${kind}：`,
  free: '直接填写这个值',
  search: '名称、编码、拼音首字母',
  suggestions: '建议',
  results: '搜索结果',
  all: '全部',
  found: (text: string) => `“${text}” 的结果`,
  other: (text: string) => `搜索 “${text}” 的其他结果`,
  none: '没有找到，换个名称、编码或拼音首字母',
  foot: (shown: string, total: string, kind: string) => `显示 ${shown} / ${total} 个${kind}`,
  footHint: (shown: number, total: string, kind: string) =>
    `显示 ${shown} / ${total} 个${kind}，支持名称、编码、拼音首字母`,
  refresh: mappingWords.refresh,
  refreshing: mappingWords.refreshing,
  again: '重选',
  use: editWords.useThis,
  units: '笔',
  remember: '修一次，记住',
  hint: '这个对应以后用在哪里',
  scope: '修一次，记住：用在哪里',
  scopes: '生效范围',
  becomes: '变为',
  becomesReady: '变为待审核',
  ready: '待审核',
  still: '仍缺别的值',
  total: '影响合计',
  approved: '不影响：已通过',
  booked: editWords.bookedStays,
  save: (n: number): string => `${mappingWords.save} ${count(n)} 笔`,
  saveSome: (n: number): string => (n > 0 ? fixWords.save(n) : mappingWords.save),
  saving: editWords.saving,
  /** Shown if the fix reaches bills that the group does not count. */
  otherReasons: fixReaches,
  onlyThis: editWords.onlyThis,
  cancel: '不改了',
  counting: '正在算影响',
  done: (remapped: number, ready: number, missing: number) => mappingWords.done(remapped, ready, missing, 0),
} as const;

export const emptiedWords = {
  part: (part: string, rows: number) => `${part}：${count(rows)} 条`,
  keep: '留着，不再提醒',
  gone: '都不用了…',
  goneSure: (rows: number) => `确定，把 ${count(rows)} 条标为“金蝶里已没有”`,
  back: plainWords.keep,
};
