import { type ReasonGroup, type SuggestedAction, suggestedAction } from '@dingdee/shared/bill';
import { fromFen } from '@dingdee/shared/money';
import { unknownIn } from '../../bill/ledger/unknown-amounts.js';
import { personOfKey } from '../../bill/selection/assigned-condition.js';
import { cleanGroupWords, isCleanGroup, type Viewer } from '../../bill/selection/clean-groups.js';
import { RISK_GROUPS, riskOfKey, riskWords } from '../../bill/selection/risk-groups.js';
import { type MarkParts, markOf } from '../../bill/selection/shown-mark.js';
import { maskText } from '../../domain/bill/account-mask.js';

/** One row of GROUP BY reason. */
export interface ReasonCount extends MarkParts {
  key: string;
  rank: number;
  /** The sentence of one of the bills: for a mapping reason all bills have the same. */
  reason: string | null;
  action: string;
  count: number;
  fen: bigint;
  /** Number of these bills without an amount. */
  unknown: number;
}

/** Group names for reasons whose sentence differs from bill to bill. */
const SHARED_WORDS: Readonly<Record<string, string>> = {
  missing: '必填项没有值',
  'invalid-amount': '金额无法识别',
  'total-mismatch': '明细合计与表单总金额不符',
  'not-positive': '金额为零或负数',
  currency: '币别不能直接入账',
  unreadable: '表单内容无法识别',
  'behind-first': '等第一张核对编号后自动继续',
  'busy:lock': '在金蝶里正被占用，自动再试',
  'busy:rate': '金蝶暂时不接受更多调用，自动再试',
  'row-unreadable': '存的内容读不出来，等管理员',
  'same-department': '几个部门同名，审批里没有部门编号',
  'payee-several': '有多个收款账号，不能判断付给哪一个',
  'payee-names': '有多个收款人，不能判断付给谁',
  'payee-not-account': '号码不能确定是收款账号',
  'payee-rounded': '收款账号像被 Excel 改过，要核对',
  'payee-left-over': '收款账号里有没认出来的内容',
  'payee-without-name': '有收款账号，没有户名',
  'payee-other-name': '户名和收款账号不是一个人的',
  'payee-without-number': '收款账户没有银行账号',
  'payee-elsewhere': '收款账号没有用到付款单上',
  'payee-unreadable': '收款账号无法读取',
  'payee-hand': '收款信息被人工改过',
  'payee-assumed': '收款账号没有户名，用了发起人的名字',
  'payee-guessed': '户名没有标明，要核对',
  'pay-org-hand': '付款组织被人工改过',
  'payer-turned': '部门改由另一家公司付款',
  unusable: '基础资料不可用',
  'unit-type': '往来单位与类型不一致',
  'twins-differ': '同一个值写成了两个',
  'invalid-date': '日期无法识别',
  'period-closed': '日期所在的会计期间已关账',
  'period-moved': '日期因关账顺延，要核对',
  'invalid-rate': '汇率不正确',
  'no-form-total': '表单没有总金额可核对',
  'too-long': '文字超长，已截短',
  'over-limit': '文字比金蝶的字段长',
  'not-offered': '金蝶的字段没有这个选项',
  unsupported: '方案里有不能计算的规则，等管理员',
  offset: '有抵扣或预付，要按净额付',
  'other-total': '还有一个不同的总额，要核对',
  'maybe-offset': '可能已付过一部分，要核对',
  'maybe-paid': '可能不用付或已付过，要核对',
  'payable-differs': '实付金额与付款单合计不同',
  'foreign-account': '境外账户没有写币种，要核对',
  'foreign-currency': '币种不能确定是人民币',
  'amount-unit': '金额不是按元填的',
  'originator-unknown': '不知道发起人的姓名',
  'ambiguous-control': '同名控件的内容不同',
  'condition-unread': '选规则要看的控件无法读取',
  'filter-unread': '采集条件要看的控件无法读取',
  'related-approval': '关联审批给不出要取的值',
  'part-blank': '明细行没有写归谁，不知道付给谁',
  'part-gone': '审批里已没有这一张的明细行',
  'part-stray': '审批多出了采集时没有的行',
  'part-joined': '采集时是一整张，现在要分开付',
  'part-unread': '同一审批有金额读不出来的行',
  'part-differs': '同一张付款单各行写的不一样',
  'part-net': '分开付的审批不能按净额付',
  'sum-row': '明细里有合计行',
  'maybe-sum-row': '明细里可能有合计行',
  'column-total': '钉钉统计的合计与明细不符',
  'amount-in-words': '金额大小写不符',
  'form-changed': '钉钉表单改过，等管理员看',
  'other-name': '收款或金额的控件在审批上名字不同',
  'source-edited': '审批内容在通过后被改过',
  'parts-changed': '审批改过，同一张审批已有付款单推送',
  'source-unheard': '推送前要先问钉钉有没有撤销或修改，还没问到',
  unavailable: '没能发给金蝶，等管理员处理',
};

/**
 * Group names for bills that stopped in Kingdee, or may not be in Kingdee: the bill itself explains it at length, so the heading names the kind, for
 * any number of bills.
 */
const KIND_WORDS: Readonly<Record<string, string>> = {
  'two-found': '金蝶里有多张同一审批的单据',
  gone: '金蝶里查不到已生成的单据',
  stopped: '推送或撤回停在半路，还有步骤没做',
  audited: '金蝶里已审核，撤回没有做',
  withdrawing: '正在从金蝶撤回',
  'handed-over': '已交给金蝶处理，等金蝶审完',
  differs: '金蝶里存的与发送的不同',
  'in-doubt': '存疑：正在向金蝶核对',
  'refused:data': '被金蝶拒绝：数据不合要求',
  'refused:base-data': '被金蝶拒绝：基础资料不可用',
  'refused:period': '被金蝶拒绝：会计期间已关账',
  'refused:permission': '被金蝶拒绝：没有权限',
  'refused:workflow': '由金蝶的审批流接管',
  'refused:interaction': '金蝶要人回答一个问题',
  'refused:session': '被金蝶拒绝：不认可登录',
  'refused:rate': '被金蝶拒绝：调用太频繁',
  'refused:lock': '被金蝶拒绝：单据正被占用',
  'refused:exists': '被金蝶拒绝：已有这个单据编号',
  'refused:unknown': '被金蝶拒绝：原因没有归类',
  absent: '金蝶里没有查到，等人决定',
  'stands-asked': '有人请求“仍然有效”，等另一位同事确认',
  'reversed-asked': '有人请求“已在金蝶冲销”，等另一位同事确认',
  'exclude-asked': '有人请求排除，等另一位同事确认',
  answered: '申请人已回答，看过后取消挂起',
  'no-payment': '已全额冲抵，无需付款',
  amended: '审批改过或撤销，要先从金蝶撤回',
  'halted:gone': '金蝶里查不到停下的单据',
  'halted:differs': '金蝶里存的与发送的不同',
  'halted:workflow': '已在金蝶提交，等它审完',
  'halted:stopped': '在金蝶里被退回',
  'reversal:deleted': '付款单在金蝶里查不到了',
  'reversal:cancelled': '付款单在金蝶里作废了',
  'reversal:two-found': '付款单在金蝶里有了第二张',
  'reversal:landed-late': '归档以后，金蝶里出现了它的付款单',
  'reversal:un-audited': '付款单在金蝶里反审核了',
  'reversal:amount': '付款单在金蝶里改了金额',
  'reversal:payee': '付款单在金蝶里改了往来单位',
  'reversal:organisation': '付款单在金蝶里改了付款组织',
  'reversal:currency': '付款单在金蝶里改了币别',
  'reversal:modified': '入账之后审批被修改',
  'reversal:revoked': '入账之后审批被撤销',
};
const CLEAN = '检查全部通过';
/** Stages whose bills without a reason continue by themselves. */
const RUNNING: Readonly<Record<string, string>> = { mapping: '正在映射，稍等即可', pushing: '正在推送，稍等即可' };

/** Returns the groups, riskiest first: by rank, then by sum; bills without a reason (key "") last. */
export function toReasonGroups(
  rows: readonly ReasonCount[],
  stage: string | undefined,
  viewer: Viewer,
): Omit<ReasonGroup, 'actions'>[] {
  const merged = new Map<string, ReasonCount>();
  for (const row of rows) {
    const there = merged.get(row.key);
    merged.set(
      row.key,
      there
        ? {
            ...there,
            rank: Math.min(there.rank, row.rank),
            count: there.count + row.count,
            fen: there.fen + row.fen,
            unknown: there.unknown + row.unknown,
            versions: there.versions + row.versions,
            changedAt: Math.max(there.changedAt, row.changedAt),
            who: there.who + row.who,
          }
        : row,
    );
  }
  const order = (row: ReasonCount) => {
    const risk = riskOfKey(row.key);
    return risk === null ? byRank(row) : RISK_GROUPS.indexOf(risk);
  };
  const byRank = (row: ReasonCount) =>
    row.key === '' ? Number.MAX_SAFE_INTEGER : row.rank + (isCleanGroup(row.key) ? 1 : 0);
  return [...merged.values()]
    .sort((a, b) => order(a) - order(b) || (a.fen < b.fen ? 1 : a.fen > b.fen ? -1 : 0) || (a.key < b.key ? -1 : 1))
    .map((row) => ({
      key: row.key,
      ...headOf(row, stage, viewer),
      count: row.count,
      amount: fromFen(row.fen),
      ...unknownIn(row.unknown),
      mark: markOf(row),
    }));
}

function headOf(
  row: ReasonCount,
  stage: string | undefined,
  viewer: Viewer,
): Pick<ReasonGroup, 'label' | 'action' | 'table' | 'value'> {
  const risk = riskOfKey(row.key);
  // Offers no common action for bills that must be looked at one by one.
  if (risk !== null)
    return {
      label: riskWords(risk, viewer),
      action: risk === 'none' ? (TOGETHER[stage ?? ''] ?? 'none') : 'none',
      table: null,
      value: null,
    };
  if (personOfKey(row.key) !== null) return { label: '', action: 'none', table: null, value: null };
  if (isCleanGroup(row.key))
    return { label: cleanGroupWords(row.key, viewer), action: 'none', table: null, value: null };
  return { label: label(row, stage), action: actionOf(row.action), ...mappingKey(row.key) };
}
/** The common action for bills without a risk, by stage. */
const TOGETHER: Readonly<Record<string, SuggestedAction>> = { review: 'approve', push: 'push' };

const actionOf = (text: string): SuggestedAction => suggestedAction.safeParse(text).data ?? 'none';

function label(row: ReasonCount, stage: string | undefined): string {
  if (row.key === '') return RUNNING[stage ?? ''] ?? CLEAN;
  const kind = KIND_WORDS[row.key];
  if (kind !== undefined) return kind;
  const own = row.reason === null ? null : maskText(row.reason);
  if (row.count === 1 && own !== null) return own;
  return SHARED_WORDS[row.key] ?? own ?? row.key;
}

/** Prefixes of keys that no mapping row resolves: a person's reason, a refusal of Kingdee, something missing in the scheme. */
const NOT_MAPPING = ['held:', 'excluded:', 'refused:', 'scheme-lacks:'];

/** Returns table and key of a mapping reason: "unmapped:costItem:市内交通" names the table and the key that resolve it. A key may contain colons. */
function mappingKey(key: string): { table: string | null; value: string | null } {
  if (NOT_MAPPING.some((prefix) => key.startsWith(prefix))) return { table: null, value: null };
  const [, table, ...rest] = key.split(':');
  return table === undefined || rest.length === 0 ? { table: null, value: null } : { table, value: rest.join(':') };
}
