import { type VariantWords, type Words, wordsOf } from './issue-variants.js';

const WHO =
  '申请人补不了。管理员在“方案”里点“看缺什么”，请钉钉表单管理员加上控件，只对以后的审批有用；这一笔请在别处付过后排除，或请申请人重新提交。';

const LACKS: VariantWords<'scheme-lacks'> = {
  'no-rule': ({ label }) => `${label}没有值，方案里也没有给它的规则。${WHO}`,
  'no-source': ({ label, names }) => `${label}没有来源：表单里没有${names}。${WHO}`,
  offset: ({ names }) => `不知道要付多少：表单里没有${names}，算不出净额。${WHO}`,
  table: ({ table }) => `没有可以付款的明细：表单里没有明细表“${table}”。${WHO}`,
  'table-twice': ({ table }) => `明细表“${table}”在方案里写了两次，会付两遍。请管理员在方案的“明细”里去掉一个。`,
  group: ({ table, names }) => `不知道哪几行合并成一行：明细表“${table}”里没有${names}。${WHO}`,
};

/** Sentences on what no applicant can cure: the scheme reads what the form does not have, or nothing at all. */
export const SCHEME_LACKS_WORDS: Readonly<Record<string, Words>> = { 'scheme-lacks': wordsOf(LACKS) };
