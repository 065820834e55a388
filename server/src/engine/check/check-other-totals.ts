import { type Amount, formatAmount, fromFen, toFen } from '@dingdee/shared/money';
import type { Issues } from '../../domain/draft/issues.js';
import { type FormEntry, looseAmount } from '../source/form-amounts.js';
import { simplified } from '../source/simplified.js';
import { cut } from '../source/texts.js';
import { kindOfEntry, type PaidForm } from './check-offsets.js';

/** Labels that sum up the whole form, and nothing else: 合计金额, 申请付款金额, 报销总额(元). */
const TOTAL =
  /^(报销|付款|费用|支付|请款|申请(付款|报销|支付)?|申请)?(总金额|总额|合计金额|金额合计|合计|总计|金额)(\(.*\))?$/u;
/** What the person paid, what is left over, what the company bears: whether that is what is paid now the label does not say. */
const MAYBE_PAID =
  /^(个人|员工|职工|本人|自行)(已?支付|垫付|垫支)|(未付|尚欠|待付)(款项?|总?金?额)|(企业|公司|单位)自付/u;
/** Any other amount. */
const AMOUNT = /(金额|款额|数额|总额)(\([^()]*\))?$/u;
/** Amounts of papers and periods, of taxes and prices, and of one kind of cost: they may well be less than what is paid. */
const OTHER_MATTER =
  /合同|协议|发票|开票|票|税|预算|预[计估]|余额|额度|[限定配]额|标准|累计|历史|年度|上[期次月年]|本[月年季]|每|均|首付|单[价次笔]|费(?!用)|[餐车房油]|住宿|交通|酒店|补[贴助]|津贴|工资|奖|提成|借款|贷款|订单|采购|销售|回款|收[入款]|成本|利润|保|押|投标|报价|估算|计划|剩余|可[用报]|外币|usd|eur|hkd|jpy/u;
/** Labels of what is paid now, as a part of the whole. */
const A_PART = /本次|本期|实(付|际|报|发)|应(付|发)/u;
/** Labels of what somebody wrote on the approval, and an amount that is granted there. */
const OPINION = /(意见|批示|批注)$|^(领导|财务|会计|主管|经理)?(核定|核准|批准|批复|审批|审核|审定|终审|复核|同意)$/u;
const GRANTED_THERE =
  /(?:同意|批准|准予|核[定准报]|按照?|改[为成]|应[为付]|实[付报])(?:报销|支付|付款|金额|总额|款项|应?[为是按]|[:：])*[¥￥]?(\d[\d,]*(?:\.\d{1,2})?)(?![\d.]|[个天次人月年日项份张%])/gu;

type Matter = 'total' | 'maybe-paid' | 'amount' | 'part' | 'opinion' | 'other';
/** Cache: forms repeat their labels in every approval. */
const matters = new Map<string, Matter>();
const MOST = 5000;

function matterOf(comparable: string): Matter {
  const ready = matters.get(comparable);
  if (ready !== undefined) return ready;
  const label = simplified(comparable);
  const matter = TOTAL.test(label)
    ? 'total'
    : OPINION.test(label)
      ? 'opinion'
      : MAYBE_PAID.test(label)
        ? 'maybe-paid'
        : AMOUNT.test(label)
          ? OTHER_MATTER.test(label)
            ? 'part'
            : 'amount'
          : 'other';
  if (matters.size >= MOST) matters.clear();
  matters.set(comparable, matter);
  return matter;
}

/**
 * Adds an issue for each amount at the top of the form that no rule reads and that may be the one to pay: a second total, what the person paid or has
 * left to get, what an opinion names, if it differs; any other amount if it is less than what the bill pays. If the scheme reads what is paid this time,
 * another total is the whole that it is a part of.
 * @param isRead whether some rule reads the entry: the scheme knows of it.
 */
export function checkOtherTotals(
  form: PaidForm,
  formTotal: Amount | null,
  isRead: (entry: FormEntry) => boolean,
  issues: Issues,
): void {
  const { entries, isPaid, total } = form;
  if (total === null) return;
  const isPart = entries.some((entry) => isPaid(entry) && !form.isNet(entry) && A_PART.test(entry.comparable));
  const paid = toFen(total);
  const agreed = new Set([paid, ...(formTotal === null ? [] : [toFen(formTotal)])]);
  const told: { entry: FormEntry; fen: bigint }[] = [];
  const unnamed: { entry: FormEntry; fen: bigint }[] = [];
  let ofOneKind = 0n;
  for (const entry of entries) {
    if (entry.table !== null || isPaid(entry)) continue;
    const matter = matterOf(entry.comparable);
    if (matter === 'other' || (isPart && matter !== 'opinion')) continue;
    const fen = matter === 'opinion' ? grantedIn(entry.text, agreed) : looseFen(entry.text);
    if (fen === null || fen === 0n || agreed.has(fen)) continue;
    if (matter === 'part') ofOneKind += fen;
    else if (matter !== 'amount') told.push({ entry, fen });
    else if (fen > 0n && fen < paid && !isRead(entry) && kindOfEntry(entry, form) === null)
      unnamed.push({ entry, fen });
  }
  // Amounts that sum up to what is paid are its parts, with those of one kind of cost or without.
  const sum = unnamed.reduce((all, { fen }) => all + fen, 0n);
  if (!agreed.has(sum) && !agreed.has(sum + ofOneKind)) told.push(...unnamed);
  for (const { entry, fen } of told)
    issues.coded('amber', 'other-total', 'total', {
      label: cut(entry.label, 60),
      text: formatAmount(fromFen(fen)),
      total: formatAmount(total),
    });
}

function looseFen(text: string): bigint | null {
  const amount = looseAmount(text);
  return amount === null ? null : toFen(amount);
}

/** Returns the first amount that an opinion grants; null if it grants none, or one of those that are paid. */
function grantedIn(text: string, agreed: ReadonlySet<bigint>): bigint | null {
  const found = [...simplified(text.normalize('NFKC')).replaceAll(/\s/gu, '').matchAll(GRANTED_THERE)].flatMap(
    ([, digits = '']) => looseFen(digits) ?? [],
  );
  return found.some((fen) => agreed.has(fen)) ? null : (found[0] ?? null);
}
