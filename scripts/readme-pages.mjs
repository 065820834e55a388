/** Returns a function that finds the page of the scheme whose name contains this text. */
const scheme = (words, page) => async (api) => {
  const { items } = await api('/api/schemes');
  return `/schemes/${items.find(({ name }) => name.includes(words)).id}/${page}`;
};

/** Returns the month with most of the demo's history: from the 16th day on this month, before that the last. */
const monthOfHistory = () => new Date(Date.now() - 15 * 86_400_000).toISOString().slice(0, 7);
/** Returns a day on which some bills are booked. */
const aWeekAgo = () => new Date(Date.now() - 7 * 86_400_000).toISOString().slice(0, 10);

/** README's pictures in the order of its table: the person, the page of the demo, and what is pressed or chosen there. */
export const README_PICTURES = [
  { name: 'demo-runs', part: '管理员', path: '/runs', size: 'desk' },
  { name: 'demo-conditions', part: '管理员', path: '/schemes', size: 'desk', choose: [{ press: /采集条件/, at: 1 }] },
  { name: 'demo-wizard', part: '管理员', path: '/schemes/new', size: 'desk' },
  {
    name: 'demo-market',
    part: '管理员',
    path: '/schemes/market',
    size: 'desk',
    choose: [{ press: /付款申请 → 付款单（供应商）/ }, { from: '钉钉表单', select: '供应商付款申请' }],
  },
  { name: 'demo-rules', part: '管理员', path: scheme('供应商', 'rules'), size: 'desk' },
  { name: 'demo-mapping', part: '映射维护', path: '/mapping/costItem', size: 'desk' },
  { name: 'demo-data', part: '管理员', path: '/data/bills', size: 'desk' },
  { name: 'demo-desk', part: '审核', path: '/', size: 'desk' },
  { name: 'demo-analysis', part: '管理员', path: () => `/analysis?month=${monthOfHistory()}`, size: 'desk' },
  { name: 'demo-statement', part: '审核', path: () => `/statements/${aWeekAgo()}`, size: 'desk' },
  { name: 'demo-phone-runs', part: '管理员', path: '/runs', size: 'phone' },
  { name: 'demo-phone-rules', part: '管理员', path: scheme('供应商', 'rules'), size: 'phone' },
  { name: 'demo-phone-mapping', part: '映射维护', path: '/mapping/costItem', size: 'phone' },
  { name: 'demo-phone-home', part: '审核', path: '/', size: 'phone' },
  { name: 'demo-phone-review', part: '审核', path: '/review', size: 'phone' },
  { name: 'demo-phone-morning', part: '管理员', path: '/morning', size: 'phone' },
];
