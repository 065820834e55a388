import { BASE_DATA_WORDS } from '@dingdee/shared/base-data';
import { type VariantWords, type Words, wordsOf } from './issue-variants.js';

const kinds: ReadonlyMap<string, string | undefined> = new Map(Object.entries(BASE_DATA_WORDS));
const kindWords = (kind = ''): string => kinds.get(kind) ?? kind;

const UNUSABLE: VariantWords<'unusable'> = {
  stopped: ({ label, number, name, reason = '已停用' }) =>
    `${label} ${number} ${name} 不能用：${reason}。换一个，或在金蝶处理后刷新基础资料。`,
  absent: ({ label, number, org }) =>
    `${label} ${number} 在金蝶不存在或没有分配给组织 ${org}。换一个，或在金蝶分配后刷新基础资料。`,
};

/** Sentences on base data that the paying organisation cannot use. */
export const BASE_DATA_ISSUE_WORDS: Readonly<Record<string, Words>> = {
  unusable: wordsOf(UNUSABLE),
  'unit-type': ({ label, number, is, type }) =>
    `${label} ${number} 在金蝶是${kindWords(is)}，和单位类型“${kindWords(type)}”不一致。换一个，或在方案里改类型。`,
};
