import { type VariantWords, type Words, wordsOf } from './issue-variants.js';

const at = (label: string | undefined): string => `审批单的“${label}”`;
const byHand = (field: string | undefined): string => `请申请人更正，或打开原审批核对后手工填写${field}。`;
const apart = (field: string | undefined): string => `请申请人分开提交，或打开原审批核对后手工填写${field}。`;

const looksLike =
  (kind: string): Words =>
  ({ label, tail, field }) =>
    `${at(label)}里的号码${tail ? `（尾号 ${tail}）` : ''}${kind}，没有当作收款账号。${byHand(field)}`;
const NOT_ACCOUNT: VariantWords<'payee-not-account'> = {
  account: looksLike('不能确定是收款账号'),
  phone: looksLike('像电话号码'),
  'id-card': looksLike('像身份证号'),
  'bank-code': looksLike('像联行号'),
  document: looksLike('像合同号、单号或税号'),
  date: looksLike('像日期'),
  masked: looksLike('被遮住了一部分'),
  unclear: looksLike('不能确定是收款账号'),
};

const ELSEWHERE: VariantWords<'payee-elsewhere'> = {
  control: ({ label, tail, field }) =>
    `${at(label)}填了账号（尾号 ${tail}），方案没有读它，付款单不带对方银行账号。核对后手工填写${field}，或在方案里改用这个控件。`,
  owed: ({ label, name, tail, form }) =>
    `${at(label)}写的是${name ? `户名“${name}”` : '不止一个收款人'}${tail ? `，尾号 ${tail}` : ''}，${form}不带收款账号，会欠给往来单位。核对往来单位是不是这个人：是的写明理由再通过，不是的改往来单位或退回补件。`,
};

const rounded =
  (account: Words): Words =>
  (params) => {
    const { field, digits, tail, surely } = params;
    const seen = `${account(params)}有 ${digits} 位，第 15 位以后全是 0（尾号 ${tail}）`;
    return surely
      ? `${seen}，像是${EXCEL}没有当作收款账号。请申请人更正，或打开原审批、向收款人核对后手工填写${field}。`
      : `${seen}。这样的账号有，也可能是${EXCEL}打开原审批、向收款人核对，账号没有错的写明理由再通过；有错就手工填写${field}。`;
  };
const EXCEL = '从 Excel 粘贴的：Excel 只留前 15 位，后面的变成 0。';
const ROUNDED: VariantWords<'payee-rounded'> = {
  hand: rounded(({ field }) => `人工填写的${field}`),
  control: rounded(({ label }) => `${at(label)}里的账号`),
  elsewhere: rounded(({ field = '' }) => field),
};

/**
 * Sentences on accounts and names that do not say exactly one payee. `label` is the control, `field` the field of the bill that gets no value;
 * accounts are shown by their last four digits.
 */
export const PAYEE_WORDS: Readonly<Record<string, Words>> = {
  'payee-several': ({ label, tails = '', field }) => {
    const all = tails.split(' ').map((tail) => `尾号 ${tail}`);
    return `${at(label)}里有 ${all.length} 个收款账号（${all.join('、')}），不能判断付给哪一个。${apart(field)}`;
  },
  'payee-names': ({ label, names, field }) => `${at(label)}里有 ${names} 个收款人，不能判断付给谁。${apart(field)}`,
  'payee-not-account': wordsOf(NOT_ACCOUNT),
  'payee-left-over': ({ label, text, field }) =>
    `${at(label)}里的“${text}”没有认出是什么，可能是账号或户名的一部分，所以没有读收款账号。${byHand(field)}`,
  'payee-without-name': ({ label, tail, field }) =>
    `${at(label)}有账号（尾号 ${tail}）但没有读到户名，不能用发起人的名字代替。${byHand(field)}`,
  'payee-other-name': ({ label, field }) =>
    `${at(label)}写的户名和${field}不一致，账号可能不是这个人的。${byHand(field)}`,
  'payee-without-number': ({ label, field }) =>
    `${at(label)}没有银行账号（例如钉钉账户、支付宝），付款单不带对方银行账号。确认不走银行转账，或在这一栏取金蝶档案里的账号、手工填写${field}。`,
  'payee-elsewhere': wordsOf(ELSEWHERE),
  'payee-unreadable': ({ label, field }) => `${at(label)}有无法读取的内容，不能确定收款账号。${byHand(field)}`,
  'payee-rounded': wordsOf(ROUNDED),
};
