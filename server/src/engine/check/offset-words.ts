import { comparableLabel } from '../source/control-name.js';
import { simplified } from '../source/simplified.js';

/**
 * Labels of amounts that are subtracted before payment. Tax that may be deducted from other tax is not included, nor is the name, number or date of
 * an offset.
 */
const OFFSET =
  /(?:[红充])冲|充抵|冲(抵|销|减|账|帐|借|还|备用金|预付)|抵(扣|冲|销|减|借|消|付|用|账|帐|备用金|预)|核销(?!后)|扣(款|除|减|还|回|借|罚|留|个?税)|代(扣|缴)|(核|审|调)减|剔除|拒付|不予(报销|支付|付款)|归还(备用金|借款|借支|金额|款)|(备用金|借款|借支)归还|预付|预支|预借|暂支|退补|多退|原借款?|已借|借支|还款|(?<![对相])应(还|[交缴]回)|(?<!上)[交缴]回|退(款|还|回)|应退|offset|deduct|prepaid|advance/u;
/** A label that begins with the sign of a subtraction: 减：备用金, 扣借款, （减）预支. 减免 and 扣点 do not. */
const TAKEN =
  /^\(?(减|扣|less)(\)|[:,、_-])|^(减|扣|less)(去|掉)?(备用金|借款|借支|预|已|欠款|定金|订金|押金|保证金|质保金|违约金|社保|公积金)|不(能|可|得|准|许|允许)?报销.*(金额|额|款|合计|费用?)$|(未|不|没有?)(获|被)?(批准|核准|审批|核定|同意|准予|认可)(报销|支付|付款)?(总?金?额|数额?|款项?)/u;
/** Labels of amounts that may have been paid already, or be an advance: a person looks. A total over many payments says nothing about this one. */
const MAYBE_OFFSET =
  /已(付|支付|报销|领|转账|打款|汇|结算?)|罚(款|金)|少付|(个人|员工|职工|本人|自行?)(承担|负担|自理)|自费|(?<!生活)自理|个税|个人所得税|借款(总?金?额|合计|$)|(?<!企业|公司|单位)自付|(?<!未)超标|抹零|调整金?额|定金(?!额)|订金|押金|质保金|甲供|(企业|公司|单位)(统付|支付(?!宝)|代付|直付|月结)|公务卡|月结(?!日)|alreadypaid/u;
/** Usually subtracted from the price before the total, and a column of most price lists. */
const MAYBE_DISCOUNT = /折扣|优惠|减免/u;
const OTHER_PERIOD = /累计|合同|历史|年度|余额|额度|预算|上期|balance|total(paid)?todate/u;
/** Labels of the amount to be paid in the end; 对应, 待补发票 and 真实发生 only contain its words. */
const PAYABLE =
  /(?<!真)实(付|发(?!生|票|货(?!款))|报|领|支)|(?<![对相响适])应(付|补(?!发票|票)|支|发(?!票|货(?!款)|生)|领|结)|需支?付|补(领|发(?!票|货)|付|差)|净(付|额|支)|实际(支付|付款|报销|应付|应支|发放|打款)|本次(实际)?(付款|支付|应付)|最终(付款|支付|应付|金额)|(核定|核准|审定|批准|审批|审核|批复|终审)(报销|付款|支付)?(总?金?额(?!度)|数)|(核定|核准|审定)$|payable|netamount|amountdue/u;
/** Changes after which an amount is what is paid: 核减后金额, 折后价. 税后单价 is the price of one. */
const AFTER =
  '(?:抵扣?|冲[抵销减]|扣[除减款税]?|[核审]减|核销|折扣?|优惠|减免|变更|调整|修正|更正|审[批核计]?|复?核|核定|确认)后';
const WHO = '(?:财务|会计|出纳|领导|主管|经理|审[批核]人|复核人|部门|公司)';
const SHARE = '(?:公司|企业|单位)(?:承担|负担)';
/**
 * Labels by which somebody else than the applicant says what is paid: 最终报销金额, 财务复核金额, 审后金额, 准予报销金额. 不同意, 不可报销 and allowances
 * (年度可报销金额, 可报销额度) do not, nor does a word of consent without an amount.
 */
const GRANTED = new RegExp(
  `(最终|实核|核[批报付发]|准[付报支]|签批|(?<!真)实际(转账|汇款|拨付|支取)?|(实|应)拨|本次(报销|打款|拨付)|应报销?|应打款|应支付|(?<![已未待])(打款|转账|汇款)|(?<![已未待]|工程|项目|竣工)结算|(?<!不|未)((同意|准予)(报销|支付|付款|列支|支出|发放)?|(予以|准许|允许|核可|认可)(报销|支付|付款|列支|支出|发放))|(?<!不|未|尚|剩余|本[年月季]|当[年月]|每[年月季])可报销?|${WHO}(确认|复核|核[对实算报批])|(财务|会计|出纳)(付款|支付|打款)|${SHARE}|^(复核|确认(?=报销|付款|支付))|${AFTER})的?(应付|实付|应报|报销|付款|支付|发放|核定|审核|审批|确认)?(总?金?额|数额?|款额|合计|总计|总费用|(?<=折扣?后)总?价)(大写)?(\\(.*\\))?$|approved.{0,13}amount|amount(approved|topay)|net(pay|topay)(ment)?|final(approved)?amount|reimbursableamount|actual(payment|reimbursement)`,
  'u',
);
/** The same words where no 金额 follows: they count if an amount stands there, and nothing else (批准 = 100). */
const GRANTED_BARE = new RegExp(
  `^(?:${WHO}?(?:核定|核准|批准|批复|批示|审批|审核|审定|终审|核批|核报|同意|准予|复核)(?:报销|支付|付款)?|(?:实际|本次)?(?:打款|转账|汇款|结算)|${SHARE}(?:部分)?|${AFTER}价?)(?:\\([^()]*\\))?$`,
  'u',
);
/** Sums over many payments. */
const STANDING = /累计|余额/u;
/** What is left for later, what may be claimed, a sum after tax: whether it is paid now the label does not say. */
const LEFT_OVER = /剩余|未付|尚欠|待付/u;
const LIMIT = /(剩余|本[年月季]|当[年月]|每[年月季])度?可报销?.*(额|合计|总计|数)(\(.*\))?$/u;
const AFTER_TAX = /税后的?(总?金?额|数额?|款额|合计|总计)?(\(.*\))?$/u;
/** Ends of labels that describe an offset; an amount may stand there all the same. */
const DESCRIBES = /(内容|标准|来源|用途)(\(.*\))?$/u;
/** Labels that number, date or describe an amount. */
const NO_AMOUNT =
  /(单号|编号|号码|文号|序号|[账帐卡]号|日期|时间|款日|说明|原因|事由|备注|方式|类型|类别|种类|项目|科目|部门|单位|公司|组织|银行|人|方|名称|姓名|附件|凭证|发票|单据|清单|比例|百分比|率|期限|期次|周期|年限|张数|次数|天数|月数|期数|份数|件数|数量|状态|进度|条件|条款|计划|安排|方案|用途|来源|去向|渠道|内容|性质|标准|审批单|超标审批|地点|单价)(\(.*\))?$|^是否|^未超/u;
/** Labels of tax that is set off against tax. */
const TAX = /进项税|抵扣.{0,4}税|退税|抵税|应[交付纳].{0,3}税/u;
const AMOUNT_LABEL = /金额|款额|数额|合计|总额|amount|total/u;

/** Kind of an amount by its label; a `bare-payable` counts only where nothing but an amount stands in it. */
export type OffsetKind = 'offset' | 'maybe-offset' | 'payable' | 'maybe-payable' | 'bare-payable';

/** Cache: forms repeat their labels in every approval. */
const kinds = new Map<string, OffsetKind | null>();
const MOST = 5000;

/** Returns the kind of an amount by its label. @param table label of its table, "" at the top of the form or in a table that is paid. */
export function kindOfLabel(comparable: string, table: string): OffsetKind | null {
  const around = table === '' ? '' : comparableLabel(table);
  const key = `${around}\n${comparable}`;
  const ready = kinds.get(key);
  if (ready !== undefined) return ready;
  const kind = kindCalled(simplified(comparable), simplified(around));
  if (kinds.size >= MOST) kinds.clear();
  kinds.set(key, kind);
  return kind;
}

/** A plain 金额 in a table of offsets is an offset. */
function kindCalled(comparable: string, around: string): OffsetKind | null {
  if (isBare(comparable)) return 'bare-payable';
  if (NO_AMOUNT.test(comparable) || (TAX.test(comparable) && !comparable.includes('代扣'))) return null;
  const refused = TAKEN.test(comparable);
  if (!refused && isPayable(comparable))
    return around === '' && LEFT_OVER.test(comparable) ? 'maybe-payable' : 'payable';
  if (around === '' && !refused && (LIMIT.test(comparable) || AFTER_TAX.test(comparable))) return 'maybe-payable';
  const taken = refused || OFFSET.test(comparable);
  const discount = around === '' && MAYBE_DISCOUNT.test(comparable);
  const name = taken || MAYBE_OFFSET.test(comparable) || discount ? comparable : '';
  const where = name !== '' ? name : AMOUNT_LABEL.test(comparable) ? around : '';
  if (OTHER_PERIOD.test(comparable) || where === '') return null;
  if (taken || OFFSET.test(where)) return 'offset';
  return discount || MAYBE_OFFSET.test(where) ? 'maybe-offset' : null;
}

/** Returns whether an amount is the most that may be claimed. */
export const isLimit = (comparable: string): boolean => LIMIT.test(simplified(comparable));

/** Returns whether a label is of an offset only by the word of a discount. */
export function isOnlyDiscount(comparable: string): boolean {
  const label = simplified(comparable);
  return MAYBE_DISCOUNT.test(label) && ![OFFSET, TAKEN, MAYBE_OFFSET].some((words) => words.test(label));
}

/** Returns whether a label describes an offset: 扣款标准, 罚款内容. */
export function describesOffset(comparable: string): boolean {
  if (!DESCRIBES.test(comparable)) return false;
  const label = simplified(comparable);
  return [OFFSET, TAKEN].some((words) => words.test(label)) || /罚款/u.test(label);
}

const isBare = (comparable: string): boolean => GRANTED_BARE.test(comparable) && !PAYABLE.test(comparable);

const isPayable = (comparable: string): boolean =>
  (PAYABLE.test(comparable) && !(STANDING.test(comparable) && !/本[次期]/u.test(comparable))) ||
  (GRANTED.test(comparable) && !OTHER_PERIOD.test(comparable));

/** Amounts of several payments, of which the one that is mapped (本次付款) is a part; what others granted or was really paid is none. */
const OF_THE_WHOLE = /应(付|结|支)|需支?付|结算/u;
const OF_THIS_ONE = /本[次期]|[此这]次|实|核|审|批|最终|后|确认|同意/u;
const PAID_BEFORE = /已(付|支付|转账|打款|汇|结)/u;
/** What was paid in this payment, or by somebody else for it, comes off it. */
const OF_THIS_TOO = /本[次期]|[此这]次|公司|企业|单位|[扣减应需]/u;

/** Returns whether the label of the amount that is paid says that it is one of several payments. */
export const isPartLabel = (comparable: string): boolean =>
  /本次|[此這这]次|本期(付|支付|申请|請款|请款|实付)/u.test(comparable);

/** Returns what an amount is beside such a part: what was paid before, what is left after it, or the whole, which is not less than the part; null for any other. */
export function besideAPart(comparable: string): 'before' | 'left' | 'whole' | null {
  const label = simplified(comparable);
  if (PAID_BEFORE.test(label) && !OF_THIS_TOO.test(label)) return 'before';
  if (LEFT_OVER.test(label)) return 'left';
  return OF_THE_WHOLE.test(label) && !OF_THIS_ONE.test(label) ? 'whole' : null;
}

const INSURANCE = /社保|公积金|社会保险|五险|(养老|医疗)保险|医保/u;
/** Labels of what kind of cost a form is about. */
const KIND = /(费用|报销|付款|款项|支出|业务)?(类型|类别|项目|科目|种类)(\(.*\))?$/u;
const OF_COMPANY = /(公司|企业|单位)(承担|负担|缴纳?|部分)/u;
const OF_PERSON = /(个人|员工|职工|本人)(承担|负担|缴纳?|部分)/u;

const shares = new Map<string, 'company' | 'person' | null>();

/** Returns whose share of social insurance an amount is; null if it is none. */
export function shareOf(comparable: string): 'company' | 'person' | null {
  const ready = shares.get(comparable);
  if (ready !== undefined) return ready;
  const label = simplified(comparable);
  const share = OF_COMPANY.test(label) ? 'company' : OF_PERSON.test(label) ? 'person' : null;
  if (shares.size >= MOST) shares.clear();
  shares.set(comparable, share);
  return share;
}

export const namesKind = (comparable: string): boolean => KIND.test(comparable);

/** Returns whether a text of the form speaks of social insurance, whose two shares are paid together. */
export const speaksOfInsurance = (text: string): boolean => INSURANCE.test(simplified(text));
