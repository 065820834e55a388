import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ResponseStatus } from './answers.js';
import { goodModel, goodRow, Site, statusOf } from './test-site.js';

let site: Site;
beforeEach(async () => {
  site = await Site.open();
});
afterEach(() => site.close());

const complaints = (status: ResponseStatus) => status.Errors.map(({ FieldName, Message }) => [FieldName, Message]);
const unverified = (...models: unknown[]) => site.paybill('BatchSave', { Model: models });
const rowsOf = (number: string) => site.kingdee.ledger.report().find((line) => line.number === number)?.rows ?? [];

describe('a model', () => {
  it('may name every row key in another case, and loses unknown outer keys without a word', async () => {
    const model = {
      ...goodModel({ FBillNo: 'A1' }),
      FrectUNIT: { FNUMBER: 'YG00002' },
      FDEPARTMENTID: { FNumber: 'BM000004' },
    };
    expect((await site.save(model)).IsSuccess).toBe(true);
    const [line] = site.kingdee.ledger.report();
    expect(line?.header).toMatchObject({ FRECTUNIT: 'YG00002' });
    expect(line?.header).not.toHaveProperty('FDEPARTMENTID');
  });

  it('wrapped in FBillHead is an empty bill', async () => {
    expect((await site.save({ FBillHead: goodModel() })).IsSuccess).toBe(false);
  });

  it('takes rows under the old entity name', async () => {
    const { FPAYBILLENTRY, ...header } = goodModel({ FBillNo: 'A1' }) as Record<string, unknown>;
    expect((await site.save({ ...header, AP_PAYBILL__FPAYBILLENTRY: FPAYBILLENTRY })).IsSuccess).toBe(true);
    expect(rowsOf('A1')).toHaveLength(1);
  });

  it('has totals, home amounts and defaults from the server', async () => {
    await site.save(
      goodModel({
        FBillNo: 'A1',
        FPAYBILLENTRY: [goodRow(), goodRow({ FPAYTOTALAMOUNTFOR: '0.1', FPAYAMOUNTFOR_E: undefined })],
      }),
    );
    const [line] = site.kingdee.ledger.report();
    expect([line?.total, line?.status]).toEqual(['120.60', 'A']);
    expect(line?.header).toMatchObject({ FREALPAYAMOUNTFOR_H: '120.6', FSETTLECUR: 'PRE001', FEXCHANGERATE: '1' });
    expect(line?.rows[1]).toMatchObject({
      FPAYAMOUNTFOR_E: '0.1',
      FPAYAMOUNT_E: '0.1',
      FPOSTDATE: '2026-05-06T00:00:00',
    });
  });

  it('refuses a plain text for base data, a list for Save and an amount that is none', async () => {
    expect(complaints(await site.save(goodModel({ FBillTypeID: 'FKDLX02_SYS' })))[0]?.[1]).toContain('字段需字典格式');
    expect(complaints(await site.paybill('Save', { Model: [goodModel()] }))[0]?.[1]).toContain(
      'Kingdee.BOS.JSON.JSONArray',
    );
    expect(complaints(await site.save(goodModel({}, { FPAYTOTALAMOUNTFOR: '1,2.3.4' })))).toEqual([
      ['FPAYTOTALAMOUNTFOR', '第1行分录，输入字符串的格式不正确'],
    ]);
    site.context.switches.kingdee.amountsAsStringsAccepted = false;
    expect((await site.save(goodModel({}, { FPAYTOTALAMOUNTFOR: '12.30' }))).IsSuccess).toBe(false);
  });

  it('needs the unit type before the unit, unless keys are adjusted', async () => {
    const { FCONTACTUNITTYPE, ...rest } = goodModel() as Record<string, unknown>;
    const model = { ...rest, FCONTACTUNITTYPE };
    expect(complaints(await site.save(model))).toEqual([['FCONTACTUNIT', '字段“往来单位”是必填项']]);
    expect((await site.paybill('BatchSave', { IsAutoAdjustField: 'true', Model: [model] })).IsSuccess).toBe(true);
  });

  it('moves to the next day in China when its date carries a UTC zone', async () => {
    await site.save(goodModel({ FBillNo: 'A1', FDATE: '2026-05-06T20:00:00Z' }));
    expect(site.kingdee.ledger.report()[0]?.header.FDATE).toBe('2026-05-07T04:00:00');
  });
});

describe('base data', () => {
  const CASES = [
    ['unknown', goodModel({}, { FCOSTID: { FNUMBER: 'CI7777' } }), 'FCOSTID'],
    ['forbidden', goodModel({}, { FCOSTID: { FNUMBER: 'CI9001' } }), 'FCOSTID'],
    ['not audited', goodModel({}, { FEXPENSEDEPTID_E: { FNUMBER: 'BM000020' } }), 'FEXPENSEDEPTID_E'],
    ['of another organisation', goodModel({}, { FEXPENSEDEPTID_E: { FNUMBER: 'BM000017' } }), 'FEXPENSEDEPTID_E'],
  ] as const;

  it.each(CASES)(
    'that is %s is refused when it is verified and left blank when it is not',
    async (_kind, model, key) => {
      const status = await site.save(model);
      expect(status).toMatchObject({ IsSuccess: false, ErrorCode: 500, MsgCode: 9, SuccessEntitys: [] });
      expect(complaints(status).map(([field]) => field)).toEqual([key]);

      const blind = await unverified(model);
      expect(blind.IsSuccess).toBe(true);
      expect(rowsOf(blind.SuccessEntitys[0]?.Number ?? '')[0]?.[key]).toBeNull();
    },
  );

  it('that is mandatory is missed even when it is not verified', async () => {
    expect(complaints(await unverified(goodModel({ FCONTACTUNIT: { FNumber: 'YG99999' } })))).toEqual([
      ['FCONTACTUNIT', '字段“往来单位”是必填项'],
    ]);
  });

  it('of an unknown payment organisation cannot be assigned', async () => {
    expect(complaints(await unverified(goodModel({ FPAYORGID: { FNumber: '202' } })))[0]).toEqual([
      'FPAYORGID',
      '值为202的付款组织(FPAYORGID)赋值失败',
    ]);
  });

  it('made by the API is usable only after submit and audit, and its number is unique in the organisation', async () => {
    const make = (number: string) =>
      site.call('Save', { formid: 'BD_Expense', data: { Model: { FNumber: number, FName: '差旅费-打车' } } });
    const pay = () => site.save(goodModel({}, { FCOSTID: { FNUMBER: 'CI0100' } }));
    expect(statusOf(await make('CI0100')).IsSuccess).toBe(true);
    expect((await pay()).IsSuccess).toBe(false);
    for (const method of ['Submit', 'Audit'])
      expect(statusOf(await site.call(method, { formid: 'BD_Expense', data: { Numbers: ['CI0100'] } })).IsSuccess).toBe(
        true,
      );
    expect((await pay()).IsSuccess).toBe(true);
    expect(complaints(statusOf(await make('CI0100')))).toEqual([
      ['FNumber,FUseOrgId', '编码为"CI0100"的费用项目，组织内编码唯一'],
    ]);
  });
});

describe('validation', () => {
  const incomplete = {
    FPURPOSEID: undefined,
    FACCOUNTID: undefined,
  };
  it('asks for the own bank account first, then cashier, then rate, then the rest', async () => {
    const bad = (row: object, header: object = {}) =>
      site.save(goodModel({ FBillTypeID: undefined, FEXCHANGERATE: 0, ...header }, { ...incomplete, ...row }));
    site.context.switches.kingdee.cashierDisabledOrgs = '101';
    expect(complaints(await bad({}))).toEqual([
      ['FACCOUNTID', '第1行分录，银行业务的结算方式，我方银行相关信息必录！'],
    ]);
    const withAccount = { FACCOUNTID: { FNumber: '1202020109900112233' } };
    expect(complaints(await bad(withAccount))).toEqual([['FDATE', '当前组织未启用出纳，请启用后再进行操作！']]);
    site.context.switches.kingdee.cashierDisabledOrgs = '';
    expect(complaints(await bad(withAccount))).toEqual([['FEXCHANGERATE', '汇率必须大于0']]);
    expect(complaints(await bad(withAccount, { FEXCHANGERATE: 1 }))).toEqual([
      ['FBillTypeID', '字段“单据类型”是必填项'],
    ]);
    expect(complaints(await bad(withAccount, { FEXCHANGERATE: 1, FBillTypeID: { FNUMBER: 'FKDLX02_SYS' } }))).toEqual([
      ['FPURPOSEID', '单据体实体【付款单明细】第【1】行分录，【付款用途】字段必录'],
    ]);
  });

  it('knows an account only in its own organisation, and asks cash types for a cash account', async () => {
    expect((await unverified(goodModel({}, { FACCOUNTID: { FNumber: '440367890123' } }))).IsSuccess).toBe(false);
    expect((await unverified(goodModel({}, { FACCOUNTID: { FNumber: '571909998810501' } }))).IsSuccess).toBe(true);
    const cash = { FSETTLETYPEID: { FNumber: 'JSFS01_SYS' }, FACCOUNTID: undefined };
    expect((await site.save(goodModel({}, cash))).IsSuccess).toBe(false);
    expect((await site.save(goodModel({}, { ...cash, FCashAccount: { FNumber: 'XJ001' } }))).IsSuccess).toBe(true);
  });

  it('is skipped by ValidateFlag false and by Draft, which leaves status Z', async () => {
    expect((await site.paybill('BatchSave', { ValidateFlag: 'false', Model: [{ FBillNo: 'A1' }] })).IsSuccess).toBe(
      true,
    );
    expect((await site.paybill('Draft', { Model: { FBillNo: 'A2' } })).IsSuccess).toBe(true);
    expect(site.kingdee.ledger.report().map(({ number, status }) => [number, status])).toEqual([
      ['A1', 'A'],
      ['A2', 'Z'],
    ]);
  });

  it('refuses a bill number that is taken, in the quoted words', async () => {
    await site.save(goodModel({ FBillNo: 'DD-7' }));
    expect(await site.save(goodModel({ FBillNo: 'DD-7' }))).toEqual({
      ErrorCode: 500,
      IsSuccess: false,
      Errors: [
        { FieldName: 'FBillNo', Message: '违反字段唯一性要求：编码唯一。[DD-7]在当前系统中已经被使用。', DIndex: 0 },
      ],
      SuccessEntitys: [],
      SuccessMessages: [],
      MsgCode: 11,
    });
  });

  it('refuses a closed period, a text that is too long, and an identical request where that is asked', async () => {
    site.context.switches.kingdee.closedThrough = '2026-05-31';
    expect((await site.save(goodModel())).Errors[0]?.FieldName).toBe('FDATE');
    site.context.switches.kingdee.closedThrough = '';
    expect((await site.save(goodModel({ FREMARK: '长'.repeat(256) }))).Errors[0]?.FieldName).toBe('FREMARK');
    const repeat = () => site.paybill('BatchSave', { ValidateRepeatJson: 'true', Model: [goodModel()] });
    expect([(await repeat()).IsSuccess, (await repeat()).IsSuccess]).toEqual([true, false]);
  });
});

describe('a batch', () => {
  const good = (number: string) => goodModel({ FBillNo: number });
  const bad = goodModel({ FCONTACTUNIT: undefined, FRECTUNIT: undefined });

  it('saves the good bills; each error carries the DIndex of its bill, and successes come in another order', async () => {
    const status = await site.save(good('B0'), bad, good('B2'), good('B3'));
    expect(status).toMatchObject({ IsSuccess: false, ErrorCode: 500, MsgCode: 11 });
    expect(status.Errors.map(({ DIndex, FieldName }) => [DIndex, FieldName])).toEqual([
      [1, 'FCONTACTUNIT'],
      [1, 'FRECTUNIT'],
    ]);
    expect(status.SuccessEntitys.map(({ Number: number, DIndex }) => [number, DIndex])).toEqual([
      ['B2', 2],
      ['B0', 0],
      ['B3', 3],
    ]);
  });

  it('can call itself a success although a bill failed', async () => {
    site.context.switches.kingdee.partialIsSuccess = true;
    const status = await site.save(good('B0'), bad);
    expect([status.IsSuccess, status.Errors.length, status.SuccessEntitys.length]).toEqual([true, 2, 1]);
  });

  it('can roll everything back; the good bills are then in no list', async () => {
    site.context.switches.kingdee.batchRollback = 'all';
    const status = await site.save(good('B0'), bad);
    expect([status.SuccessEntitys, status.Errors.map(({ DIndex }) => DIndex)]).toEqual([[], [1, 1]]);
    expect(site.kingdee.ledger.size).toBe(0);
    expect((await site.save(good('B0'))).IsSuccess).toBe(true);
  });

  it('can leave a saved bill out of its answer', async () => {
    site.context.switches.kingdee.answerOmits = 1;
    const status = await site.save(good('B0'), good('B1'));
    expect(status.SuccessEntitys.map(({ DIndex }) => DIndex)).toEqual([1]);
    expect(site.kingdee.ledger.size).toBe(2);
  });

  it('refuses the second bill of one number', async () => {
    const status = await site.save(good('B0'), good('B0'));
    expect([status.SuccessEntitys.length, status.Errors[0]?.DIndex]).toEqual([1, 1]);
  });

  it('can number bills by the coding rule, send Ids as text and no MsgCode', async () => {
    Object.assign(site.context.switches.kingdee, { renumber: true, idAsString: true, msgCodePresent: false });
    const status = await site.save(good('B0'));
    expect(status).toEqual({
      IsSuccess: true,
      Errors: [],
      SuccessEntitys: [{ Id: '100001', Number: 'FKD00000001', DIndex: 0 }],
      SuccessMessages: [],
    });
  });

  it('returns the asked fields, and has no Id beside ResponseStatus, unlike Save', async () => {
    const data = { NeedReturnFields: ['FBillNo', 'FPAYBILLENTRY.FEntryID'] };
    const batch = await site.call('BatchSave', { formid: 'AP_PAYBILL', data: { ...data, Model: [good('B0')] } });
    expect(batch).toEqual({
      Result: {
        ResponseStatus: expect.objectContaining({ IsSuccess: true }),
        NeedReturnData: [{ FBillNo: 'B0', FPAYBILLENTRY: [{ FEntryID: 200_001 }] }],
      },
    });
    const one = await site.call('Save', { formid: 'AP_PAYBILL', data: { Model: good('B1') } });
    expect(one).toMatchObject({ Result: { Id: 100_002, Number: 'B1', NeedReturnData: [{}] } });
    const failed = await site.call('Save', { formid: 'AP_PAYBILL', data: { Model: good('B1') } });
    expect(failed).toMatchObject({ Result: { Id: '', Number: '', NeedReturnData: [{}] } });
  });

  it('can be begun and fetched later, as the SDKs do it', async () => {
    const begun = await site.call('BatchSave', {
      formid: 'AP_PAYBILL',
      data: { Model: [good('B0')] },
      beginmethod: 'BeginQueryImpl',
      querymethod: 'QueryAsyncResult',
    });
    expect(begun).toMatchObject({ Status: 1, Result: null });
    const { TaskId } = begun as { TaskId: string };
    const done = await site.call('QueryAsyncResult', { queryInfo: JSON.stringify({ TaskId, Cancelled: false }) });
    expect(statusOf((done as { Result: unknown }).Result).SuccessEntitys).toHaveLength(1);
  });
});

describe('an existing FID', () => {
  it('overwrites: rows not listed go, unless IsDeleteEntry is false; [] clears nothing', async () => {
    await site.save(
      goodModel({ FBillNo: 'A1', FPAYBILLENTRY: [goodRow({ FCOMMENT: 'a' }), goodRow({ FCOMMENT: 'b' })] }),
    );
    const change = (model: object, options: object = {}) =>
      site.paybill('Save', { ...options, Model: { FID: 100_001, ...model } });
    expect((await change({ FREMARK: 'x', FPAYBILLENTRY: [] })).IsSuccess).toBe(true);
    expect(rowsOf('A1').map(({ FCOMMENT }) => FCOMMENT)).toEqual(['a', 'b']);
    await change({ FPAYBILLENTRY: [{ FEntryID: 200_002, FCOMMENT: 'c' }] }, { IsDeleteEntry: 'false' });
    expect(rowsOf('A1').map(({ FCOMMENT }) => FCOMMENT)).toEqual(['a', 'c']);
    await change({ FPAYBILLENTRY: [{ FEntryID: 200_002, FPAYTOTALAMOUNTFOR: 3, FPAYAMOUNTFOR_E: 3 }] });
    expect(site.kingdee.ledger.report()).toMatchObject([{ number: 'A1', total: '3.00', header: { FREMARK: 'x' } }]);
    await change({ FREMARK: 'y', FTHIRDBILLNO: 'z' }, { NeedUpDateFields: ['FREMARK'] });
    expect(site.kingdee.ledger.report()[0]?.header).toMatchObject({ FREMARK: 'y' });
    expect(site.kingdee.ledger.report()[0]?.thirdBillNo).toBe('');
  });

  it('is refused on a submitted bill and where it is unknown', async () => {
    await site.save(goodModel({ FBillNo: 'A1' }));
    await site.paybill('Submit', { Numbers: ['A1'] });
    expect((await site.save({ FID: 100_001, FREMARK: 'x' })).IsSuccess).toBe(false);
    expect((await site.save({ FID: 5, FREMARK: 'x' })).MsgCode).toBe(9);
  });
});

describe('IsAutoSubmitAndAudit', () => {
  it('leads to C at once, or aborts the transaction when a workflow holds the bill', async () => {
    const auto = (number: string) =>
      site.paybill('BatchSave', { IsAutoSubmitAndAudit: 'true', Model: [goodModel({ FBillNo: number })] });
    await auto('A1');
    expect(site.kingdee.ledger.report()[0]).toMatchObject({ status: 'C' });
    site.context.switches.kingdee.workflowHolds = true;
    expect(complaints(await auto('A2'))).toEqual([['', '事务已中止']]);
    expect(site.kingdee.ledger.numbered('A2')).toBeUndefined();
    site.context.switches.kingdee.autoAuditFailure = 'keep-saved';
    const both = await auto('A3');
    expect([both.SuccessEntitys.length, both.Errors.length]).toEqual([1, 1]);
    site.context.switches.kingdee.autoAuditReply = 'error';
    const told = await auto('A4');
    expect([told.SuccessEntitys.length, told.Errors.length]).toEqual([0, 1]);
    expect(site.kingdee.ledger.numbered('A4')?.status).toBe('A');
  });

  it('aborts where the audit would ask a question that the call does not answer', async () => {
    site.kingdee.ledger.questions.push({ operation: 'Audit', flag: 'AP_FundPlan', message: '是否继续？', times: 9 });
    const auto = (number: string, more = {}) =>
      site.paybill('BatchSave', { IsAutoSubmitAndAudit: 'true', ...more, Model: [goodModel({ FBillNo: number })] });
    expect(complaints(await auto('A1'))).toEqual([['', '事务已中止']]);
    expect((await auto('A1', { InterationFlags: 'AP_FundPlan' })).IsSuccess).toBe(true);
    expect(site.kingdee.ledger.report()).toMatchObject([{ number: 'A1', status: 'C' }]);
  });
});

describe('a question at a save', () => {
  it('is asked of each bill, saves nothing, and is answered by its flag', async () => {
    const message = '本次付款超出资金计划，是否继续？';
    site.kingdee.ledger.questions.push({ operation: 'Save', flag: 'AP_FundPlan', message, times: 9 });
    const bills = [goodModel({ FBillNo: 'A1' }), goodModel({ FBillNo: 'A2' })];
    const asked = await unverified(...bills);
    expect(asked.Errors.map(({ FieldName, Message, DIndex }) => [FieldName, Message, DIndex])).toEqual([
      ['AbstractInteractionResult', message, 0],
      ['AbstractInteractionResult', message, 1],
    ]);
    expect(site.kingdee.ledger.size).toBe(0);
    expect((await site.paybill('BatchSave', { InterationFlags: 'AP_FundPlan', Model: bills })).IsSuccess).toBe(true);
    expect(site.kingdee.ledger.size).toBe(2);
  });
});
