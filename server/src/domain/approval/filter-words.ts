import type { FilterCondition, FilterWay } from '@dingdee/shared/filter';

const WORDS: Readonly<Record<FilterWay, (value: string) => string>> = {
  equals: (value) => `为“${value}”`,
  'not-equals': (value) => `不为“${value}”`,
  'one-of': (value) => `属于 ${value}`,
  'none-of': (value) => `不属于 ${value}`,
  contains: (value) => `包含“${value}”`,
  'not-contains': (value) => `不包含“${value}”`,
  filled: () => '已填写',
  empty: () => '未填写',
  'is-amount': (value) => `等于 ${value}`,
  'is-not-amount': (value) => `不等于 ${value}`,
  more: (value) => `大于 ${value}`,
  'at-least': (value) => `不小于 ${value}`,
  less: (value) => `小于 ${value}`,
  'at-most': (value) => `不大于 ${value}`,
  before: (value) => `早于 ${value}`,
  since: (value) => `不早于 ${value}`,
  after: (value) => `晚于 ${value}`,
  until: (value) => `不晚于 ${value}`,
};
const OF_THE_APPROVAL: Readonly<Record<string, string>> = {
  title: '审批标题',
  businessId: '审批编号',
  originatorName: '发起人',
  originatorDeptName: '发起部门',
  startDate: '发起日期',
  finishDate: '完成日期',
  status: '审批状态',
  result: '审批结果',
};

/** Returns why an approval is not collected: the condition that it does not meet. The text is shown, and approvals are counted by it. */
export const unmetReason = (condition: FilterCondition): string => `不符合采集条件：${conditionWords(condition)}`;

/** Returns a condition in words: "总金额 大于 20000". */
export function conditionWords({ from, is, value = '', values = [] }: FilterCondition): string {
  const name = from.slice(from.indexOf(':') + 1);
  const label = from.startsWith('instance:') ? (OF_THE_APPROVAL[name] ?? name) : name;
  const what = values.length > 0 ? values.map((each) => `“${each}”`).join('、') : value;
  return `${label} ${WORDS[is](what)}`;
}
