import type { BillDetail, BillIssue } from '@dingdee/shared/bill';
import type { Amount } from '@dingdee/shared/money';
import { fromFen, toFen } from '@dingdee/shared/money';
import type { StoredContent } from '../../bill/ledger/bill-content.js';
import { PAYMENT_FORM } from '../../connectors/forms/payment-form.js';

type Check = BillDetail['checks'][number];

/** The three numbers that must agree: the form's own total, Σ rows, and what Kingdee is to pay. */
export function totalsOf(content: StoredContent | null): BillDetail['totals'] {
  if (content === null) return { form: null, rows: null, payable: null, agree: false };
  const { facts, fields } = content.notes;
  const amounts = fields.rows.flatMap((row) => row.amount ?? []);
  const rows = amounts.length === fields.rows.length && amounts.length > 0 ? sum(amounts) : null;
  const payable = content.complete ? rows : null;
  const agree = rows !== null && facts.formTotal === rows && payable === rows;
  return { form: facts.formTotal, rows, payable, agree };
}

const sum = (amounts: readonly Amount[]): Amount =>
  fromFen(amounts.reduce((total, amount) => total + toFen(amount), 0n));

const CODES = {
  required: ['missing', 'scheme-lacks', 'unreadable', 'invalid-date', 'invalid-rate', 'unsupported'],
  baseData: ['unmapped', 'unusable', 'same-department'],
  unit: ['unit-type'],
  payee: [
    'payee-several',
    'payee-names',
    'payee-not-account',
    'payee-without-name',
    'payee-other-name',
    'payee-without-number',
    'payee-elsewhere',
    'payee-unreadable',
    'payee-hand',
    'payee-assumed',
    'originator-unknown',
  ],
  rows: [
    'total-mismatch',
    'invalid-amount',
    'no-form-total',
    'sum-row',
    'maybe-sum-row',
    'column-total',
    'amount-in-words',
    'amount-unit',
  ],
  payable: ['offset', 'maybe-offset', 'payable-differs'],
  ambiguous: ['ambiguous-control'],
  positive: ['not-positive'],
  currency: ['currency', 'foreign-currency'],
};

/** The pre-flight list of product.md §4. What was not asked of Kingdee is 未知, never a green tick. */
export function checksOf(
  issues: readonly BillIssue[],
  mapped: boolean,
  kingdeeNo: string | null,
): BillDetail['checks'] {
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
    check('收款账号', '只有一个收款人', coded(CODES.payee)),
    check('结算方式与账号', '相符', (issue) => SETTLEMENT.some((name) => issue.path.endsWith(`.${name}`))),
    check('金额合计', '明细与表单总金额相等', coded(CODES.rows)),
    check('实付金额', '没有要先扣的', coded(CODES.payable)),
    check('取值唯一', '没有同名不同值的控件', coded(CODES.ambiguous)),
    check('金额方向', '都大于零', coded(CODES.positive)),
    check('币别', '可以直接入账', coded(CODES.currency)),
    ...(others.length > 0 ? [check('其他', '', (issue) => others.includes(issue))] : []),
    kingdeeNo === null
      ? { label: '金蝶里没有同号单据', state: 'unknown', note: '推送时核对' }
      : { label: '金蝶单据', state: 'ok', note: kingdeeNo },
    { label: '会计期间', state: 'unknown', note: '金蝶不提供查询，关账时会在推送时拒绝' },
  ];
}

const { row: ROLES } = PAYMENT_FORM;
const SETTLEMENT = [ROLES.settlement, ROLES.ourAccount, ROLES.ourCash];
