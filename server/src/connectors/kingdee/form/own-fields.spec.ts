import { describe, expect, it } from 'vitest';
import { AP_PAYBILL } from '../forms/ap-paybill.js';
import { baseDataKeys, baseDataQuery, baseDataRecords, categoriesIn } from './base-data-query.js';
import { kindBehind, readOwn } from './own-fields.js';

const field = (Key: string, LookUpObjectFormId: string | null, LookUpObjectID: string | null = null) => ({
  Key,
  Name: [{ Key: '2052', Value: `字段${Key}` }],
  LookUpObjectFormId,
  LookUpObjectID,
});
const metadata = (...entities: [key: string, fields: ReturnType<typeof field>[]][]) => ({
  Result: { NeedReturnData: { Entrys: entities.map(([Key, Fields]) => ({ Key, Fields })) } },
});
const categories = [{ id: '2f6a1c9e-53b7', number: 'XM', name: '研发项目' }];
const kindsOf = (json: Parameters<typeof readOwn>[0]) =>
  readOwn(json, AP_PAYBILL)?.map((found) => [found.level, found.key, kindBehind(found, categories)]);

describe('a field of the customer’s own', () => {
  it('is chosen from what its form says: a usual kind, a category of 辅助资料 by id or number, another form', () => {
    const json = metadata(
      ['FBillHead', [field('F_A_Dept', 'BD_Department'), field('F_A_Note', null), field('FREMARK', 'BD_Customer')]],
      [
        'AP_PAYBILL__FPAYBILLENTRY',
        [
          field('F_A_ById', 'BOS_ASSISTANTDATA_DETAIL', '2f6a1c9e-53b7'),
          field('F_A_ByNumber', 'BOS_AssistantData_Detail', 'XM'),
          field('F_A_Customer', 'BD_Customer'),
        ],
      ],
      ['FOTHERENTRY', [field('F_A_Elsewhere', 'BD_Department')]],
    );
    expect(kindsOf(json)).toEqual([
      ['header', 'F_A_Dept', 'department'],
      ['header', 'F_A_Note', null],
      ['rows', 'F_A_ById', 'assistant:XM'],
      ['rows', 'F_A_ByNumber', 'assistant:XM'],
      ['rows', 'F_A_Customer', 'form:BD_Customer'],
    ]);
  });

  it('of a category that is not told, or is none that is known, says nothing; what is no metadata neither', () => {
    const rows = [
      field('F_A_Untold', 'BOS_ASSISTANTDATA_DETAIL'),
      field('F_A_Strange', 'BOS_ASSISTANTDATA_DETAIL', '77'),
      field('F_A_Odd', "BD_X' or 1=1"),
    ];
    expect(kindsOf(metadata(['FPAYBILLENTRY', rows]))?.map(([, , kind]) => kind)).toEqual([null, null, null]);
    expect(readOwn({ Result: { ResponseStatus: { IsSuccess: false } } }, AP_PAYBILL)).toBeNull();
  });
});

describe('what a field of the customer’s own holds', () => {
  const told = (Key: string, caption: string, FieldType: string, more: object = {}) => ({
    ...field(Key, null),
    Name: [{ Key: '2052', Value: caption }],
    FieldType,
    ...more,
  });
  const typesOf = (...fields: ReturnType<typeof field>[]) =>
    readOwn(metadata(['FBillHead', fields]), AP_PAYBILL)?.map(({ key, label, type }) => [key.slice(4), label, type]);

  it('is a day, an amount, a count, a check box, a choice, an entry of base data, or a text', () => {
    const list = (...values: string[]) => ({ Extends: values.map((Value) => ({ Value, Caption: Value })) });
    expect(
      typesOf(
        told('F_A_Day', '约定付款日', '61'),
        told('F_A_Tax', '进项税额', '106'),
        told('F_A_Count', '出差人数', '106'),
        told('F_A_Whole', '张', '56'),
        told('F_A_Check', '已验票', '175', list('0', '1')),
        told('F_A_Way', '报销类别', '175', list('CL', 'ZD')),
        told('F_A_Note', '备忘', '231'),
        field('F_A_Customer', 'BD_Customer'),
        field('F_A_Project', 'BOS_AssistantData_Detail', 'XM'),
        told('F_A_Odd', '怪的', '999'),
      ),
    ).toEqual([
      ['Day', '约定付款日', 'date'],
      ['Tax', '进项税额', 'amount'],
      ['Count', '出差人数', 'quantity'],
      ['Whole', '张', 'quantity'],
      ['Check', '已验票', 'check'],
      ['Way', '报销类别', 'choice'],
      ['Note', '备忘', 'text'],
      ['Customer', '字段F_A_Customer', 'base'],
      ['Project', '字段F_A_Project', 'assistant'],
      ['Odd', '怪的', 'text'],
    ]);
  });
});

describe('entries of one category', () => {
  it('are asked for by its number, and one of another category is none of it whatever the filter did', () => {
    const keys = baseDataKeys('assistant:XM');
    expect(baseDataQuery('assistant:XM')).toEqual({
      form: 'BOS_ASSISTANTDATA_DETAIL',
      keys,
      filter: "FId.FNumber = 'XM'",
      order: 'FEntryId asc',
    });
    const row = (number: string, category: string, forbid = 'A') =>
      keys.map(
        (key) =>
          ({ FNumber: number, FDataValue: `名${number}`, 'FId.FNumber': category, FForbidStatus: forbid })[key] ?? '',
      );
    expect(
      baseDataRecords('assistant:XM', keys, [row('01', 'XM'), row('01', 'HT'), row('02', 'XM', 'B')]).map(
        ({ kind, number, name, reason }) => [kind, number, name, reason],
      ),
    ).toEqual([
      ['assistant:XM', '01', '名01', null],
      ['assistant:XM', '02', '名02', 'forbidden'],
    ]);
  });

  it('tell the categories, each once; one whose number must not be quoted is left out', () => {
    const keys = ['FId', 'FId.FNumber', 'FId.FName'];
    const rows = [
      ['1', 'XM', '项目'],
      ['1', 'XM', '项目'],
      ['2', "x' or '1'='1", '坏的'],
      ['3', 'HT', ''],
    ];
    expect(categoriesIn(keys, rows)).toEqual([
      { id: '1', number: 'XM', name: '项目' },
      { id: '3', number: 'HT', name: 'HT' },
    ]);
  });
});

describe('another form', () => {
  it('is read by number and name, in the order of numbers', () => {
    const { form, order, filter } = baseDataQuery('form:BD_Customer');
    expect([form, order, filter]).toEqual(['BD_Customer', 'FNumber asc', '']);
  });
});
