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

/** Tells whether a list offers a value: in any case of letters, and each part of a value that chooses several. */
export function isOffered(choices: readonly FieldChoice[], value: string): boolean {
  const offered = new Set(choices.map((choice) => choice.value.toLowerCase()));
  const wanted = value.toLowerCase();
  return offered.has(wanted) || wanted.split(',').every((part) => offered.has(part.trim()));
}

/** Sentences on what Kingdee's own form says that it does not take. */
export const LIMIT_WORDS: Readonly<Record<string, (params: Readonly<Record<string, string>>) => string>> = {
  'over-limit': ({ label, length, longest, account }) =>
    account === 'yes'
      ? `${label}有 ${length} 个字，金蝶的这个字段最多 ${longest} 个。账号不能改短：先核对；没错的，请金蝶管理员把字段放长，${REFRESH}。`
      : `${label}有 ${length} 个字，金蝶的表单说这个字段最多 ${longest} 个，可能不收或截断。改短再通过，金蝶确实放得下的写明理由；笔笔都长的，请管理员在方案的“规则”里改短，或请金蝶管理员把字段放长，${REFRESH}。`,
  'not-offered': ({ label, value, choices }) =>
    `${label}是“${value}”，金蝶的表单说这个字段没有这个选项，只有：${choices}，可能不收。换一个再通过，金蝶确实收的写明理由；笔笔都这样的，请管理员在方案的“规则”里改，或请金蝶管理员加上这个选项，${REFRESH}。`,
};
