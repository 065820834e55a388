import { type VariantWords, type Words, wordsOf } from './issue-variants.js';

const NOT_NET =
  '这个方案不按净额付款：管理员可以在“方案”的“净额”里写明要扣哪一项；这一笔也可以请申请人把明细改成实付的金额重新提交，或排除、线下付款。';

/** Returns a row in words: "第 3 行", of one of several tables "“住宿明细”第 3 行". */
const rowOf = ({ row, table }: { row: string | undefined; table: string | undefined }): string =>
  `${table ? `“${table}”` : ''}第 ${row} 行`;

/** Says, behind the name of a place, why its text is no amount. */
const noAmount: Words = ({ text, decimal, short, thousands }) =>
  thousands === undefined
    ? `无法识别：“${text}”。请申请人更正。`
    : `是“${text}”，看不出是 ${decimal} 还是 ${thousands}：小数点后有三位，可能把点当成了千分位。请申请人写成 ${short} 或 ${thousands} 后重新提交。`;

const NO_AMOUNT: VariantWords<'invalid-amount'> = {
  sum: () => '明细合计超过可以记账的范围。请申请人更正金额。',
  control: ({ label, ...said }) => `审批单的“${label}”${noAmount(said)}`,
  'control-range': ({ label }) => `审批单的“${label}”超过可以记账的范围。请申请人更正金额。`,
  row: ({ rows, ...said }) => `${rows}金额${noAmount(said)}`,
  'offset-range': () => '要扣的金额超过可以记账的范围。请申请人更正金额。',
  cell: ({ table, row, column, ...said }) => `${table}第 ${row} 行的“${column}”${noAmount(said)}`,
  'column-range': ({ table, column }) => `${table}的“${column}”超过可以记账的范围。请申请人更正金额。`,
};
const NOT_POSITIVE: VariantWords<'not-positive'> = {
  row: ({ rows, amount }) => `${rows}金额是 ${amount}，付款单只收大于零的金额。请申请人更正，或线下处理。`,
  total: ({ amount }) => `付款合计是 ${amount}，不能生成付款单。请申请人更正，或线下处理。`,
};
const OFFSET_SUM_ROW: VariantWords<'sum-row'> = {
  offset: ({ table, row }) => `${table}第 ${row} 行像是合计行，会重复扣。请申请人删掉这一行后重新提交，或线下处理。`,
};
const OFFSET_COLUMN_TOTAL: VariantWords<'column-total'> = {
  offset: ({ table, column, text, total }) =>
    `${table}的“${column}”一列，钉钉统计是 ${text}，读到的合计是 ${total}，两者不同。请申请人更正，或线下处理。`,
};

const MAYBE_PAID: VariantWords<'maybe-paid'> = {
  way: ({ label, text, total }) =>
    `审批单的“${label}”是“${text}”，钱可能由公司另外付、记账月结，或不用付，付款单${total ? `却会付 ${total}` : '却照付'}。打开原审批核对：要由这张付的写明理由再通过，不用付的排除；这样的审批都不用付款单的，请管理员在“方案”的采集条件里去掉它们。`,
  done: ({ label, text, total }) =>
    `审批单的“${label}”是“${text}”，可能已经付过，付款单会${total ? `再付 ${total}` : '再付一次'}。先到银行和金蝶核对：没有付过的写明理由再通过，付过的排除，或记为线下已处理。`,
  offset: ({ label, text, total }) =>
    `审批单的“${label}”是“${text}”，但没有写扣多少，付款单${total ? `会付 ${total}，` : ''}什么也没有扣。问清楚要扣多少：不用扣的写明理由再通过，要扣的退回补件。`,
};

/** Sentences on what can be wrong with the amounts of a form although each could be read. */
export const AMOUNT_WORDS: Readonly<Record<string, Words>> = {
  'invalid-amount': wordsOf(NO_AMOUNT),
  'not-positive': wordsOf(NOT_POSITIVE),
  'no-form-total': ({ label }) => `审批单没有填“${label}”，明细合计没有可以核对的总金额。`,
  'total-mismatch': ({ rows, form, gap, at }) =>
    `明细合计 ${rows}，表单总金额 ${form}，差 ${gap}。${at === undefined ? '逐行核对明细' : `打开${at}`}`,
  offset: ({ label, text, total }) =>
    `审批单的“${label}”是 ${text}，付款单${total ? `会付 ${total}，` : ''}没有扣掉它。${NOT_NET}`,
  'maybe-offset': ({ label, text, total }) =>
    `审批单的“${label}”是 ${text}，付款单${total ? `会付 ${total}，` : ''}没有扣掉它。打开原审批核对是不是要扣：不用扣的写明理由再通过，要扣的退回补件。`,
  'payable-differs': ({ label, text, total }) =>
    `审批单的“${label}”是 ${text}，付款单${total ? `会付 ${total}` : '的合计还不知道'}，两者不同。${NOT_NET}`,
  'other-total': ({ label, text, total }) =>
    `审批单还有一个“${label}”是 ${text}，付款单会付 ${total}。打开原审批核对按哪一个付：按 ${total} 付的写明理由再通过，不是的退回补件；每一张都这样的，请管理员在“方案”里把总金额改成读“${label}”。`,
  'maybe-paid': wordsOf(MAYBE_PAID),
  'foreign-account': ({ label, text }) =>
    `审批单的“${label}”是“${text}”，收款账户像是境外的，表单上没有写币种，付款单按人民币付。打开原审批核对：付人民币的写明理由再通过，付外币的线下处理。`,
  'foreign-currency': ({ label, text }) =>
    `审批单的“${label}”是“${text}”，不能确定是人民币，而付款单按人民币付。外币请线下处理；其实是人民币的，请申请人在原审批里改正后重新提交。`,
  'amount-unit': ({ label, text, unit, said }) => {
    const found = said
      ? `是“${said}”，`
      : `${text ? `是 ${text}` : '填了数'}，但${unit ? `钉钉表单里它的单位是“${unit}”` : '控件或明细表的名称说它不是按元填的'}，`;
    return `审批单的“${label}”${found}付款单会按元付。请管理员在钉钉表单里改成按元填写，这一笔请申请人更正后重新提交，或线下处理。`;
  },
  'ambiguous-control': ({ label, row, table, values }) =>
    `审批单${row ? rowOf({ row, table }) : ''}有几个都能当作“${label}”的控件，内容不同：${values}。打开原审批看哪一个对，请申请人改正；表单改过控件的，在“方案”里把取值改成那个控件的标识。`,
  'sum-row': wordsOf(
    OFFSET_SUM_ROW,
    ({ row, table, word }) =>
      `${rowOf({ row, table })}像是合计行（${word}），会和上面各行重复付款。请申请人删掉这一行后重新提交，或线下处理。`,
  ),
  'maybe-sum-row': ({ row, table, word, off }) =>
    `${rowOf({ row, table: off || table })} ${word} 正好是别的几行之和；如果它是合计行，就会重复${off ? '扣、少付' : '付款，表单的总金额也可能把它算了进去'}。打开原审批看它是不是合计行：不是的写明理由再通过，是的退回补件。`,
  'group-differs': ({ label, values, more }) =>
    `要合并成一行的几行，${label}不一样：${values}${more ? `，一共 ${more} 种` : ''}。给这一行选定一个${label}；或请管理员在方案的“明细”里把区分它的那一列也加进合并的条件。`,
  'joined-too-long': ({ label, length, longest }) =>
    `几行合并后${label}有 ${length} 个字，金蝶只收 ${longest} 个，已截短。核对截短后的内容。`,
  'column-total': wordsOf(
    OFFSET_COLUMN_TOTAL,
    ({ label, text, total }) =>
      `钉钉统计的“${label}”合计是 ${text}，读到的明细合计是 ${total}，两者不同。打开原审批逐行核对，请申请人更正，或线下处理。`,
  ),
  'amount-in-words': ({ label, text, words }) =>
    `审批单的“${label}”是 ${text}，大写却是“${words}”，两者不同。请申请人更正，或线下处理。`,
};
