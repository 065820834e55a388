import {
  amount,
  asTheSiteHasThem,
  base,
  bool,
  date,
  decimal,
  enumeration,
  type Field,
  integer,
  moreOwnFields,
  must,
  type SiteLimits,
  text,
  unit,
} from './field.js';

export const PAYBILL = 'AP_PAYBILL';
export const PAYBILL_NAME = '付款单';
export const ENTRY = 'FPAYBILLENTRY';
export const ENTRY_NAME = '付款单明细';
/** Name of the rows in older releases (kingdee.md §7.2). */
export const OLD_ENTRY = 'AP_PAYBILL__FPAYBILLENTRY';

/** Types of contact units (kingdee.md §7.4). */
export const UNIT_TYPES = [
  ['BD_Supplier', '供应商'],
  ['BD_Customer', '客户'],
  ['BD_Department', '部门'],
  ['BD_Empinfo', '员工'],
  ['BD_BANK', '银行'],
  ['ORG_Organizations', '组织机构'],
  ['FIN_OTHERS', '其他往来单位'],
] as const;

/** Statuses of a bill (kingdee.md §7.5). */
export const STATUSES = [
  ['Z', '暂存'],
  ['A', '创建'],
  ['B', '审核中'],
  ['C', '已审核'],
  ['D', '重新审核'],
] as const;

/** A field that a customer's form may have; not in kingdee.md. */
export const PAYMENT_STATUS = 'F_PAY_STATUS';
const paymentStatus = (): Field =>
  enumeration(PAYMENT_STATUS, '付款状态', {
    readOnly: true,
    values: [
      ['A', '未付款'],
      ['B', '付款中'],
      ['C', '已付款'],
    ],
  });
/** §8.3: fields of the customer's own that its form may have. */
export const PROJECT_FIELD = 'F_ABCD_Project';
export const CUSTOMER_FIELD = 'F_ABCD_Customer';
export const PROJECT_CATEGORY = 'XM';
const project = (): Field =>
  base(PROJECT_FIELD, '研发项目', 'BOS_ASSISTANTDATA_DETAIL', { ...must, category: PROJECT_CATEGORY });
/** §4: the own field with a list of values, and its values unless the site changed them. */
export const CHOICE_FIELD = 'F_ABCD_Way';
const choice = (): Field =>
  enumeration(CHOICE_FIELD, '报销类别', {
    values: [
      ['CL', '差旅'],
      ['ZD', '招待'],
      ['BG', '办公'],
    ],
  });
const department = (key: string): Field => base(key, '部门', 'BD_Department');

/** Header fields (kingdee.md §7.1) in the order of the form: unit types before their units (§12). */
const HEADER: readonly Field[] = [
  base('FBillTypeID', '单据类型', 'BOS_BillType', must),
  text('FBillNo', '单据编号', { length: 30 }),
  date('FDATE', '业务日期', must),
  enumeration('FCONTACTUNITTYPE', '往来单位类型', { ...must, values: UNIT_TYPES }),
  unit('FCONTACTUNIT', '往来单位', 'FCONTACTUNITTYPE', must),
  enumeration('FRECTUNITTYPE', '收款单位类型', { ...must, values: UNIT_TYPES }),
  unit('FRECTUNIT', '收款单位', 'FRECTUNITTYPE', must),
  base('FCURRENCYID', '币别', 'BD_Currency', must),
  base('FPAYORGID', '付款组织', 'ORG_Organizations', must),
  base('FSETTLEORGID', '结算组织', 'ORG_Organizations'),
  base('FPURCHASEORGID', '采购组织', 'ORG_Organizations'),
  base('FSETTLECUR', '结算币别', 'BD_Currency', must),
  decimal('FEXCHANGERATE', '汇率', { byDefault: '1' }),
  decimal('FSETTLERATE', '结算汇率', { byDefault: '1' }),
  base('FSETTLEMAINBOOKID', '本位币', 'BD_Currency', { ...must, byDefault: 'PRE001' }),
  enumeration('FDOCUMENTSTATUS', '单据状态', { ...must, values: STATUSES, readOnly: true }),
  enumeration('FBUSINESSTYPE', '业务类型', {
    ...must,
    byDefault: '3',
    values: [
      ['1', '其他业务'],
      ['2', '采购业务'],
      ['3', '费用报销'],
      ['4', '工资业务'],
    ],
  }),
  enumeration('FCancelStatus', '作废状态', {
    ...must,
    byDefault: 'A',
    readOnly: true,
    values: [
      ['A', '未作废'],
      ['B', '已作废'],
    ],
  }),
  base('FPURCHASEDEPTID', '采购部门', 'BD_Department'),
  base('FPURCHASERID', '采购员', 'BD_Empinfo'),
  text('FREMARK', '备注', { length: 255 }),
  date('FBookingDate', '期望付款日期'),
  text('FTHIRDBILLNO', '第三方单据编号', { length: 80 }),
  text('FPRESETTEXT1', '预设文本1', { length: 255 }),
  text('FPRESETTEXT2', '预设文本2', { length: 255 }),
  text('FSourceBillNumber', '源单编号', { length: 80 }),
  text('FWBSETTLENO', '网银流水号', { length: 80 }),
  bool('FISINIT', '期初单据'),
  bool('FISSAMEORG', '是否同组织'),
  bool('FIsCredit', '是否信用'),
  bool('FIsWriteOff', '是否核销'),
  bool('FREALPAY', '实报实付'),
  bool('FISCARRYRATE', '是否携带汇率'),
  bool('FMoreReceive', '多收款人'),
  bool('FVirIsSameAcctOrg', '虚拟同核算组织'),
  integer('FMatchMethodID', '核销方式', { byDefault: '0' }),
  amount('FPAYTOTALAMOUNTFOR_H', '应付金额', { readOnly: true }),
  amount('FREALPAYAMOUNTFOR_H', '实付金额', { readOnly: true }),
  base('FCreatorId', '创建人', 'SEC_User', { readOnly: true }),
  date('FCreateDate', '创建日期', { readOnly: true }),
  date('FModifyDate', '修改日期', { readOnly: true }),
  date('FAPPROVEDATE', '审核日期', { readOnly: true }),
];

/** Row fields (kingdee.md §7.2). */
const ROWS: readonly Field[] = [
  base('FSETTLETYPEID', '结算方式', 'BD_SETTLETYPE', must),
  base('FPURPOSEID', '付款用途', 'CN_RECPAYPURPOSE', must),
  amount('FPAYTOTALAMOUNTFOR', '应付金额', must),
  amount('FPAYAMOUNTFOR_E', '付款金额'),
  amount('FSETTLEPAYAMOUNTFOR', '折后金额'),
  amount('FPAYAMOUNT_E', '付款金额本位币'),
  amount('FSETTLEDISTAMOUNTFOR', '现金折扣', { byDefault: '0' }),
  amount('FOVERSHORTAGEFOR', '长短款', { byDefault: '0' }),
  amount('FHANDLINGCHARGEFOR', '手续费', { byDefault: '0' }),
  base('FACCOUNTID', '我方银行账号', 'CN_BANKACNT'),
  base('FCashAccount', '现金账号', 'CN_CASHACCOUNT'),
  text('FOPPOSITEBANKACCOUNT', '对方银行账号', { length: 100 }),
  text('FOPPOSITECCOUNTNAME', '对方账户名称', { length: 255 }),
  text('FOPPOSITEBANKNAME', '对方开户行', { length: 255 }),
  text('FCNAPS', '联行号', { length: 50 }),
  text('FSwiftCode', 'SWIFT 代码', { length: 50 }),
  text('FBankDetail', '银行网点', { length: 255 }),
  text('FOpenAddressRec', '开户行地址', { length: 255 }),
  text('FSETTLENO', '结算号', { length: 80 }),
  text('FCOMMENT', '备注', { length: 255 }),
  base('FCOSTID', '费用项目', 'BD_Expense'),
  base('FEXPENSEDEPTID_E', '费用承担部门', 'BD_Department'),
  date('FPOSTDATE', '登账日期', must),
  enumeration('FRecType', '收付类型', { ...must, byDefault: '0', values: [['0', '普通']] }),
  enumeration('FRuZhangType', '入账类型', { ...must, byDefault: '1', values: [['1', '手工入账']] }),
  enumeration('FPayType', '支付类型', { ...must, byDefault: 'A', values: [['A', '普通支付']] }),
];

export interface PaybillFields {
  header: readonly Field[];
  rows: readonly Field[];
  /** Fields by lower-case key, because published samples vary the case (kingdee.md §12). */
  headerByKey: ReadonlyMap<string, Field>;
  rowByKey: ReadonlyMap<string, Field>;
}

export const byKey = (fields: readonly Field[]): ReadonlyMap<string, Field> =>
  new Map(fields.map((each) => [each.key.toLowerCase(), each]));

/** Fields of the customer's own. */
interface Own {
  projectField: 'none' | 'header' | 'rows';
  customerField: boolean;
  choiceField: 'none' | 'header' | 'rows';
  moreOwnFields: 'none' | 'header' | 'rows';
}

/**
 * Builds the fields of the customer's form. FDepartment is a header field in kingdee.md §7.1; other installations have it in the rows.
 * @param mandatory further keys that the customer made mandatory, comma-separated.
 * @param absent keys that it removed.
 */
function build(
  departmentLevel: 'header' | 'entry' | 'both',
  mandatory: string,
  payment: 'none' | 'header' | 'entry',
  departmentKey: string,
  absent: string,
  own: Own,
  limits: SiteLimits,
): PaybillFields {
  const extra = new Set(mandatory.split(',').map((key) => key.trim().toLowerCase()));
  const mark = (each: Field): Field => (extra.has(each.key.toLowerCase()) ? { ...each, mustInput: true } : each);
  const gone = new Set(absent.split(',').map((key) => key.trim().toLowerCase()));
  const there = ({ key }: Field): boolean => !gone.has(key.toLowerCase());
  const header = [
    ...HEADER,
    ...(departmentLevel === 'entry' ? [] : [department(departmentKey)]),
    ...(payment === 'header' ? [paymentStatus()] : []),
    ...(own.projectField === 'header' ? [project()] : []),
    ...(own.choiceField === 'header' ? [choice()] : []),
    ...(own.moreOwnFields === 'header' ? moreOwnFields() : []),
  ]
    .filter(there)
    .map(mark);
  const rows = [
    ...ROWS,
    ...(departmentLevel === 'header' ? [] : [department(departmentKey)]),
    ...(payment === 'entry' ? [paymentStatus()] : []),
    ...(own.projectField === 'rows' ? [project()] : []),
    ...(own.customerField ? [base(CUSTOMER_FIELD, '客户', 'BD_Customer')] : []),
    ...(own.choiceField === 'rows' ? [choice()] : []),
    ...(own.moreOwnFields === 'rows' ? moreOwnFields() : []),
  ]
    .filter(there)
    .map(mark);
  const [head, lines] = [asTheSiteHasThem(header, limits), asTheSiteHasThem(rows, limits)];
  return { header: head, rows: lines, headerByKey: byKey(head), rowByKey: byKey(lines) };
}

const built = new Map<string, PaybillFields>();

export function paybillFields(
  settings: Own &
    SiteLimits & {
      departmentLevel: 'header' | 'entry' | 'both';
      mandatoryFields: string;
      paymentStatus: 'none' | 'header' | 'entry';
      departmentKey: string;
      absentFields: string;
    },
): PaybillFields {
  const { departmentLevel, mandatoryFields, paymentStatus, departmentKey, absentFields } = settings;
  const { projectField, customerField, choiceField, moreOwnFields: more, fieldLengths, fieldChoices } = settings;
  const own = { projectField, customerField, choiceField, moreOwnFields: more };
  const limits = { fieldLengths, fieldChoices };
  const key = JSON.stringify([
    departmentLevel,
    mandatoryFields,
    paymentStatus,
    departmentKey,
    absentFields,
    own,
    limits,
  ]);
  const known = built.get(key);
  if (known) return known;
  const fields = build(departmentLevel, mandatoryFields, paymentStatus, departmentKey, absentFields, own, limits);
  built.set(key, fields);
  return fields;
}
