import { createHash } from 'node:crypto';
import type { Amount } from '@dingdee/shared/money';
import { type NumberingMode, USUAL_KEY_FIELD } from '@dingdee/shared/scheme';

/** What a target field holds; base data is written by number. */
export type FieldType = 'text' | 'base' | 'enum' | 'date' | 'amount' | 'rate';
export interface TargetField {
  /** Kingdee's key; kingdee.md §7. */
  key: string;
  label: string;
  type: FieldType;
  /** Cached base data to check against and pick from (shared BaseDataKind). */
  baseData?: string;
}

/** Header fields of AP_PAYBILL by our names (interface.md, kingdee.md §7.1), in the order Kingdee wants them. */
export const HEADER_FIELDS = {
  billType: { key: 'FBillTypeID', label: '单据类型', type: 'base' },
  businessDate: { key: 'FDATE', label: '业务日期', type: 'date' },
  contactUnitType: { key: 'FCONTACTUNITTYPE', label: '往来单位类型', type: 'enum' },
  contactUnit: { key: 'FCONTACTUNIT', label: '往来单位', type: 'base', baseData: 'employee' },
  receivingUnitType: { key: 'FRECTUNITTYPE', label: '收款单位类型', type: 'enum' },
  receivingUnit: { key: 'FRECTUNIT', label: '收款单位', type: 'base', baseData: 'employee' },
  payOrg: { key: 'FPAYORGID', label: '付款组织', type: 'base', baseData: 'organisation' },
  settleOrg: { key: 'FSETTLEORGID', label: '结算组织', type: 'base', baseData: 'organisation' },
  currency: { key: 'FCURRENCYID', label: '币别', type: 'base', baseData: 'currency' },
  settleCurrency: { key: 'FSETTLECUR', label: '结算币别', type: 'base', baseData: 'currency' },
  exchangeRate: { key: 'FEXCHANGERATE', label: '汇率', type: 'rate' },
  settleRate: { key: 'FSETTLERATE', label: '结算汇率', type: 'rate' },
  department: { key: 'FDepartment', label: '部门', type: 'base', baseData: 'department' },
  remark: { key: 'FREMARK', label: '备注', type: 'text' },
} as const satisfies Record<string, TargetField>;

/** Fields of one row of FPAYBILLENTRY (kingdee.md §7.2). `amount` is 应付金额 and is repeated as 付款金额. */
export const ROW_FIELDS = {
  settlementType: { key: 'FSETTLETYPEID', label: '结算方式', type: 'base', baseData: 'settlementType' },
  purpose: { key: 'FPURPOSEID', label: '付款用途', type: 'base', baseData: 'purpose' },
  amount: { key: 'FPAYTOTALAMOUNTFOR', label: '应付金额', type: 'amount' },
  costItem: { key: 'FCOSTID', label: '费用项目', type: 'base', baseData: 'costItem' },
  expenseDepartment: { key: 'FEXPENSEDEPTID_E', label: '费用承担部门', type: 'base', baseData: 'department' },
  department: { key: 'FDepartment', label: '部门', type: 'base', baseData: 'department' },
  ourBankAccount: { key: 'FACCOUNTID', label: '我方银行账号', type: 'base', baseData: 'bankAccount' },
  cashAccount: { key: 'FCashAccount', label: '我方现金账号', type: 'base', baseData: 'cashAccount' },
  oppositeAccount: { key: 'FOPPOSITEBANKACCOUNT', label: '对方银行账号', type: 'text' },
  oppositeName: { key: 'FOPPOSITECCOUNTNAME', label: '对方账户名称', type: 'text' },
  oppositeBank: { key: 'FOPPOSITEBANKNAME', label: '对方开户行', type: 'text' },
  comment: { key: 'FCOMMENT', label: '行备注', type: 'text' },
} as const satisfies Record<string, TargetField>;

/** A payment bill ready to be sent. Field values by our names (or a customer's "F_XXXX_…" key); an absent field is not sent. */
export interface PaymentBillDraft {
  billNo: string;
  thirdBillNo: string;
  orgNumber: string;
  currency: string;
  header: Readonly<Record<string, string>>;
  rows: readonly { amount: Amount; fields: Readonly<Record<string, string>> }[];
  /** Σ rows, exactly. */
  total: Amount;
}

/** Who numbers a bill in Kingdee, and which field carries `thirdBillNo` (product.md §2). Not part of the content: it changes no mapped value. */
export interface Numbering {
  numbering: NumberingMode;
  keyField: string;
}
export const OUR_NUMBERS: Numbering = { numbering: 'ours', keyField: USUAL_KEY_FIELD };

/** JSON with sorted keys, no spaces: equal content gives equal text. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  // One growing text: this runs over every field of every bill, more than once.
  let text = '';
  if (Array.isArray(value)) {
    for (const item of value) text += `${text === '' ? '' : ','}${canonicalJson(item)}`;
    return `[${text}]`;
  }
  const record = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(record).sort())
    if (record[key] !== undefined)
      text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(record[key])}`;
  return `{${text}}`;
}

/** What an approval is bound to: SHA-256 over header, rows, organisation and number of the exact payload. */
export const contentHash = (draft: PaymentBillDraft): string =>
  createHash('sha256').update(canonicalJson(draft)).digest('hex');
