import { simplified } from '../source/simplified.js';

/** Labels of a choice of how something is paid. */
const WAY = /(付款|支付|报销|打款|结算)(方式|方法|类型|渠道|途径|形式|主体)(\(.*\))?$/u;
/**
 * Ways by which the company pays somebody else, pays once a month, or nobody pays: 企业支付, 公务卡, 商旅月结, 冲借款. 公司支付 may well mean this bill.
 */
const OTHER_WAY =
  /企业支付(?!宝)|(企业|公司|单位)(统一?(付|支付)|代付|直付|已付)|公务卡|月结|[无不][需用须]?要?(再)?(付款|支付|打款)|^(冲|抵|核销)(抵|销|减|扣)?(个人)?(借款|借支|备用金|预付款?|账|帐)?$|挂账/u;
/** Labels of a question whether it is paid in such a way. */
const ASKS_WAY =
  /^(是否)?(由|为|使用|用|走)?(企业支付|(企业|公司|单位)(统一?(付|支付)|代付|直付|月结)|公务卡)(支付|付款|结算)?$/u;
/** Labels of whether something is paid. */
const STATE = /(付款|支付|打款|转账|汇款|结算|结清)(状态|情况|进度|结果)(\(.*\))?$/u;
const ASKS_DONE = /^(款项)?是否(已经?|全部已?|完成)(付|付款|支付|打款|转账|结清|结算)$|^已(付款|支付|打款|转账)$/u;
const DONE =
  /^(已经?|全部|部分)(全部|部分|完成)?(付|付款|支付|打款|转账|汇款|结清|结算|付清)(完成|成功|完毕)?$|^(付款|支付|打款|转账|汇款)(完成|成功|完毕)$|^paid$/iu;
/** Labels of a question whether something is set off: 是否冲借款, 冲账. That of tax is none. */
const ASKS_OFFSET =
  /^(是否|需否|有无|是否有|是否需要?)?(需要?)?(冲(抵|销|减)?|抵(扣|减|消|销)?|核销|扣回|归还|未冲|未还|未核销|待冲)(个人|员工|原)?(借款|借支|备用金|预[付支借]款?)$|^(是否|需否|是否需要?)(冲[账帐抵销])$|^冲[账帐]$/u;
const YES = /^(是的?|有|需要?|要|已?冲[抵销账帐]?|涉及|yes|y|true|√|✓)$/iu;

/** Labels of a bank's international code, and of whether an account is abroad. */
const SWIFT = /swift|国际(银行)?代码/u;
const CODE = /^[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/iu;
const ABROAD =
  /^(是否)?(为|是)?(境外|国外|海外|离岸)(收款|付款|支付|汇款|账户|帐户|银行|账号|收款人|供应商)?(账户|付款|收款)?$/u;

/** How a form may say that less, or nothing, is left to be paid by this bill. */
type PaidOtherwise = 'way' | 'done' | 'offset';
type Asks = 'way' | 'asks-way' | 'state' | 'asks-done' | 'asks-offset' | 'swift' | 'abroad' | null;

/** Cache: forms repeat their labels in every approval. */
const known = new Map<string, Asks>();
const MOST = 5000;

function asksOf(comparable: string): Asks {
  const ready = known.get(comparable);
  if (ready !== undefined) return ready;
  const label = simplified(comparable);
  const asks = WAY.test(label)
    ? 'way'
    : ASKS_WAY.test(label)
      ? 'asks-way'
      : STATE.test(label)
        ? 'state'
        : ASKS_DONE.test(label)
          ? 'asks-done'
          : ASKS_OFFSET.test(label)
            ? 'asks-offset'
            : SWIFT.test(label)
              ? 'swift'
              : ABROAD.test(label)
                ? 'abroad'
                : null;
  if (known.size >= MOST) known.clear();
  known.set(comparable, asks);
  return asks;
}

/**
 * Returns how a control says that the sum may not be left to be paid; null if it does not.
 * @param texts returns what is chosen or written in it.
 */
export function paidOtherwise(comparable: string, texts: () => readonly string[]): PaidOtherwise | null {
  const asks = asksOf(comparable);
  if (asks === null || asks === 'swift' || asks === 'abroad') return null;
  const some = (pattern: RegExp) =>
    texts().some((text) => pattern.test(simplified(text.normalize('NFKC')).replaceAll(/\s/gu, '')));
  switch (asks) {
    case 'way':
      return some(OTHER_WAY) ? 'way' : null;
    case 'asks-way':
      return some(YES) ? 'way' : null;
    case 'state':
      return some(DONE) ? 'done' : null;
    case 'asks-done':
      return some(YES) || some(DONE) ? 'done' : null;
    case 'asks-offset':
      return some(YES) ? 'offset' : null;
  }
}

/** Ways of payment that need no account of a payee. */
const WITHOUT_ACCOUNT = /^现金(支付|付款)?$|自动(扣|划|代)|(银行)?代扣|划扣|托收/u;

/** Returns whether a control says that the payment needs no account of a payee: 付款方式 = 现金, 自动扣款. */
export const needsNoAccount = (comparable: string, text: string): boolean =>
  asksOf(comparable) === 'way' && WITHOUT_ACCOUNT.test(simplified(text.normalize('NFKC')).trim());

/** Returns whether a control says that the money goes abroad. */
export function goesAbroad(comparable: string, text: string): boolean {
  const asks = asksOf(comparable);
  if (asks === 'swift') return CODE.test(text.replaceAll(/\s/gu, ''));
  return asks === 'abroad' && YES.test(simplified(text.normalize('NFKC')).trim());
}
