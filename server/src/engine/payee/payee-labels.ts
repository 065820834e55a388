import { plainForms } from '@dingdee/shared/plain-forms';

/**
 * Meaning of a label or a key for the value beside it. `weak`: a number of something; `other`: known, and no part of a payee's account, perhaps a
 * number of its own; `word`: known, and holds a word (银行卡, 浙江省), never a number.
 */
export type PayeeLabel = 'account' | 'weak' | 'branch' | 'payee' | 'bank' | 'other' | 'word';

/** Labels of numbers that are not the payee's account, and of accounts that are not the payee's. */
const OTHER =
  /身份证|证件|护照|税号|税务|纳税|信用代码|合同|电话|手机|联系|传真|联行|行号|大额|发票|工号|订单|单号|单据|编号|流水|凭证|邮箱|邮编|地址|住址|金额|日期|时间|备注|说明|附言|用途|事由|支付宝|微信|付款([账帐人方行单银公卡]|$)|我方|本方|我司|出[账帐]|扣款|退款|idcard|cert|identity|passport|phone|mobile|tax|contract|cnaps|swift|(bank|branch)(code|no|num|number|id)$|routing|union|email|amount|date|remark|payer|(^|[a-z])(id|code)$/u;
/** Labels that stand beside a bank and name no bank (forms-in-the-wild.md). */
const SKIPPED = /省|市|地区|区域|方式|类型|类别|种类|状态|type$|kind$|status$|province|city|country|logo|icon|avatar/u;
const ACCOUNT =
  /([账帐]号|卡号|银行[账帐]户|收款[账帐]户|对方[账帐]户|对[公私][账帐]户|^[账帐]户|account|acct|card)(no|num|number)?$|iban$/u;
const BRANCH = /支行|分行|网点|分理处|营业部|branch/u;
const PAYEE =
  /(户名|[账帐]户名称?|户主|持卡人|姓名|往来单位|支付对象|(收款|对方|收方)(人|方|单位|对象|公司|企业)?(名称?|姓名|全称|户名)?|(供应商|公司|单位|企业)(名称|全称)|^供应商)$|^(.*(account|acct|payee|holder|user|card|beneficiary|owner|real))?(name|holder|owner)$|(payee|beneficiary)$/u;
const BANK = /开户银?行|银行|bank(name)?$/u;

/**
 * Classifies a label (forms-in-the-wild.md): account before branch before payee before bank. Labels may end in an explanation in brackets or in a
 * second language; keys of nested objects are joined by dots.
 * @returns null if the label says nothing about a payee.
 */
export function payeeLabel(label: string): PayeeLabel | null {
  const ready = known.get(label);
  if (ready !== undefined) return ready;
  const meaning = classified(label);
  if (known.size >= MOST) known.clear();
  known.set(label, meaning);
  return meaning;
}

/** Cache: forms repeat their labels in every approval. */
const known = new Map<string, PayeeLabel | null>();
const MOST = 5000;

function classified(label: string): PayeeLabel | null {
  const whole = plainForms(label)
    .replace(/^ext\./u, '')
    .replace(/[\s_.#*-]/gu, '')
    .toLowerCase();
  if (OTHER.test(whole)) return 'other';
  const bare = whole.replace(/\([^()]*\)$/u, '');
  const plain = /\p{Script=Han}/u.test(bare) ? bare.replace(/[a-z]+$/u, '') : bare;
  if (SKIPPED.test(plain)) return 'word';
  if (ACCOUNT.test(plain)) return 'account';
  if (BRANCH.test(plain)) return 'branch';
  if (PAYEE.test(plain)) return 'payee';
  if (BANK.test(plain)) return 'bank';
  return /^(no|num|number|号码)$/u.test(plain) ? 'weak' : null;
}
