import { type VariantWords, type Words, wordsOf } from './issue-variants.js';
import { payerDoubtWords } from './payer-words.js';

const MISSING: VariantWords<'missing'> = {
  rows: ({ tables, several }) => `${tables}${several ? '都' : ''}是空的，没有可以付款的明细。请申请人补填。`,
  row: ({ rows }) => `${rows}没有填金额。请申请人补填。`,
  cell: ({ table, row, column }) =>
    `${table}第 ${row} 行的“${column}”没有填，不知道要扣多少。请申请人补填后重新提交；表单改过的，请管理员在“净额”里换成新的控件。`,
  number: ({ label, text, longest }) => `${label}的编码是空的或超过 ${longest} 个字：“${text}”。`,
  expression: ({ label }) =>
    `${label}没有值：照这一张审批，方案里的表达式什么都不给。手工填写，或请管理员补上这种情况。`,
  control: ({ label, control }) => `${label}没有值：审批单的“${control}”是空的。`,
  nothing: ({ label }) => `${label}没有值：审批单里没有可取的内容。`,
  payer: ({ label, ...doubt }) =>
    `${label}没有依据：审批里没有写部门（${payerDoubtWords(doubt)}）。在这张单据上选${label}。`,
};

/** Sentences on what the bill needs and the approval does not give. */
export const MISSING_WORDS: Readonly<Record<string, Words>> = { missing: wordsOf(MISSING) };
