import { complaint, MSG } from './answers.js';
import { type BillForm, type Check, inherit } from './bill-form.js';
import { fromUnits } from './decimal.js';
import {
  amount,
  asTheSiteHasThem,
  base,
  date,
  decimal,
  enumeration,
  type Field,
  moreOwnFields,
  must,
  text,
  unit,
} from './field.js';
import { amountOf, cellText, sumOf } from './ledger.js';
import { byKey, type PaybillFields, STATUSES, UNIT_TYPES } from './paybill-fields.js';
import type { KingdeeSwitches } from './switches.js';
import { header, rows } from './validate-bill.js';

export const OTHER_PAYABLE = 'AP_OtherPayable';

/** Header fields (kingdee.md §8.1) in the order of its payload: the unit type before the unit. */
const HEADER: readonly Field[] = [
  base('FBillTypeID', '单据类型', 'BOS_BillType', must),
  text('FBillNo', '单据编号', { length: 30 }),
  date('FDATE', '业务日期', must),
  date('FENDDATE_H', '到期日', must),
  enumeration('FCONTACTUNITTYPE', '往来单位类型', { ...must, values: UNIT_TYPES }),
  unit('FCONTACTUNIT', '往来单位', 'FCONTACTUNITTYPE', must),
  base('FCURRENCYID', '币别', 'BD_Currency', must),
  base('FSETTLEORGID', '结算组织', 'ORG_Organizations', must),
  base('FPAYORGID', '付款组织', 'ORG_Organizations', must),
  base('FPURCHASEORGID', '采购组织', 'ORG_Organizations'),
  base('FDEPARTMENTID', '申请部门', 'BD_Department'),
  base('FMAINBOOKSTDCURRID', '本位币', 'BD_Currency', { ...must, byDefault: 'PRE001' }),
  text('FEXCHANGETYPE', '汇率类型', { length: 40 }),
  date('FACCNTTIMEJUDGETIME', '到期日计算日期'),
  enumeration('FDOCUMENTSTATUS', '单据状态', { ...must, values: STATUSES, readOnly: true }),
  enumeration('FBUSINESSTYPE', '业务类型', { ...must, byDefault: 'T', values: [['T', '其他应付']] }),
  enumeration('FCancelStatus', '作废状态', {
    ...must,
    byDefault: 'A',
    readOnly: true,
    values: [
      ['A', '未作废'],
      ['B', '已作废'],
    ],
  }),
  amount('FTOTALAMOUNTFOR_H', '总金额', { readOnly: true }),
  base('FCreatorId', '创建人', 'SEC_User', { readOnly: true }),
  date('FCreateDate', '创建日期', { readOnly: true }),
  date('FAPPROVEDATE', '审核日期', { readOnly: true }),
];

const ROWS: readonly Field[] = [
  base('FCOSTID', '费用项目', 'BD_Expense', must),
  base('FCOSTDEPARTMENTID', '费用承担部门', 'BD_Department'),
  enumeration('FINVOICETYPE', '发票类型', {
    byDefault: '0',
    values: [
      ['0', '普通发票'],
      ['1', '增值税专用发票'],
    ],
  }),
  decimal('FEntryTaxRate', '税率(%)', { byDefault: '0' }),
  amount('FNOTAXAMOUNTFOR', '不含税金额'),
  amount('FTAXAMOUNTFOR', '税额', { byDefault: '0' }),
  amount('FTOTALAMOUNTFOR', '总金额', must),
  text('FCOMMENT', '备注', { length: 255 }),
];

const built = new Map<string, PaybillFields>();

/** Returns the fields of the form; no payload shows which free-text fields it has (kingdee.md §8.1). */
function fieldsOf(switches: KingdeeSwitches): PaybillFields {
  const { payableKeys, payableRemark, payableAbsent, moreOwnFields: more, fieldLengths, fieldChoices } = switches;
  const name = JSON.stringify([payableKeys, payableRemark, payableAbsent, more, fieldLengths, fieldChoices]);
  const known = built.get(name);
  if (known) return known;
  const gone = new Set(payableAbsent.split(',').map((key) => key.trim().toLowerCase()));
  const there = ({ key }: Field): boolean => !gone.has(key.toLowerCase());
  const free = payableKeys.split(',').filter((key) => key !== '');
  const own = [
    ...free.map((key) => text(key, key === 'FTHIRDBILLNO' ? '第三方单据编号' : '预设文本', { length: 80 })),
    ...(payableRemark === '' ? [] : [text(payableRemark, '备注', { length: 255 })]),
    ...(more === 'header' ? moreOwnFields() : []),
  ];
  const head = asTheSiteHasThem([...HEADER, ...own].filter(there), switches);
  const lines = asTheSiteHasThem([...ROWS.filter(there), ...(more === 'rows' ? moreOwnFields() : [])], switches);
  const fields = { header: head, rows: lines, headerByKey: byKey(head), rowByKey: byKey(lines) };
  built.set(name, fields);
  return fields;
}

/** Checks that net amount plus tax equals the total of each row. */
const amounts: Check = (bill) =>
  bill.rows.flatMap(({ cells }, index) =>
    amountOf(cells, 'FNOTAXAMOUNTFOR') + amountOf(cells, 'FTAXAMOUNTFOR') === amountOf(cells, 'FTOTALAMOUNTFOR')
      ? []
      : [complaint(`第${index + 1}行分录，不含税金额与税额之和不等于总金额`, MSG.validation, 'FTOTALAMOUNTFOR')],
  );

const period: Check = (bill, _fields, { closedThrough }) => {
  const day = cellText(bill.cells.get('FDATE')).slice(0, 10);
  return day !== '' && closedThrough !== '' && day <= closedThrough
    ? [complaint(`业务日期${day}所在期间已结账，不允许保存！`, MSG.validation, 'FDATE')]
    : [];
};

/** Form 其他应付单 (kingdee.md §8.1). Fields that it shares with the payment bill have the same keys; its ledger is separate. */
export const OTHER_PAYABLE_FORM: BillForm = {
  id: OTHER_PAYABLE,
  name: '其他应付单',
  entry: 'FEntity',
  entryName: '明细',
  entryView: 'FEntity',
  oldEntry: null,
  fields: fieldsOf,
  amount: 'FTOTALAMOUNTFOR',
  sameAmount: ['FNOTAXAMOUNTFOR'],
  totals: ['FTOTALAMOUNTFOR_H'],
  fill({ cells, rows: lines }) {
    inherit(cells, 'FENDDATE_H', cells.get('FDATE'));
    inherit(cells, 'FSETTLEORGID', cells.get('FPAYORGID'));
    for (const row of lines) inherit(row.cells, 'FNOTAXAMOUNTFOR', row.cells.get('FTOTALAMOUNTFOR'));
    cells.set('FTOTALAMOUNTFOR_H', fromUnits(sumOf(lines, 'FTOTALAMOUNTFOR')));
  },
  checks: [period, header, rows, amounts],
  closed: ({ expenseManagement }) =>
    expenseManagement === 'in-use' ? complaint('费用管理已启用，不能手工新增', MSG.validation, '') : null,
};
