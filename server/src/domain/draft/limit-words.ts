import type { FieldChoice } from './target-form.js';

const MOST_NAMED = 8;

/** Returns a list of values as a person reads it: "1 银行转账、2 现金". */
export function choicesInWords(choices: readonly FieldChoice[]): string {
  const named = choices.slice(0, MOST_NAMED).map(({ value, caption }) => choiceInWords({ value, caption }));
  return `${named.join('、')}${choices.length > MOST_NAMED ? `等 ${choices.length} 个` : ''}`;
}

export const choiceInWords = ({ value, caption }: FieldChoice): string =>
  caption === '' || caption === value ? value : `${value} ${caption}`;

const REFRESH = '再到“映射”页刷新基础资料';

/** Sentences on what Kingdee's own form does not take. */
export const LIMIT_WORDS: Readonly<Record<string, (params: Readonly<Record<string, string>>) => string>> = {
  'over-limit': ({ label, length, longest }) =>
    `${label}有 ${length} 个字，金蝶的这个字段最多 ${longest} 个。这一笔改短再通过；张张都长的，请管理员在方案的“规则”里改短，或请金蝶管理员把字段放长，${REFRESH}。`,
  'not-offered': ({ label, value, choices }) =>
    `${label}是“${value}”，金蝶的这个字段没有这个选项，只有：${choices}。这一笔换一个；张张都这样的，请管理员在方案的“规则”里改，或请金蝶管理员加上这个选项，${REFRESH}。`,
};
