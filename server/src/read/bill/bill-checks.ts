import type { BillIssue } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { Amount } from '@dingdee/shared/money';
import { fromFen, toFen } from '@dingdee/shared/money';
import type { StoredContent } from '../../bill/ledger/bill-content.js';
import { NO_FIELD, type TargetForm } from '../../domain/draft/target-form.js';

type Check = BillDetail['checks'][number];

/** Returns the three numbers that must agree: the form's own total, Σ rows, and the amount that Kingdee is to pay. */
export function totalsOf(content: StoredContent | null): BillDetail['totals'] {
  if (content === null) return { form: null, rows: null, offset: null, payable: null, agree: false };
  const { facts, fields } = content.notes;
  const { net } = facts;
  const amounts = fields.rows.flatMap((row) => row.amount ?? []);
  const told = amounts.length === fields.rows.length && amounts.length > 0 ? sum(amounts) : null;
  const rows = net?.gross ?? told;
  const payable = content.complete ? told : null;
  const agree = rows !== null && facts.formTotal === rows && payable !== null && payable === (net?.payable ?? rows);
  const others = facts.others === undefined ? {} : { others: facts.others };
  return { form: facts.formTotal, rows, offset: net?.offset ?? null, payable, agree, ...others };
}

const sum = (amounts: readonly Amount[]): Amount =>
  fromFen(amounts.reduce((total, amount) => total + toFen(amount), 0n));

const CODES = {
  required: [
    'missing',
    'scheme-lacks',
    'condition-unread',
    'related-approval',
    'unreadable',
    'invalid-date',
    'invalid-rate',
    'over-limit',
    'not-offered',
    'unsupported',
  ],
  baseData: ['unmapped', 'unusable', 'same-department'],
  unit: ['unit-type', 'twins-differ', 'pay-org-hand', 'payer-turned'],
  payee: [
    'payee-several',
    'payee-names',
    'payee-not-account',
    'payee-rounded',
    'payee-left-over',
    'payee-without-name',
    'payee-other-name',
    'payee-without-number',
    'payee-elsewhere',
    'payee-unreadable',
    'payee-hand',
    'payee-assumed',
    'payee-guessed',
    'originator-unknown',
  ],
  rows: [
    'part-blank',
    'part-gone',
    'part-stray',
    'part-joined',
    'part-unread',
    'total-mismatch',
    'invalid-amount',
    'no-form-total',
    'other-total',
    'sum-row',
    'maybe-sum-row',
    'column-total',
    'amount-in-words',
    'amount-unit',
  ],
  payable: [
    'offset',
    'maybe-offset',
    'maybe-paid',
    'payable-differs',
    'net-below-zero',
    'net-differs',
    'net-nothing',
    'net-refund',
  ],
  ambiguous: ['ambiguous-control'],
  positive: ['not-positive'],
  currency: ['currency', 'foreign-currency', 'foreign-account'],
  period: ['period-closed', 'period-moved'],
  source: ['filter-unread', 'form-changed', 'other-name', 'source-edited'],
};

/** Returns the pre-flight list of product.md §4. What was not asked of Kingdee is 未知, never a green tick. */
export function checksOf(
  issues: readonly BillIssue[],
  mapped: boolean,
  kingdeeNo: string | null,
  { row }: Pick<TargetForm, 'row'>,
): BillDetail['checks'] {
  const settlement = [row.settlement, row.ourAccount, row.ourCash].filter((name) => name !== NO_FIELD);
  const check = (label: string, ok: string, matches: (issue: BillIssue) => boolean): Check => {
    if (!mapped) return { label, state: 'unknown', note: '还没有映射' };
    const found = issues.filter(matches);
    const worst = found.find((issue) => issue.level === 'red') ?? found[0];
    if (!worst) return { label, state: 'ok', note: ok };
    const more = found.length > 1 ? `（共 ${found.length} 处）` : '';
    return { label, state: worst.level, note: `${worst.message}${more}` };
  };
  const coded = (codes: readonly string[]) => (issue: BillIssue) => codes.includes(issue.code);
  const known = Object.values(CODES).flat();
  const others = issues.filter((issue) => !known.includes(issue.code));
  return [
    check('必填项', '都有值', coded(CODES.required)),
    check('基础资料', '都在金蝶里，可用', coded(CODES.baseData)),
    check('往来单位', '类型与单位一致', coded(CODES.unit)),
    // A form without accounts still names the payee.
    row.account === NO_FIELD
      ? check('收款人', '没有人另外改过', coded(CODES.payee))
      : check('收款账号', '只有一个收款人', coded(CODES.payee)),
    ...(settlement.length === 0
      ? []
      : [check('结算方式与账号', '相符', (issue) => settlement.some((name) => issue.path.endsWith(`.${name}`)))]),
    check('金额合计', '明细与表单总金额相等', coded(CODES.rows)),
    check('实付金额', '没有要先扣的', coded(CODES.payable)),
    check('取值唯一', '没有同名不同值的控件', coded(CODES.ambiguous)),
    check('金额方向', '都大于零', coded(CODES.positive)),
    check('币别', '可以直接入账', coded(CODES.currency)),
    ...(issues.some(coded(CODES.source)) ? [check('审批和表单', '', coded(CODES.source))] : []),
    ...(others.length > 0 ? [check('其他', '', (issue) => others.includes(issue))] : []),
    kingdeeNo === null
      ? { label: '金蝶里没有同号单据', state: 'unknown', note: '推送时核对' }
      : { label: '金蝶单据', state: 'ok', note: kingdeeNo },
    issues.some(coded(CODES.period))
      ? check('会计期间', '', coded(CODES.period))
      : { label: '会计期间', state: 'unknown', note: '金蝶不提供查询，关账时会在推送时拒绝' },
  ];
}
