/** Sentences on a rule, or the filter of a scheme, that depends on something that cannot be read. */
export const CONDITION_WORDS: Readonly<Record<string, (params: Readonly<Record<string, string>>) => string>> = {
  'condition-unread': ({ label, control }) =>
    `${label}按“${control}”选规则，而审批单的“${control}”无法读取，不知道用哪一条。打开原审批核对，手工填写${label}，或请申请人重新提交。`,
  'filter-unread': ({ control, why }) =>
    `方案按“${control}”决定要不要生成付款单，而审批单的“${control}”${WHY[why ?? ''] ?? '无法读取'}。打开原审批核对：该付的请申请人更正后重新提交，不该付的排除这张单据。`,
};

const WHY: Readonly<Record<string, string>> = {
  several: '有几个，内容不同',
  gone: '不在这张审批上',
  illegible: '既不是数字也不是日期，没法比较',
};
