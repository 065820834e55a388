import { ASSISTANT_FORM, type BaseForm } from './base-data.js';
import type { BillForm } from './bill-form.js';
import { enumeration, type Field, type FieldKind, text } from './field.js';
import type { PaybillFields } from './paybill-fields.js';

/** Field types (kingdee.md §4): seen are 231 text, 175 enum, 127 base data, 61 date, 106 amount; the others are invented. */
const FIELD_TYPE: Readonly<Record<FieldKind, number>> = {
  text: 231,
  enum: 175,
  base: 127,
  date: 61,
  amount: 106,
  decimal: 106,
  integer: 56,
  boolean: 167,
};

const ELEMENT_TYPE: Readonly<Record<FieldKind, number>> = {
  text: 1,
  enum: 9,
  base: 13,
  date: 3,
  amount: 5,
  decimal: 2,
  integer: 7,
  boolean: 8,
};

const localised = (value: string) => [{ Key: 2052, Value: value }];

/** Builds the description of a field. @param categoryId returns the id of a category of 辅助资料; '' if this site does not name it (§8.3). */
function fieldInfo(field: Field, categoryId: (category: string) => string) {
  const category = field.category === undefined ? '' : categoryId(field.category);
  return {
    Key: field.key,
    Name: localised(field.name),
    FieldName: field.key.toUpperCase(),
    PropertyName: field.key.replace(/^F/, ''),
    FieldType: FIELD_TYPE[field.kind],
    ElementType: ELEMENT_TYPE[field.kind],
    MustInput: field.mustInput ? 1 : 0,
    LookUpObjectFormId: field.lookUp ?? null,
    ...(category === '' ? {} : { LookUpObjectID: category }),
    Extends: (field.values ?? []).map(([value, caption]) => ({ Value: value, Caption: caption })),
    DefValue: field.byDefault ?? null,
    Editlen: field.untold ? 0 : (field.length ?? 0),
  };
}

function entity(
  key: string,
  name: string,
  entryName: string,
  pk: string,
  fields: readonly Field[],
  categoryId: (category: string) => string = () => '',
) {
  return {
    Key: key,
    Name: localised(name),
    EntryName: entryName,
    EntryPkFieldName: pk,
    Fields: fields.map((field) => fieldInfo(field, categoryId)),
  };
}

/** Builds the reply of QueryBusinessInfo (kingdee.md §4). */
const reply = (id: string, name: string, entities: readonly object[]) => ({
  Result: {
    ResponseStatus: {
      IsSuccess: true,
      Errors: [],
      SuccessEntitys: [],
      SuccessMessages: [],
      MsgCode: 0,
    },
    NeedReturnData: { Id: id, Name: localised(name), Entrys: entities },
  },
});

/**
 * Describes a bill form.
 * @param lengths maximum lengths of FBillNo and FTHIRDBILLNO at this customer.
 * @param categoryId as in `fieldInfo`
 */
export function billFormInfo(
  form: BillForm,
  { header, rows }: PaybillFields,
  lengths: { billNoMaxLength: number; keyMaxLength: number },
  categoryId: (category: string) => string,
) {
  const longest: Readonly<Record<string, number>> = {
    FBillNo: lengths.billNoMaxLength,
    FTHIRDBILLNO: lengths.keyMaxLength,
  };
  const own = header.map((each) => ({ ...each, length: longest[each.key] ?? each.length }));
  return reply(form.id, form.name, [
    entity('FBillHead', '单据头', '', 'FID', own, categoryId),
    entity(form.entry, form.entryName, form.entryView, 'FEntryID', rows, categoryId),
    // §7.2: further entities; their fields are left out, because no test uses them.
    ...(form.oldEntry === null
      ? []
      : [
          entity('FPAYBILLSRCENTRY', '源单明细', 'PAYBILLSRCENTRY', 'FEntryID', []),
          entity('FPAYBILLMORERECENTRY', '多收款人明细', 'PAYBILLMORERECENTRY', 'FEntryID', []),
        ]),
  ]);
}

const STATUS_VALUES = [
  ['Z', '暂存'],
  ['A', '创建'],
  ['B', '审核中'],
  ['C', '已审核'],
  ['D', '重新审核'],
] as const;

const BANK_CAPTIONS = ['银行账号', '账户名称', '开户银行', '默认'];

/** Describes a base data form. @param banks keys of its bank rows: account, holder, bank, default. */
export function baseFormInfo(form: BaseForm, banks: readonly string[] = []) {
  const organisation = (key: string, name: string): Field => ({
    key,
    name,
    kind: 'base',
    mustInput: true,
    lookUp: 'ORG_Organizations',
  });
  const fields: Field[] = [
    text('FNumber', '编码', { length: 80 }),
    text(form.nameKey, '名称', { length: 255, mustInput: true }),
    enumeration(form.statusKeys[0], '数据状态', { values: STATUS_VALUES }),
    enumeration(form.statusKeys[1], '禁用状态', {
      values: [
        ['A', '否'],
        ['B', '是'],
      ],
    }),
    ...(form.form === ASSISTANT_FORM ? [text('FId', '类别', { mustInput: true })] : []),
    ...(form.organisationKeys ? [organisation('FCreateOrgId', '创建组织'), organisation('FUseOrgId', '使用组织')] : []),
    ...(form.form === 'BD_Currency' ? [text('FCODE', '货币代码', { length: 10 })] : []),
  ];
  const bankRows = banks.map((key, index) => text(key, BANK_CAPTIONS[index] ?? key, { length: 255 }));
  return reply(form.form, form.name, [
    entity('FBillHead', '基本信息', '', form.pk, fields),
    ...(bankRows.length > 0 ? [entity('FBankInfo', '银行信息', 'BankInfo', 'FBankId', bankRows)] : []),
  ]);
}
