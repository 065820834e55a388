import type { NumberKind } from './payee-digits.js';

/** Why a control does not name exactly one payee. Codes and parameters; the sentence is made at the edge. */
export type PayeeTrouble =
  | { code: 'payee-several'; label: string; tails: readonly string[] }
  | { code: 'payee-names'; label: string; names: number }
  | { code: 'payee-not-account'; label: string; kind: NumberKind; tail: string }
  | { code: 'payee-left-over'; label: string; text: string }
  | { code: 'payee-without-name'; label: string; tail: string }
  | { code: 'payee-other-name'; label: string }
  | { code: 'payee-without-number'; label: string }
  | { code: 'payee-elsewhere'; label: string; tail: string }
  | { code: 'payee-unreadable'; label: string };

export const PAYEE_CODES = [
  'payee-several',
  'payee-names',
  'payee-not-account',
  'payee-left-over',
  'payee-without-name',
  'payee-other-name',
  'payee-without-number',
  'payee-elsewhere',
  'payee-unreadable',
] as const satisfies readonly PayeeTrouble['code'][];

/** Amber codes: nothing wrong would be sent, and a person confirms that it is intended. */
const AMBER: ReadonlySet<PayeeTrouble['code']> = new Set(['payee-without-number', 'payee-elsewhere']);
export const payeeLevel = ({ code }: PayeeTrouble): 'red' | 'amber' => (AMBER.has(code) ? 'amber' : 'red');

const KINDS: Readonly<Record<NumberKind, string>> = {
  account: '不能确定是收款账号',
  phone: '像电话号码',
  'id-card': '像身份证号',
  'bank-code': '像联行号',
  document: '像合同号、单号或税号',
  date: '像日期',
  masked: '被遮住了一部分',
  unclear: '不能确定是收款账号',
};

/** @param field the field of the bill that gets no value, 对方银行账号 or 对方账户名称. */
export function payeeSentence(trouble: PayeeTrouble, field: string): string {
  const at = `审批单的“${trouble.label}”`;
  const byHand = `请申请人更正，或打开原审批核对后手工填写${field}。`;
  switch (trouble.code) {
    case 'payee-several':
      return `${at}里有 ${trouble.tails.length} 个收款账号（${trouble.tails.map((tail) => `尾号 ${tail}`).join('、')}），不能判断付给哪一个。请申请人分开提交，或打开原审批核对后手工填写${field}。`;
    case 'payee-names':
      return `${at}里有 ${trouble.names} 个收款人，不能判断付给谁。请申请人分开提交，或打开原审批核对后手工填写${field}。`;
    case 'payee-not-account':
      return `${at}里的号码${trouble.tail === '' ? '' : `（尾号 ${trouble.tail}）`}${KINDS[trouble.kind]}，没有当作收款账号。${byHand}`;
    case 'payee-left-over':
      return `${at}里的“${trouble.text}”没有认出是什么，可能是账号或户名的一部分，所以没有读收款账号。${byHand}`;
    case 'payee-without-name':
      return `${at}有账号（尾号 ${trouble.tail}）但没有读到户名，不能用发起人的名字代替。${byHand}`;
    case 'payee-other-name':
      return `${at}写的户名和${field}不一致，账号可能不是这个人的。${byHand}`;
    case 'payee-without-number':
      return `${at}没有银行账号（例如钉钉账户、支付宝），付款单不带对方银行账号。确认不走银行转账，或在这一栏取金蝶档案里的账号、手工填写${field}。`;
    case 'payee-elsewhere':
      return `${at}填了账号（尾号 ${trouble.tail}），方案没有读它，付款单不带对方银行账号。核对后手工填写${field}，或在方案里改用这个控件。`;
    case 'payee-unreadable':
      return `${at}有无法读取的内容，不能确定收款账号。${byHand}`;
  }
}

/** The issue of an account that Excel may have rounded. */
export const PAYEE_ROUNDED = 'payee-rounded';

/** @param field the field of the bill, 对方银行账号. */
export function roundedSentence(
  {
    place,
    digits,
    tail,
    surely,
  }: { place: 'hand' | 'elsewhere' | { label: string }; digits: number; tail: string; surely: boolean },
  field: string,
): string {
  const what =
    place === 'hand' ? `人工填写的${field}` : place === 'elsewhere' ? field : `审批单的“${place.label}”里的账号`;
  const seen = `${what}有 ${digits} 位，第 15 位以后全是 0（尾号 ${tail}）`;
  const excel = '从 Excel 粘贴的：Excel 只留前 15 位，后面的变成 0。';
  return surely
    ? `${seen}，像是${excel}没有当作收款账号。请申请人更正，或打开原审批、向收款人核对后手工填写${field}。`
    : `${seen}。这样的账号有，也可能是${excel}打开原审批、向收款人核对，账号没有错的写明理由再通过；有错就手工填写${field}。`;
}
