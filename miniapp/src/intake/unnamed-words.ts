import type { UnnamedAmendment, Verdict } from '@dingdee/shared/amendment';

const VERDICT: Readonly<Record<Verdict, string>> = {
  asked: '正在到钉钉再读一次',
  unchanged: '钉钉上仍是已通过，没有提到这条',
  names: '钉钉上写明了就是这条',
  changed: '钉钉上已不是已通过',
  unreadable: '钉钉上读不到了',
};

/** Texts of a 撤销 or 修改 that names no approval (decision 0017). */
export const unnamedWords = {
  title: ({ action, businessId, originatorName }: UnnamedAmendment) =>
    `${originatorName} 的${action === 'REVOKE' ? '撤销' : '修改'}审批 ${businessId} 没有写明是哪一条`,
  means: (n: number) =>
    n === 0
      ? '钉蝶里没有这位申请人在同一表单上更早的单据。核对后选“都不是”。'
      : `可能是这位申请人同一表单上的 ${n} 张，没付的都先挂起，不能推送。钉钉上能看出来的会自动处理；看不出来的，问申请人后在这里指明。`,
  go: '去指明',
  one: '是这一条',
  none: '都不是，恢复这些单据',
  verdict: (verdict: Verdict) => VERDICT[verdict],
  /** The choice of one person, below the list. */
  asked: ({ asked, suspects }: UnnamedAmendment) => {
    if (asked === null) return '';
    const of = suspects.find(({ processInstanceId }) => processInstanceId === asked.originalInstanceId);
    const what = asked.originalInstanceId === null ? '都不是' : `是 ${of?.businessId ?? '列表外的一条'}`;
    const next = asked.own
      ? '等另一位同事确认，在那之前这些单据都不付款。'
      : '你核对后选同一条就生效；不同意就选别的，再由另一位同事确认。';
    return `${asked.own ? '你' : asked.byName}已指明：${what}（${asked.reason}）。${next}`;
  },
  reason: '根据什么',
  ready: ['问过申请人', '在钉钉里核对过'],
  /** @param chosen the selected approval; the label is 确认 if it equals the other person's choice */
  say: ({ asked, people }: UnnamedAmendment, chosen: string | null) =>
    people === 1
      ? '确定'
      : asked && !asked.own && asked.originalInstanceId === chosen
        ? '确认'
        : '指明，请另一位同事确认',
  saying: '正在处理…',
  noRight: '由审核人指明。',
} as const;
