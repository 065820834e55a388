import { type VariantWords, type Words, wordsOf } from './issue-variants.js';

const AGAIN = '请申请人更正后重新提交，或线下处理。';
const OR_ADDED = `小于零，不知道该扣还是该加。${AGAIN}`;
const sums = ({ gross, offset, payable }: Parameters<Words>[0]): string =>
  `明细合计 ${gross} 减去要扣的 ${offset} 是 ${payable}`;

const DIFFERS: VariantWords<'net-differs'> = {
  total: () => '净额要扣的一项就是要付的总金额或明细，扣了就什么都不付。请管理员在方案的“净额”里换成借款、预付那一项。',
  twice: () => '净额里有两项其实是同一个控件，会扣两次。请管理员在方案的“净额”里去掉一项。',
  payable: (params) => `${sums(params)}，审批单的“${params.label}”却是 ${params.said}。${AGAIN}`,
  'no-payable': (params) =>
    `${sums(params)}，审批单的“${params.label}”没有填，不能核对。请申请人补填后重新提交，或线下处理。`,
};
const BELOW_ZERO: VariantWords<'net-below-zero'> = {
  sum: ({ amount }) => `要扣的金额是 ${amount}，${OR_ADDED}`,
  cell: ({ table, row, column, amount }) => `${table}第 ${row} 行的“${column}”是 ${amount}，${OR_ADDED}`,
};

/** Sentences on what can be wrong with the net sum of a form（净额）. */
export const NET_WORDS: Readonly<Record<string, Words>> = {
  'net-differs': wordsOf(DIFFERS),
  'net-below-zero': wordsOf(BELOW_ZERO),
  'net-nothing': ({ gross }) =>
    `明细合计 ${gross} 已全额冲抵，没有要付的，不生成付款单。核对后点“无需付款”，结果写回审批。`,
  'net-refund': ({ offset, gross, back }) =>
    `要扣的 ${offset} 比明细合计 ${gross} 多 ${back}：应由申请人退回，不是付款。收到退款后把这一笔转线下处理。`,
};
