import { type Amount, formatAmount, fromFen, toFen } from '@dingdee/shared/money';
import { maskText } from '../../domain/bill/account-mask.js';
import type { Issues } from '../../domain/draft/issues.js';
import { readAmountInWords } from '../source/amount-in-words.js';
import { comparableLabel } from '../source/control-name.js';
import { type FormEntry, looseAmount } from '../source/form-amounts.js';
import { simplified } from '../source/simplified.js';
import { cut } from '../source/texts.js';

/**
 * Labels of amounts that are subtracted before payment. Tax that may be deducted from other tax is not included, nor is the name, number or date of
 * an offset.
 */
const OFFSET =
  /冲(抵|销|减|账|帐|借|还|备用金|预付)|抵(扣|冲|销|减|借|消|付|用)|核销|扣(款|除|减|还|回|借|罚|个?税)|代(扣|缴)|(核|审|调)减|剔除|拒付|不予(报销|支付|付款)|归还(备用金|借款|借支|金额|款)|(备用金|借款|借支)归还|预付|预支|预借|暂支|退补|原借款?|已借|借支|还款|退(款|还|回)|应退|offset|deduct|prepaid|advance/u;
/** A label that begins with the sign of a subtraction: 减：备用金, 扣借款, （减）预支. 减免 and 扣点 do not. */
const TAKEN =
  /^\(?(减|扣|less)(\)|[:,、_-])|^(减|扣|less)(去|掉)?(备用金|借款|借支|预|已|欠款|定金|订金|押金|保证金|质保金|违约金|社保|公积金)|不(能|可|得|准|许|允许)?报销.*(金额|额|款|合计|费用?)$|(未|不|没有?)(获|被)?(批准|核准|审批|核定|同意|准予|认可)(报销|支付|付款)?(总?金?额|数额?|款项?)/u;
/** Labels of amounts that may have been paid already, or be an advance: a person looks. A total over many payments says nothing about this one. */
const MAYBE_OFFSET =
  /已(付|支付|报销|领|转账|打款|汇)|罚(款|金)|少付|(个人|自行?)(承担|负担)|自费|个税|个人所得税|借款(总?金?额|合计|$)|自付|超标|抹零|调整金?额|定金|订金|押金|质保金|alreadypaid/u;
/** Usually subtracted from the price before the total, and a column of most price lists. */
const MAYBE_DISCOUNT = /折扣|优惠|减免/u;
const OTHER_PERIOD = /累计|合同|历史|年度|余额|额度|预算|上期|balance|total(paid)?todate/u;
/** Labels of the amount to be paid in the end. */
const PAYABLE =
  /实(付|发|报|领|支)|应(付|补|支|发|领)|补(领|发|付|差)|净(付|额|支)|实际(支付|付款|报销|应付|应支|发放|打款)|本次(实际)?(付款|支付|应付)|最终(付款|支付|应付|金额)|(核定|核准|审定|批准|审批|审核)(报销|付款|支付)?(总?金?额(?!度)|数)|(核定|核准|审定)$|payable|netamount|amountdue/u;
/**
 * Labels by which somebody else than the applicant says what is paid: 最终报销金额, 财务复核金额, 审后金额, 准予报销金额. 不同意, 不可报销 and allowances
 * (年度可报销金额, 可报销额度) do not, nor does a word of consent without an amount.
 */
const GRANTED =
  /(最终|实核|核[批报付发]|准[付报支]|签批|实际(转账|汇款|拨付|支取)|(实|应)拨|本次(报销|打款|拨付)|应报销?|应打款|应支付|(?<!不|未)((同意|准予)(报销|支付|付款|列支|支出|发放)?|(予以|准许|允许|核可|认可)(报销|支付|付款|列支|支出|发放))|(?<!不|未|尚)可报销?|(财务|会计|出纳|领导|主管|经理|审[批核]人|复核人|部门|公司)(确认|复核|核[对实算报批])|(财务|会计|出纳)(付款|支付|打款)|(公司|企业|单位)(承担|负担)|^(复核|确认(?=报销|付款|支付))|(抵扣|冲抵|冲销|冲减|扣[除减款]?|[核审]减|调整|修正|更正|审[批核计]?|复?核|核定|确认)后)的?(应付|实付|应报|报销|付款|支付|发放|核定|审核|审批|确认)?(总?金?额|数额?|款额|合计|总计|总费用)(大写)?(\(.*\))?$|approved.{0,13}amount|amount(approved|topay)|net(pay|topay)(ment)?|final(approved)?amount|reimbursableamount|actual(payment|reimbursement)/u;
/** Sums over many payments. */
const STANDING = /累计|余额/u;
/** Labels that number, date or describe an amount. */
const NO_AMOUNT =
  /(单号|编号|号码|序号|[账帐]号|日期|时间|说明|原因|事由|备注|方式|类型|类别|种类|项目|科目|部门|单位|公司|组织|人|方|名称|姓名|附件|凭证|发票|单据|比例|百分比|率|期限|张数|次数|天数|数量|状态|条件|条款|进度|计划|安排)(\(.*\))?$|^是否/u;
/** Labels of tax that is set off against tax. */
const TAX = /进项税|抵扣.{0,4}税|退税|抵税|应[交付纳].{0,3}税/u;
const NOT_ASKED: ReadonlySet<string> = new Set([
  'DDDateField',
  'DDDateRangeField',
  'RelateField',
  'FormRelateField',
  'InnerContactField',
  'ExternalContactField',
  'DepartmentField',
  'PhoneField',
  'IdCardField',
  'SeqNumberField',
  'InvoiceField',
  'RecipientAccountField',
  'AddressField',
  'SignatureField',
]);
const AMOUNT_LABEL = /金额|款额|数额|合计|总额|amount|total/u;
const SOME_AMOUNT = /全额|全部|[1-9壹贰叁肆伍陆柒捌玖]|[一二两三四五六七八九十百千万]+元/u;

/**
 * Checks the offsets and payables that the scheme does not read (净额, product.md §4): an offset that is not zero, or a payable that differs from what
 * the bill would pay, stops the bill.
 * @param isPaid whether rows or total are read from the entry.
 * @param total Σ rows: what the bill would pay; null while a row has no amount.
 */
export function checkOffsets(
  entries: readonly FormEntry[],
  isPaid: (entry: FormEntry) => boolean,
  total: Amount | null,
  issues: Issues,
): void {
  for (const { kind, entry, fen, many } of toldAmounts(entries, isPaid)) {
    if (kind === 'payable' && fen !== null && (total === null || fen === toFen(total))) continue;
    issues.coded(kind === 'maybe-offset' ? 'amber' : 'red', kind === 'payable' ? 'payable-differs' : kind, 'total', {
      label: cut(entry.table === null ? entry.label : `${entry.table.name}.${entry.label}`, 60),
      text:
        fen !== null
          ? formatAmount(fromFen(fen))
          : `${cut(maskText(entry.text, [], entry.label), 40)}${many ? ' …' : ''}`,
      total: total === null ? '' : formatAmount(total),
    });
  }
}

type Kind = 'offset' | 'maybe-offset' | 'payable';
interface Told {
  kind: Kind;
  /** The first entry that is not zero. */
  entry: FormEntry;
  /** Σ of a table's column; null if some of it cannot be read. */
  fen: bigint | null;
  many: boolean;
}

/** Returns offsets that are not zero and payables that are filled: one for each control, one for each whole column of a table. */
function toldAmounts(entries: readonly FormEntry[], isPaid: (entry: FormEntry) => boolean): Told[] {
  const told: Told[] = [];
  const columns = new Map<string, Told>();
  for (const entry of entries) {
    if (NOT_ASKED.has(entry.control.type) || NOT_ASKED.has(entry.table?.type ?? '') || isPaid(entry)) continue;
    const kind = kindOf(entry);
    if (kind === null) continue;
    const amount = looseAmount(entry.text);
    const fen = amount === null ? readAmountInWords(entry.text) : toFen(amount);
    if (fen === null ? !SOME_AMOUNT.test(entry.text.normalize('NFKC')) : fen === 0n && kind !== 'payable') continue;
    const place = `${entry.table?.id}\n${entry.comparable}`;
    const column = entry.table === null ? undefined : columns.get(place);
    if (column) {
      column.fen = column.fen === null || fen === null ? null : column.fen + fen;
      column.many = true;
    } else {
      const one = { kind, entry, fen, many: false };
      told.push(one);
      if (entry.table !== null) columns.set(place, one);
    }
  }
  return told;
}

/** Cache: forms repeat their labels in every approval. */
const kinds = new Map<string, Kind | null>();
const MOST = 5000;

function kindOf({ comparable, table }: FormEntry): Kind | null {
  const around = table === null ? '' : comparableLabel(table.name);
  const key = `${around}\n${comparable}`;
  const ready = kinds.get(key);
  if (ready !== undefined) return ready;
  const kind = kindCalled(comparable, around);
  if (kinds.size >= MOST) kinds.clear();
  kinds.set(key, kind);
  return kind;
}

/**
 * Returns whether a filled control with this label stops a bill that subtracts nothing.
 * @param table label of its table, "" at the top of the form.
 */
export const isTakenOff = (control: { type: string; label: string }, table: string): boolean =>
  !NOT_ASKED.has(control.type) &&
  kindCalled(comparableLabel(control.label), table === '' ? '' : comparableLabel(table)) === 'offset';

/** Returns the kind of an amount by its label. A plain 金额 in a table of offsets is an offset. */
function kindCalled(label: string, table: string): Kind | null {
  const [comparable, around] = [simplified(label), simplified(table)];
  if (NO_AMOUNT.test(comparable) || (TAX.test(comparable) && !comparable.includes('代扣'))) return null;
  const refused = TAKEN.test(comparable);
  if (!refused && isPayable(comparable)) return 'payable';
  const taken = refused || OFFSET.test(comparable);
  const discount = around === '' && MAYBE_DISCOUNT.test(comparable);
  const name = taken || MAYBE_OFFSET.test(comparable) || discount ? comparable : '';
  const where = name !== '' ? name : AMOUNT_LABEL.test(comparable) ? around : '';
  if (OTHER_PERIOD.test(comparable) || where === '') return null;
  if (taken || OFFSET.test(where)) return 'offset';
  return discount || MAYBE_OFFSET.test(where) ? 'maybe-offset' : null;
}

const isPayable = (comparable: string): boolean =>
  (PAYABLE.test(comparable) && !(STANDING.test(comparable) && !/本[次期]/u.test(comparable))) ||
  (GRANTED.test(comparable) && !OTHER_PERIOD.test(comparable));
