import { PLACES } from './payee-places.js';

/** Words that stand beside an account and do not say whose it is. */
const PAYMENT =
  '账户 帐户 账号 帐号 银行账户 银行卡 银行账号 银行卡号 卡号 卡 储蓄卡 借记卡 信用卡 贷记卡 个人卡 个人银行卡 个人账户 一类卡 二类卡 工资卡 公账 私账 基本户 一般户 对公户 ' +
  '对公账户 对公帐户 对私账户 对公 对私 个人 本人 自己 公司 人民币 元 元整 圆整 ' +
  '收款 付款 打款 汇款 转款 转账 转帐 转到 打到 打至 打入 打给 汇到 汇至 汇入 付到 付给 付至 支付 支付给 支付到 转入 转至 转给 存入 到 至 请 麻烦 烦请 尽快 尽快安排 安排 及时 直接 ' +
  '收款人 收款方 收款信息 收款账户 收款账号 收款人信息 收款方信息 账户信息 帐户信息 账号信息 银行信息 打款信息 付款信息 银行账户信息 开户信息 信息 开户银行 开户行 户名 ' +
  '如下 以下 见附件 详见附件 附件 见附 同上 详情 谢谢 谢谢您 谢谢你 谢谢了 谢谢啦 谢谢大家 多谢 感谢 您好 你好 领导 财务 老师 现金 报销 钉钉 钉钉账户 银行 银行转账 的 是 为 即可 完毕 ' +
  '工资 薪资 薪水 奖金 绩效 提成 佣金 补贴 津贴 补助 差旅 出差 出差补助 报销款 货款 房租 租金 押金 定金 订金 尾款 首付款 首款 预付款 进度款 余款 借款 备用金 保证金 质保金 退款 项目 采购 材料 劳务 加班 餐补 饭补 住宿 交通 打车 办公用品 年终奖 社保 公积金';
const BANKS =
  '工行 农行 中行 建行 交行 招行 邮储 邮政 邮政储蓄 邮局 浦发 民生 兴业 光大 华夏 平安 广发 中信 浙商 渤海 恒丰 网商 微众 农商 农信 信合 储蓄所 分理处 工商 农业 建设 招商 徽商 杭银 宁波银行 人行 浙商行 农发行 国开行 农合行 村镇行';

/** Recognises texts that are composed of given words, in any order. */
class Vocabulary {
  private readonly words: ReadonlySet<string>;
  private readonly longest: number;

  constructor(words: readonly string[]) {
    this.words = new Set(words);
    this.longest = Math.max(...words.map(({ length }) => length));
  }

  /** Returns whether the whole text is composed of the words; each position at which a word ends is visited once. */
  makes(text: string): boolean {
    if (text === '' || text.length > 60) return false;
    const ends = [true];
    for (let end = 1; end <= text.length; end++) {
      ends[end] = false;
      for (let from = Math.max(0, end - this.longest); from < end && !ends[end]; from++)
        ends[end] = ends[from] === true && this.words.has(text.slice(from, end));
    }
    return ends[text.length] === true;
  }
}

const payment = PAYMENT.split(' ');
const banks = BANKS.split(' ');
const beside = new Vocabulary([...payment, ...PLACES]);
const named = new Vocabulary([...banks, ...payment, ...PLACES]);

const WRITTEN_OUT = /银行|信用社|信用联社|农商行|支行|分行|营业部|邮政储蓄/u;
/** Short forms of banks: no name begins like that, and what follows is the branch: 建行文三路. */
const BEGINS_SHORT = /^(?:中国)?(?:工行|农行|建行|交行|招行|邮储|邮政储蓄)/u;
/** Words of a label that name no bank: "开户行", "收款银行", "银行卡". */
const OF_NO_BANK =
  /收款|付款|对方|开户|所属|所在|往来|单位|公司|个人|名称|全称|账户|帐户|账号|帐号|卡号|信息|支行|分行|网点|银行|营业部|[人方名卡号地户账帐行的及和]/gu;
const ENDS_AS_COMPANY = /(?:有限|股份|责任|集团)公司$|(?:厂|店|馆|工作室|经营部|个体户|事务所)$/u;

/** Returns whether a word names a bank, in full or in short, with its branch or its kind of card. */
export function isBank(word: string): boolean {
  if (WRITTEN_OUT.test(word)) return true;
  if (ENDS_AS_COMPANY.test(word)) return false;
  return BEGINS_SHORT.test(word) || (named.makes(word) && !beside.makes(word));
}

const COMPANY =
  /(公司|厂|店|中心|院|所|社|部|局|会|校|学|馆|队|厅|站|铺|超市|商场|市场|酒楼|[商车货洋米粮茶花药灯]行|工作室|经营部|个体户)(\(.*\)|（.*）)?$/u;
export const isCompany = (word: string): boolean => COMPANY.test(word);

/** Returns whether a label is the name of a bank ("建行：6222…"), not a word like 开户行. */
export const isBankName = (word: string): boolean => isBank(word) && word.replace(OF_NO_BANK, '') !== '';

/** A time beside what is paid: 3月, 2024年度, 一季度. */
const TIME =
  /(?:(?:19|20)?\d\d|[本上今去当])年度?|(?:1[0-2]|0?[1-9]|[一二三四五六七八九十]{1,2}|[本上当])月份?|(?:3[01]|[12]\d|0?[1-9])[日号]|[1-4一二三四]季度|[上下]半年/gu;
const COST =
  /^\p{Script=Han}{0,6}(?:费|费用|款|款项|工资|薪资|薪酬|奖金|补贴|津贴|补助|押金|定金|订金|租金|备用金|报销单)$/u;

/** Returns whether a word says nothing about a payee: a word of payment, a place, a time, what is paid for. */
export function isKnownWord(word: string): boolean {
  const plain = word.replace(/[!?.~…！？"'“”‘’]+$/u, '').replace(TIME, '');
  return plain === '' || beside.makes(plain) || (COST.test(plain) && !/^\p{Script=Han}{0,1}[费款]$/u.test(plain));
}

/** A name of two to four characters directly followed by a bank: "张三招商银行". */
const RUN_TOGETHER =
  /^(?!中国)(\p{Script=Han}{2,4}?)((?:中国)?(?:(?:工商|农业|建设|交通|招商|邮政储蓄|邮储|兴业|民生|光大|中信|华夏|平安|广发|浦发|浦东发展|浙商)银行|中国银行|工行|农行|建行|招行|交行|邮储).*)$/u;

/** Returns the length of a name that is directly followed by a bank; 0 if there is none. */
export function nameBeforeBank(word: string): number {
  const name = RUN_TOGETHER.exec(word)?.[1] ?? '';
  return name === '' || isBank(name) || isKnownWord(name) || /[省市县区州行]$/u.test(name) ? 0 : name.length;
}
