import { expect, it } from 'vitest';
import { AP_OTHER_PAYABLE } from '../forms/ap-other-payable.js';
import { AP_PAYBILL } from '../forms/ap-paybill.js';
import { readMustInputs } from './must-inputs.js';

const must = (Key: string, Name: string, more: object = {}) => ({
  Key,
  Name: [{ Key: 2052, Value: Name }],
  MustInput: '1',
  ...more,
});
const json = (...entities: [key: string, fields: object[]][]) =>
  ({ Result: { NeedReturnData: { Entrys: entities.map(([Key, Fields]) => ({ Key, Fields })) } } }) as never;
const read = (...entities: [key: string, fields: object[]][]) =>
  readMustInputs(json(...entities), AP_PAYBILL)?.map(({ level, name, label, isOurs }) => [level, name, label, isOurs]);

it('a must-input is named as we name the field, or by its key; of another entity it says nothing', () => {
  expect(
    read(
      [
        'FBillHead',
        [must('FREMARK', '备注'), must('FBookingDate', '期望付款日期'), { ...must('FDATE', '日期'), MustInput: '0' }],
      ],
      [
        'AP_PAYBILL__FPAYBILLENTRY',
        [must('FCOSTID', '费用项目', { MustInput: 'true' }), must('F_ABCD_Project', '研发项目')],
      ],
      ['FPAYBILLSRCENTRY', [must('FSRCBILLNO', '源单编号')]],
    ),
  ).toEqual([
    ['header', 'remark', '备注', true],
    ['header', 'FBookingDate', '期望付款日期', false],
    ['rows', 'costItem', '费用项目', true],
    ['rows', 'F_ABCD_Project', '研发项目', false],
  ]);
});

it('what Kingdee fills by itself, by a default or as a check box, and what every save sends, is none', () => {
  expect(
    read(
      [
        'FBillHead',
        [
          must('FBusinessType', '业务类型'),
          must('F_ABCD_Way', '报销类别', { DefValue: 'CL' }),
          must('F_ABCD_Checked', '已验票', { Extends: [{ Value: '0' }, { Value: '1' }] }),
          must('FThirdBillNo', '第三方单据编号'),
          must('FBillNo', '单据编号'),
        ],
      ],
      ['FPAYBILLENTRY', [must('FPAYAMOUNTFOR_E', '付款金额'), must('FPostDate', '登账日期')]],
    ),
  ).toEqual([]);
  expect(readMustInputs(json(['FBillHead', [must('FENDDATE_H', '到期日')]]), AP_OTHER_PAYABLE)).toEqual([]);
  expect(readMustInputs({ Result: {} } as never, AP_PAYBILL)).toBeNull();
});
