import type { KingdeeFields, KingdeeForm } from './kingdee-form.js';

/** Header fields by our names (interface.md, kingdee.md §7.1), in the order that Kingdee expects. */
const header = {
  billType: { key: 'FBillTypeID', label: '单据类型', type: 'base', always: true, upperCase: true },
  businessDate: { key: 'FDATE', label: '业务日期', type: 'date', always: true },
  contactUnitType: { key: 'FCONTACTUNITTYPE', label: '往来单位类型', type: 'enum', always: true },
  contactUnit: {
    key: 'FCONTACTUNIT',
    label: '往来单位',
    type: 'base',
    baseData: 'employee',
    kindIn: 'contactUnitType',
    always: true,
  },
  receivingUnitType: {
    key: 'FRECTUNITTYPE',
    label: '收款单位类型',
    type: 'enum',
    sameAs: 'contactUnitType',
    always: true,
  },
  receivingUnit: {
    key: 'FRECTUNIT',
    label: '收款单位',
    type: 'base',
    baseData: 'employee',
    kindIn: 'receivingUnitType',
    sameAs: 'contactUnit',
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
  settleCurrency: {
    key: 'FSETTLECUR',
    label: '结算币别',
    type: 'base',
    baseData: 'currency',
    always: true,
    upperCase: true,
  },
  exchangeRate: { key: 'FEXCHANGERATE', label: '汇率', type: 'rate', always: true },
  settleRate: { key: 'FSETTLERATE', label: '结算汇率', type: 'rate', always: true },
  department: { key: 'FDepartment', aliases: ['FDEPARTMENTID'], label: '部门', type: 'base', baseData: 'department' },
  // The form's own limits are UNCONFIRMED (kingdee.md §14).
  remark: { key: 'FREMARK', label: '备注', type: 'text', longest: 255 },
} as const satisfies KingdeeFields;

/** Fields of one row (kingdee.md §7.2). 付款金额 equals 应付金额. */
const rows = {
  settlementType: {
    key: 'FSETTLETYPEID',
    label: '结算方式',
    type: 'base',
    baseData: 'settlementType',
    always: true,
  },
  purpose: { key: 'FPURPOSEID', label: '付款用途', type: 'base', baseData: 'purpose', always: true },
  amount: {
    key: 'FPAYTOTALAMOUNTFOR',
    label: '应付金额',
    type: 'amount',
    always: true,
    alsoAs: 'FPAYAMOUNTFOR_E',
  },
  costItem: { key: 'FCOSTID', label: '费用项目', type: 'base', baseData: 'costItem', upperCase: true },
  expenseDepartment: {
    key: 'FEXPENSEDEPTID_E',
    label: '费用承担部门',
    type: 'base',
    baseData: 'department',
    upperCase: true,
  },
  department: { key: 'FDepartment', aliases: ['FDEPARTMENTID'], label: '部门', type: 'base', baseData: 'department' },
  ourBankAccount: { key: 'FACCOUNTID', label: '我方银行账号', type: 'base', baseData: 'bankAccount', masked: true },
  cashAccount: { key: 'FCashAccount', label: '我方现金账号', type: 'base', baseData: 'cashAccount', masked: true },
  oppositeAccount: { key: 'FOPPOSITEBANKACCOUNT', label: '对方银行账号', type: 'text', longest: 100, masked: true },
  oppositeName: { key: 'FOPPOSITECCOUNTNAME', label: '对方账户名称', type: 'text', longest: 255 },
  oppositeBank: { key: 'FOPPOSITEBANKNAME', label: '对方开户行', type: 'text', longest: 255 },
  comment: { key: 'FCOMMENT', label: '行备注', type: 'text', longest: 255 },
} as const satisfies KingdeeFields;

type Header = keyof typeof header;
type Row = keyof typeof rows;
const head = {
  billType: 'billType',
  date: 'businessDate',
  payee: 'contactUnit',
  payeeType: 'contactUnitType',
  receiver: 'receivingUnit',
  receiverType: 'receivingUnitType',
  organisation: 'payOrg',
  currency: 'currency',
  settleCurrency: 'settleCurrency',
  department: 'department',
  purpose: 'remark',
} as const satisfies Record<keyof KingdeeForm['head'], Header>;
const row = {
  amount: 'amount',
  settlement: 'settlementType',
  costItem: 'costItem',
  ourAccount: 'ourBankAccount',
  ourCash: 'cashAccount',
  account: 'oppositeAccount',
  holder: 'oppositeName',
  bank: 'oppositeBank',
} as const satisfies Record<keyof KingdeeForm['row'], Row>;

/** 付款单 (kingdee.md §7). */
export const AP_PAYBILL = {
  id: 'AP_PAYBILL',
  label: '付款单',
  header,
  rows,
  head,
  row,
  keyField: 'FTHIRDBILLNO',
  ownField: /^F_[A-Za-z0-9_]{1,60}$/,
  // §7.4
  unitKinds: {
    BD_Empinfo: 'employee',
    BD_Supplier: 'supplier',
    BD_Department: 'department',
    ORG_Organizations: 'organisation',
  },
  personKind: 'BD_Empinfo',
  // §7.3, §7.4
  valueWords: {
    BD_Empinfo: '员工',
    BD_Supplier: '供应商',
    BD_Customer: '客户',
    BD_Department: '部门',
    BD_BANK: '银行',
    ORG_Organizations: '组织',
    FIN_OTHERS: '其他往来单位',
    FKDLX01_SYS: '采购业务付款单',
    FKDLX02_SYS: '其他业务付款单',
  },
  homeCurrency: 'PRE001',
  entry: 'FPAYBILLENTRY',
  entryId: 'FPAYBILLENTRY_FEntryID',
  billId: 'FID',
  billNo: 'FBillNo',
  status: 'FDOCUMENTSTATUS',
  cancelled: { key: 'FCancelStatus', value: 'B' },
} as const satisfies KingdeeForm;
