import type { BaseForm } from './base-data.js';
import { enumeration, type Field, type FieldKind, text } from './field.js';
import { ENTRY, ENTRY_NAME, PAYBILL, PAYBILL_NAME, type PaybillFields } from './paybill-fields.js';

/** kingdee.md §4: types seen are 231 text, 175 enum, 127 base data, 61 date, 106 amount; the others are made up. */
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

function fieldInfo(field: Field) {
  return {
    Key: field.key,
    Name: localised(field.name),
    FieldName: field.key.toUpperCase(),
    PropertyName: field.key.replace(/^F/, ''),
    FieldType: FIELD_TYPE[field.kind],
    ElementType: ELEMENT_TYPE[field.kind],
    MustInput: field.mustInput ? 1 : 0,
    LookUpObjectFormId: field.lookUp ?? null,
    Extends: (field.values ?? []).map(([value, caption]) => ({ Value: value, Caption: caption })),
    DefValue: field.byDefault ?? null,
    Editlen: field.length ?? 0,
  };
}

function entity(key: string, name: string, entryName: string, pk: string, fields: readonly Field[]) {
  return {
    Key: key,
    Name: localised(name),
    EntryName: entryName,
    EntryPkFieldName: pk,
    Fields: fields.map(fieldInfo),
  };
}

/** Reply of QueryBusinessInfo (kingdee.md §4). */
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

/** @param lengths of FBillNo and FTHIRDBILLNO at this customer. */
export function paybillInfo(
  { header, rows }: PaybillFields,
  lengths: { billNoMaxLength: number; keyMaxLength: number },
) {
  const longest: Readonly<Record<string, number>> = {
    FBillNo: lengths.billNoMaxLength,
    FTHIRDBILLNO: lengths.keyMaxLength,
  };
  const own = header.map((each) => ({ ...each, length: longest[each.key] ?? each.length }));
  return reply(PAYBILL, PAYBILL_NAME, [
    entity('FBillHead', '单据头', '', 'FID', own),
    entity(ENTRY, ENTRY_NAME, 'PAYBILLENTRY', 'FEntryID', rows),
    // §7.2: further entities, without the fields that nobody here uses.
    entity('FPAYBILLSRCENTRY', '源单明细', 'PAYBILLSRCENTRY', 'FEntryID', []),
    entity('FPAYBILLMORERECENTRY', '多收款人明细', 'PAYBILLMORERECENTRY', 'FEntryID', []),
  ]);
}

const STATUS_VALUES = [
  ['Z', '暂存'],
  ['A', '创建'],
  ['B', '审核中'],
  ['C', '已审核'],
  ['D', '重新审核'],
] as const;

export function baseFormInfo(form: BaseForm) {
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
    ...(form.organisationKeys ? [organisation('FCreateOrgId', '创建组织'), organisation('FUseOrgId', '使用组织')] : []),
    ...(form.form === 'BD_Currency' ? [text('FCODE', '货币代码', { length: 10 })] : []),
  ];
  return reply(form.form, form.name, [entity('FBillHead', '基本信息', '', form.pk, fields)]);
}
