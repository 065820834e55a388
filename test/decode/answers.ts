import type { Dice, Json } from './approvals.js';

/** Complete answers for mutation: of Kingdee as in docs/spec/kingdee.md, and of DingTalk's other calls as in its typings. */

export const BILLS = ['DD0000000000000001', 'DD0000000000000002', 'DD0000000000000003'].map((billNo, i) => ({
  billNo,
  thirdBillNo: `inst-${i + 1}`,
  id: `10010${i + 1}`,
}));

/** Returns a ResponseStatus (kingdee.md §6) with the successful and the refused bills. */
export function statusAnswer(dice: Dice): Json {
  const refused = dice.below(BILLS.length + 1);
  const entity = ({ id, billNo }: (typeof BILLS)[number], DIndex: number) => ({ Id: id, Number: billNo, DIndex });
  const good = BILLS.map(entity).filter((_, i) => i !== refused);
  const Errors =
    refused === BILLS.length
      ? []
      : [
          {
            FieldName: 'FCOSTID',
            Message: `单据编号为“${BILLS[refused]?.billNo}”的付款单，费用项目不存在`,
            DIndex: refused,
          },
        ];
  return {
    Result: {
      ResponseStatus: {
        ...(Errors.length > 0 ? { ErrorCode: 500 } : {}),
        IsSuccess: Errors.length === 0,
        Errors,
        SuccessEntitys: good,
        SuccessMessages: [],
        MsgCode: Errors.length > 0 ? 11 : 0,
      },
      NeedReturnData: [{}],
    },
  };
}

const CELLS: Readonly<Record<string, string>> = { FDOCUMENTSTATUS: 'C', FCancelStatus: 'A' };

/** Returns query rows (kingdee.md §9): one for each entry row of a bill, cells in the requested order. */
export function billRows(dice: Dice, keys: readonly string[]): Json {
  return BILLS.flatMap(({ id, billNo, thirdBillNo }, i) =>
    Array.from({ length: 1 + dice.below(3) }, (_, row) =>
      keys.map((key): Json => {
        const upper = key.toUpperCase();
        if (upper === 'FID') return Number(id);
        if (upper === 'FBILLNO') return billNo;
        if (upper === 'FTHIRDBILLNO') return thirdBillNo;
        if (upper.includes('ENTRYID')) return 2000 + 10 * i + row;
        if (upper.includes('AMOUNT')) return Number(`${1 + dice.below(9000)}.${10 + dice.below(89)}`);
        if (upper === 'FPAYORGID.FNUMBER') return '101';
        if (upper === 'FCURRENCYID.FNUMBER') return 'PRE001';
        return CELLS[key] ?? (upper.includes('STATUS') ? 'C' : '');
      }),
    ),
  );
}

export const baseRows = (dice: Dice): Json =>
  Array.from(
    { length: 1 + dice.below(4) },
    (_, i): Json => [
      900 + i,
      `BM00000${i}`,
      `部门${i}`,
      dice.pick(['101', '102']),
      dice.pick(['C', 'C', 'A']),
      dice.pick(['A', 'A', 'B']),
    ],
  );

/** Returns an answer of QueryBusinessInfo (kingdee.md §7.1). */
export const businessInfo = (): Json => ({
  Result: {
    ResponseStatus: { IsSuccess: true },
    NeedReturnData: {
      Entrys: [
        { Key: 'FBillHead', Fields: [{ Key: 'FDepartment', LookUpObjectFormId: 'BD_Department' }, { Key: 'FBillNo' }] },
        { Key: 'FPAYBILLENTRY', Fields: [{ Key: 'FCOSTID', LookUpObjectFormId: 'BD_Expense' }] },
      ],
    },
  },
});

export const loginAnswer = (): Json => ({
  Message: null,
  MessageCode: 'CheckPasswordPolicy',
  LoginResultType: 1,
  Context: { SessionId: 'abc123', DisplayVersion: '8.0.0.202406' },
  KDSVCSessionId: '8c2f4a8e-1c5d-4f0b-9a55-0f5a11a8b2c3',
});

/** Answers of DingTalk (dingtalk.md §3, §7): pages of ids, people, departments, templates. */
export const idPage = (dice: Dice): Json => ({
  success: true,
  result: {
    list: Array.from({ length: 1 + dice.below(5) }, () => `inst-${dice.digits(10)}`),
    nextToken: dice.below(2) ? String(dice.below(900)) : '',
  },
});
export const person = (dice: Dice): Json => ({
  errcode: 0,
  errmsg: 'ok',
  result: { userid: `0${dice.digits(15)}`, name: '冯赟', job_number: 'YG00007', dept_id_list: [468210369] },
});
export const department = (): Json => ({
  errcode: 0,
  result: { dept_id: 468210369, name: '市场部', parent_id: 1, dept_manager_userid_list: [] },
});
export const formSchema = (): Json => ({
  result: {
    name: '费用报销',
    schemaContent: {
      title: '费用报销',
      items: [
        { componentName: 'TextField', props: { id: 'TextField_1', label: '事由', required: true } },
        {
          componentName: 'TableField',
          props: { id: 'TableField_1', label: '报销明细' },
          children: [
            { componentName: 'MoneyField', props: { id: 'MoneyField_1', label: '金额', options: ['{"value":"a"}'] } },
          ],
        },
      ],
    },
  },
});
