import { type UnreadApproval, type VariantWords, type Words, wordsOf } from './issue-variants.js';

const HOW_MUCH = '无法读取，不知道要付多少。请申请人重新提交，或线下处理。';

/** Why the answer for an approval cannot be read, without what to do. */
export const UNREAD_APPROVAL: Readonly<Record<Exclude<UnreadApproval, 'format' | 'not-saved'>, string>> = {
  'not-parsed': '钉钉返回的审批内容无法解析。',
  'no-start': '钉钉返回的审批没有可识别的发起时间。',
};
const AGAIN = '请申请人重新提交，或线下处理。';

const UNREADABLE: VariantWords<'unreadable'> = {
  'not-parsed': () => `${UNREAD_APPROVAL['not-parsed']}${AGAIN}`,
  'no-start': () => `${UNREAD_APPROVAL['no-start']}${AGAIN}`,
  format: () => `审批内容的格式无法识别，没有生成单据。${AGAIN}`,
  'not-saved': () => '映射结果无法保存，没有生成单据。请联系管理员查看日志。',
  table: ({ table }) => `“${table}”的内容无法读取，不能生成单据。请申请人重新提交，或线下处理。`,
  row: ({ rows }) =>
    `${rows}明细的内容无法读取，金额和费用项目都可能不全。打开原审批核对，请申请人重新提交，或线下处理。`,
  'row-cell': ({ rows, label }) => `${rows}的“${label}”无法读取。请申请人更正。`,
  total: ({ label }) => `审批单的“${label}”无法读取，不能和明细核对。请申请人重新提交。`,
  offset: ({ label }) => `审批单的“${label}”${HOW_MUCH}`,
  'offset-table': ({ table }) => `${table}${HOW_MUCH}`,
  'offset-cell': ({ table, row, column }) => `${table}第 ${row} 行的“${column}”${HOW_MUCH}`,
  field: ({ label, control }) => `审批单的“${control}”无法读取，${label}没有值。手工填写，或请申请人重新提交。`,
  other: ({ label }) => `审批单的“${label}”无法读取，没有用到单据里。打开原审批核对。`,
};

/** Sentences on what cannot be read on an approval. */
export const UNREAD_WORDS: Readonly<Record<string, Words>> = { unreadable: wordsOf(UNREADABLE) };
