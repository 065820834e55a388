import type { BaseDataChangeKind } from '@dingdee/shared/base-data';
import { TERM_WORDS } from '@dingdee/shared/term-words';
import { editWords } from '../ui/edit-words.js';
import { mappingWords } from './words.js';

/** Texts of the page 基础资料. */
export const baseDataWords = {
  title: TERM_WORDS.baseData,
  back: '映射',
  kinds: '资料',
  changes: '变动',
  changed: (n: string) => `${n} 变动`,
  total: (entries: string, when: string, seconds: string) => `${entries} 条，${when} 更新，用了 ${seconds} 秒`,
  never: '还没有从金蝶读过',
  refresh: '刷新',
  refreshing: editWords.readingKingdee,
  search: '搜索基础资料',
  searchHint: '编码、名称、拼音、首字母',
  broken: (entries: string) => `${entries} 项现在不能用`,
  touches: (mappings: string, bills: string, money: string) =>
    `影响 ${mappings} 条映射、${bills} 笔没入账的单据 ¥${money}`,
  touchesNone: '没有映射用到它们',
  fine: (days: number) => `近 ${days} 天没有资料变得不能用`,
  since: (days: number) => `近 ${days} 天`,
  same: (days: number) => `近 ${days} 天金蝶的基础资料没有变动`,
  sameHint: '在金蝶改了资料，点“刷新”就能看到。',
  more: '变动太多，只列最近的 300 项。',
  columns: {
    at: '发现时间',
    kind: '资料',
    entry: '编码和名称',
    org: '组织',
    mappings: '映射',
    bills: '没入账',
    amount: '金额（元）',
    next: '下一步',
    number: '编码',
    name: '名称',
    state: '状态',
  },
  mappings: (n: string) => `${n} 条`,
  bills: (n: string) => `${n} 笔`,
  see: '看映射',
  nothing: '不用管',
  usable: '可用',
  usableAgain: '现在又能用了',
  everyOrg: editWords.allOrgs,
  found: (total: string) => `${total} 条`,
  foundFor: (q: string, total: string) => `“${q}”找到 ${total} 条`,
  uses: {
    title: (name: string) => `谁在用 ${name}`,
    who: '谁在用',
    of: (number: string, name: string) => `谁在用 ${number} ${name}`,
    only: (org: string) => `仅 ${org}`,
    bills: (n: string) => `${n} 张单据用过`,
    open: (n: string, money: string) => `没入账的 ${n} 笔 ¥${money}。`,
    more: (n: string) => `另有 ${n} 条对应没有列出。`,
    none: '映射表里没有对应到它的。',
    rules: '方案规则里写着的不在这里。',
  },
  again: editWords.more,
  none: mappingWords.noMatch,
  noneYet: '金蝶里还没有这种资料',
  refreshed: (n: number) => (n === 0 ? '已更新，没有变动' : `已更新，变动 ${n} 项`),
  problems: '有的资料没有读到，原有的照用：',
} as const;

/** Name of each change, and its meaning for mappings and bills. */
export const CHANGE_WORDS: Readonly<Record<BaseDataChangeKind, { name: string; means: string }>> = {
  forbidden: { name: '已禁用', means: '用到它的单据会停下，不会推错' },
  unaudited: { name: '变为未审核', means: '审核之前用到它的单据会停下' },
  gone: { name: '金蝶里已没有', means: '用到它的单据会停下，不会推错' },
  renamed: { name: '改名', means: '映射按编码，不受影响' },
  usable: { name: '又能用了', means: '因它停下的单据会自己重新映射' },
  added: { name: '新增', means: '可以用了' },
};
