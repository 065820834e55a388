import { describe, expect, it } from 'vitest';
import { readJson } from '../answer/exact-json.js';
import { AP_OTHER_PAYABLE } from '../forms/ap-other-payable.js';
import { AP_PAYBILL } from '../forms/ap-paybill.js';
import { readFieldLimits } from './field-limits.js';

const metadata = (...entities: [key: string, fields: object[]][]) =>
  readJson(
    JSON.stringify({ Result: { NeedReturnData: { Entrys: entities.map(([Key, Fields]) => ({ Key, Fields })) } } }),
  );
const text = (Key: string, Editlen: unknown, FieldType = 231) => ({ Key, FieldType, Editlen, Extends: [] });
const list = (Key: string, Extends: unknown, more: object = {}) => ({
  Key,
  FieldType: 175,
  Editlen: 20,
  Extends,
  ...more,
});
const limitsOf = (...fields: object[]) => readFieldLimits(metadata(['FBillHead', fields]), AP_PAYBILL);

describe('what a field holds', () => {
  it('is read under our names, from the key that the site uses, and for the customer’s own fields', () => {
    const json = metadata(
      ['FBillHead', [text('FREMARK', 50), text('F_A_Note', 30), text('FSOMETHING', 30)]],
      ['AP_PAYBILL__FPAYBILLENTRY', [text('FCOMMENT', 100)]],
      ['FOTHERENTRY', [text('F_A_Elsewhere', 10)]],
    );
    expect(readFieldLimits(json, AP_PAYBILL).map(({ level, name, longest }) => [level, name, longest])).toEqual([
      ['header', 'remark', 50],
      ['header', 'F_A_Note', 30],
      ['rows', 'comment', 100],
    ]);
    const payable = readFieldLimits(metadata(['FBillHead', [text('FAP_Remark', 80)]]), AP_OTHER_PAYABLE);
    expect(payable).toEqual([{ level: 'header', name: 'remark', label: '', longest: 80, choices: [] }]);
  });

  it('is not a length that is none, nor that of a field which the reference does not name as text', () => {
    for (const odd of [0, -1, '', null, 'long', 50.5, 100_000, [50]])
      expect(limitsOf(text('FREMARK', odd))).toEqual([]);
    expect(limitsOf(text('FREMARK', 50, 106))).toEqual([]);
    expect(limitsOf(text('FREMARK', '50'))).toMatchObject([{ longest: 50 }]);
  });

  it('is a list of values with captions; a list of an unknown shape, of base data or of yes and no says nothing', () => {
    const values = [
      { Value: 'A', Caption: '差旅' },
      { Value: 'B', Caption: [{ Key: 2052, Value: '招待' }] },
    ];
    expect(limitsOf(list('F_A_Way', values))).toEqual([
      {
        level: 'header',
        name: 'F_A_Way',
        label: '',
        longest: null,
        choices: [
          { value: 'A', caption: '差旅' },
          { value: 'B', caption: '' },
        ],
      },
    ]);
    const odd = [
      [],
      'A,B',
      ['A', 'B'],
      [...values, { Caption: '没有值' }],
      [...values, 'C'],
      [...values, values[0]],
      [
        { Value: '0', Caption: '否' },
        { Value: '1', Caption: '是' },
      ],
    ];
    for (const each of odd) expect(limitsOf(list('F_A_Way', each))).toEqual([]);
    expect(limitsOf(list('F_A_Way', values, { LookUpObjectFormId: 'BD_Customer' }))).toEqual([]);
  });

  it('of a field that we write as base data is no list; a list of unit kinds of which we know none says nothing', () => {
    const values = [{ Value: 'BD_Empinfo', Caption: '员工' }];
    expect(limitsOf(list('FCONTACTUNIT', values), list('FDATE', values), text('FCONTACTUNITTYPE', 20))).toEqual([]);
    expect(limitsOf(list('FCONTACTUNITTYPE', values))).toMatchObject([{ name: 'contactUnitType', choices: [{}] }]);
    expect(limitsOf(list('FCONTACTUNITTYPE', [{ Value: '5f1', Caption: '员工' }]))).toEqual([]);
  });

  it('is nothing where the answer is no metadata', () => {
    for (const json of [null, '', readJson('{"Result":{"ResponseStatus":{"IsSuccess":false}}}')])
      expect(readFieldLimits(json, AP_PAYBILL)).toEqual([]);
  });
});
