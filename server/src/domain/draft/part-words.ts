const OF = { payee: '收款人', organisation: '付款组织' } as const;
const each = (by: string | undefined): string => OF[by === 'organisation' ? 'organisation' : 'payee'];
const AGAIN = '请申请人改好后重新提交，或排除后线下处理。';

/** Sentences on what can be wrong if an approval becomes one bill for each payee or paying organisation. */
export const PART_WORDS: Readonly<Record<string, (params: Readonly<Record<string, string>>) => string>> = {
  'part-blank': ({ by, column, rows }) =>
    `${rows}的“${column}”没有填、读不出来，或写了不止一个，不知道归哪个${each(by)}，没有并进别的付款单。这几行在这一张里，不能推送。${AGAIN}`,
  'part-gone': ({ by, column }) =>
    `审批里已经没有这个${each(by)}的明细行（按“${column}”拆分），这一张没有可以付的。打开原审批核对，不用付的排除。`,
  'part-stray': ({ by, column, rows }) =>
    `${rows}的“${column}”采集时没有，拆出来的付款单里没有这个${each(by)}，这几行不会付。同一张审批的单据都停下：打开原审批核对，缺的那一笔线下处理，不用付的排除。`,
  'part-joined': ({ by, column }) =>
    `这张审批采集时是一整张，现在的方案按${each(by)}分开付，各行的“${column}”不止一个。采集过的不会再拆开：排除后在金蝶里分开付，或请申请人重新提交。`,
  'part-unread': ({ rows }) =>
    `同一张审批里${rows}的金额读不出来，各张付款单加起来和表单总金额核对不了。那几行在别的付款单里，改好之前这一张也不能推送。${AGAIN}`,
  'part-differs': ({ label, column, values }) =>
    `${label}取明细的“${column}”，但这一张的各行写的不一样：${values}。一张付款单只能有一个：给它选定一个，或请管理员在方案里换一个取值。`,
  'part-net': () =>
    '这张审批采集时拆成了几张付款单，现在的方案按净额付，冲抵的钱不知道从哪一张扣。请管理员在方案里关掉净额，或排除后线下处理。',
};
