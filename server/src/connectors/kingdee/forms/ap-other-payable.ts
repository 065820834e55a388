import { NO_FIELD } from '../../../domain/draft/target-form.js';
import { AP_PAYBILL } from './ap-paybill.js';
import type { KingdeeFields, KingdeeForm } from './kingdee-form.js';

/** Header fields by our names (kingdee.md §8.1). A name that the payment bill also has means the same in both. */
const header = {
  billType: { key: 'FBillTypeID', label: '单据类型', type: 'base', always: true, upperCase: true },
  businessDate: { key: 'FDATE', label: '业务日期', type: 'date', always: true },
  dueDate: { key: 'FENDDATE_H', label: '到期日', type: 'date' },
  contactUnitType: { key: 'FCONTACTUNITTYPE', label: '往来单位类型', type: 'enum', always: true },
  contactUnit: {
    key: 'FCONTACTUNIT',
    label: '往来单位',
    type: 'base',
    baseData: 'employee',
    kindIn: 'contactUnitType',
    always: true,
  },
  payOrg: { key: 'FPAYORGID', label: '付款组织', type: 'base', baseData: 'organisation', always: true },
  settleOrg: {
    key: 'FSETTLEORGID',
    label: '结算组织',
    type: 'base',
    baseData: 'organisation',
    sameAs: 'payOrg',
    always: true,
  },
  currency: { key: 'FCURRENCYID', label: '币别', type: 'base', baseData: 'currency', always: true },
  department: {
    key: 'FDEPARTMENTID',
    aliases: ['FDepartment'],
    label: '申请部门',
    type: 'base',
    baseData: 'department',
  },
  // No known payload has a remark: the form of a site is asked which key it has.
  remark: { key: 'FRemarks', aliases: ['FREMARK', 'FAP_Remark'], label: '备注', type: 'text', longest: 255 },
} as const satisfies KingdeeFields;

/** Fields of one row. Tax is not split off: the whole amount is owed to the applicant. */
const rows = {
  costItem: { key: 'FCOSTID', label: '费用项目', type: 'base', baseData: 'costItem', always: true, upperCase: true },
  expenseDepartment: {
    key: 'FCOSTDEPARTMENTID',
    label: '费用承担部门',
    type: 'base',
    baseData: 'department',
    upperCase: true,
  },
  amount: { key: 'FTOTALAMOUNTFOR', label: '总金额', type: 'amount', always: true, alsoAs: 'FNOTAXAMOUNTFOR' },
  comment: { key: 'FCOMMENT', aliases: ['FNOTE'], label: '行备注', type: 'text', longest: 255 },
} as const satisfies KingdeeFields;

type Header = keyof typeof header;
type Row = keyof typeof rows | typeof NO_FIELD;
/** The creditor is the later payee, and there is only one currency. */
const head = {
  billType: 'billType',
  date: 'businessDate',
  payee: 'contactUnit',
  payeeType: 'contactUnitType',
  receiver: 'contactUnit',
  receiverType: 'contactUnitType',
  organisation: 'payOrg',
  currency: 'currency',
  settleCurrency: 'currency',
  department: 'department',
  purpose: 'remark',
} as const satisfies Record<keyof KingdeeForm['head'], Header>;
/** The form says who is owed how much; it does not say how or into which account it is paid. */
const row = {
  amount: 'amount',
  settlement: NO_FIELD,
  costItem: 'costItem',
  ourAccount: NO_FIELD,
  ourCash: NO_FIELD,
  account: NO_FIELD,
  holder: NO_FIELD,
  bank: NO_FIELD,
} as const satisfies Record<keyof KingdeeForm['row'], Row>;

/** 其他应付单 (kingdee.md §8.1). */
export const AP_OTHER_PAYABLE = {
  id: 'AP_OtherPayable',
  label: '其他应付单',
  header,
  rows,
  head,
  row,
  keyField: 'FTHIRDBILLNO',
  // It is not known which of the free text fields this form has: it must show one before anything is sent or concluded (decision 74).
  keyCarriers: ['FTHIRDBILLNO', 'FPRESETTEXT1'],
  ownField: AP_PAYBILL.ownField,
  unitKinds: AP_PAYBILL.unitKinds,
  personKind: AP_PAYBILL.personKind,
  valueWords: {
    ...AP_PAYBILL.valueWords,
    QTYFD01_SYS: '费用报销其他应付单',
    QTYFD02_SYS: '其他应付单',
  },
  homeCurrency: AP_PAYBILL.homeCurrency,
  entry: 'FEntity',
  entryId: 'FEntity_FEntryID',
  billId: 'FID',
  billNo: 'FBillNo',
  status: 'FDOCUMENTSTATUS',
  cancelled: { key: 'FCancelStatus', value: 'B' },
} as const satisfies KingdeeForm;
