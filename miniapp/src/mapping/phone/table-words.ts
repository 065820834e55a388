import { count } from '../../ui/formats.js';
import { mappingWords } from '../words.js';

export const tableWords = {
  title: '映射表',
  hint: '这里只看。改映射表、导入在钉钉电脑版上做；单据缺的值在“待补映射”里补。',
  rows: (n: number) => `${count(n)} 条`,
  found: (n: number) => `找到 ${count(n)} 条，只看`,
  unmapped: (n: number) => mappingWords.missing(count(n)),
  fix: '去补',
  search: '在这张表里找',
  searchHint: mappingWords.searchHint,
  none: '没有这样的对应，换个名称、编码或拼音首字母',
  used: (n: number, last: string | null) =>
    n === 0 ? '还没有单据用过' : `用过 ${count(n)} 次${last === null ? '' : `，最近 ${last}`}`,
  more: (shown: string, total: string) => `再看一些，已列 ${shown} / ${total} 条`,
} as const;
