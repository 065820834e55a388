import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { goodModel, Site, statusOf } from './test-site.js';

let site: Site;
beforeEach(async () => {
  site = await Site.open();
  await site.save(...['A1', 'A2', 'A3'].map((number) => goodModel({ FBillNo: number })));
});
afterEach(() => site.close());

const states = () => site.kingdee.ledger.report().map(({ number, status }) => `${number}${status}`);
const run = (method: string, ...numbers: string[]) => site.paybill(method, { Numbers: numbers });

describe('a status', () => {
  it('goes A → B → C → D → B → A or D, and only so', async () => {
    expect((await run('Audit', 'A1')).IsSuccess).toBe(false);
    for (const [method, status] of [
      ['Submit', 'B'],
      ['CancelAssign', 'A'],
      ['Submit', 'B'],
      ['Audit', 'C'],
      ['UnAudit', 'D'],
      ['Submit', 'B'],
      ['CancelAssign', 'D'],
    ] as const) {
      expect([method, (await run(method, 'A1')).IsSuccess]).toEqual([method, true]);
      expect(states()[0]).toBe(`A1${status}`);
    }
    expect(site.kingdee.ledger.report()[0]?.history.map(({ operation }) => operation)).toEqual([
      'BatchSave',
      'Submit',
      'CancelAssign',
      'Submit',
      'Audit',
      'UnAudit',
      'Submit',
      'CancelAssign',
    ]);
  });

  it('after CancelAssign is the one before Submit, or always 重新审核: Kingdee does not say', async () => {
    site.context.switches.kingdee.recallLeadsTo = 'D';
    await run('Submit', 'A1');
    expect((await run('CancelAssign', 'A1')).IsSuccess).toBe(true);
    expect(states()[0]).toBe('A1D');
  });

  it('already reached is told in the quoted words', async () => {
    await run('Submit', 'A1');
    await run('Audit', 'A1');
    expect(await run('Audit', 'A1')).toEqual({
      ErrorCode: 500,
      IsSuccess: false,
      Errors: [{ FieldName: '', Message: '单据编号为“A1”的付款单，单据已经审核！', DIndex: 0 }],
      SuccessEntitys: [],
      SuccessMessages: [],
      MsgCode: 11,
    });
  });

  it('allows Delete only in Z, A and D', async () => {
    await run('Submit', 'A1');
    expect((await run('Delete', 'A1')).Errors[0]?.Message).toBe('只能删除创建，暂存，重新审核状态的数据!');
    expect((await run('Delete', 'A2')).IsSuccess).toBe(true);
    expect(states()).toEqual(['A1B', 'A3A']);
    expect((await site.save(goodModel({ FBillNo: 'A2' }))).IsSuccess).toBe(true);
  });
});

describe('several numbers', () => {
  it('are answered in another order, with a DIndex that counts the answer', async () => {
    const status = await run('Submit', 'A1', 'A2', 'A3');
    expect(status.SuccessEntitys).toEqual([
      { Id: 100_002, Number: 'A2', DIndex: 0 },
      { Id: 100_001, Number: 'A1', DIndex: 1 },
      { Id: 100_003, Number: 'A3', DIndex: 2 },
    ]);
  });

  it('lose the unknown ones without a word, unless none exists', async () => {
    const some = await run('Submit', 'X', 'A1');
    expect([some.IsSuccess, some.SuccessEntitys.length]).toEqual([true, 1]);
    expect(await run('Submit', 'X', 'Y')).toMatchObject({
      IsSuccess: false,
      MsgCode: 9,
      Errors: [{ FieldName: null, Message: '编码值["X","Y"]不存在', DIndex: 0 }],
    });
  });

  it('succeed one by one', async () => {
    await run('Submit', 'A1');
    const status = await run('Submit', 'A1', 'A2');
    expect([status.IsSuccess, status.Errors.length, status.SuccessEntitys.length]).toEqual([false, 1, 1]);
    site.context.switches.kingdee.partialIsSuccess = true;
    expect((await run('Submit', 'A1', 'A3')).IsSuccess).toBe(true);
  });

  it('may be given as Ids in one text', async () => {
    const status = await site.paybill('Submit', { Ids: '100001,100003' });
    expect(status.SuccessEntitys.map(({ Id }) => Id).sort()).toEqual([100_001, 100_003]);
  });
});

describe('what else can stop an operation', () => {
  it('is a workflow: Audit by API is refused until it is verified no more or approved there', async () => {
    site.context.switches.kingdee.workflowHolds = true;
    await run('Submit', 'A1', 'A2', 'A3');
    expect((await run('Audit', 'A1')).Errors[0]?.Message).toBe(
      '单据编号为“A1”的付款单，已关联工作流实例，不支持通过 WebAPI 接口进行传统审批',
    );
    expect((await site.paybill('Audit', { Numbers: ['A1'], IsVerifyProcInst: 'false' })).IsSuccess).toBe(true);
    const approved = await site.call('WorkflowAudit', {
      data: { FormId: 'AP_PAYBILL', Numbers: ['A2'], ApprovalType: 1 },
    });
    expect(statusOf(approved).IsSuccess).toBe(true);
    site.kingdee.ledger.change('A3', 'finish-workflow');
    expect(states()).toEqual(['A1C', 'A2C', 'A3C']);
  });

  it('is a workflow for CancelAssign as well, where the site says so', async () => {
    const { kingdee: switches } = site.context.switches;
    switches.workflowHolds = true;
    switches.workflowAllowsRecall = false;
    await run('Submit', 'A1');
    expect((await run('CancelAssign', 'A1')).Errors[0]?.Message).toContain('已关联工作流实例');
    switches.workflowAllowsRecall = true;
    expect((await run('CancelAssign', 'A1')).IsSuccess).toBe(true);
  });

  it('is a payment: a paid bill is not un-audited, unless the site allows it', async () => {
    await run('Submit', 'A1');
    await run('Audit', 'A1');
    site.kingdee.ledger.change('A1', 'paid');
    expect((await run('UnAudit', 'A1')).Errors[0]?.Message).toContain('已付款');
    site.context.switches.kingdee.paidBlocksUnaudit = false;
    expect((await run('UnAudit', 'A1')).IsSuccess).toBe(true);
  });

  it('is a lock, with MsgCode 0', async () => {
    site.kingdee.ledger.change('A1', 'lock', '1');
    const locked = await run('Submit', 'A1');
    expect([locked.IsSuccess, locked.MsgCode]).toEqual([false, 0]);
    expect(locked.Errors[0]?.Message).toContain('冲突，请稍候再使用。');
    expect((await run('Submit', 'A1')).IsSuccess).toBe(true);
  });

  it('is a question, answered by its flag', async () => {
    const message = '本次付款超出资金计划，是否继续？';
    site.kingdee.ledger.questions.push({ operation: 'Submit', flag: 'AP_FundPlan', message, times: 9 });
    expect((await run('Submit', 'A1')).Errors[0]).toEqual({
      FieldName: 'AbstractInteractionResult',
      Message: message,
      DIndex: 0,
    });
    const flags = { Numbers: ['A1'], InterationFlags: 'STK_InvCheckResult;AP_FundPlan' };
    expect((await site.paybill('Submit', flags)).IsSuccess).toBe(true);
  });
});

describe('ExcuteOperation', () => {
  it('cancels a bill, in both spellings, and a cancelled bill cannot be submitted', async () => {
    const cancel = async (method: string, number: string) =>
      site.call(method, { formid: 'AP_PAYBILL', opNumber: 'Cancel', data: { Numbers: [number] } });
    expect(statusOf(await cancel('ExcuteOperation', 'A1')).IsSuccess).toBe(true);
    expect(statusOf(await cancel('ExecuteOperation', 'A2')).IsSuccess).toBe(true);
    expect((await run('Submit', 'A1')).IsSuccess).toBe(false);
    const unknown = await site.call('ExcuteOperation', {
      parameters: ['AP_PAYBILL', 'Nothing', JSON.stringify({ Numbers: ['A1'] })],
    });
    expect(statusOf(unknown).MsgCode).toBe(3);
  });

  it('forbids base data', async () => {
    const data = { Numbers: ['CI0001'] };
    await site.call('ExcuteOperation', { formid: 'BD_Expense', opNumber: 'Forbid', data });
    expect((await site.save(goodModel())).Errors[0]?.FieldName).toBe('FCOSTID');
  });
});

describe('what people do inside Kingdee', () => {
  it('is seen by the next query: un-audited, amount changed, deleted, paid', async () => {
    await run('Submit', 'A1');
    await run('Audit', 'A1');
    site.kingdee.ledger.change('A1', 'unaudit');
    site.kingdee.ledger.change('A1', 'amount', '99.99');
    site.kingdee.ledger.change('A2', 'delete');
    site.kingdee.ledger.change('A3', 'paid');
    const rows = await site.call('ExecuteBillQuery', {
      data: { FormId: 'AP_PAYBILL', FieldKeys: 'FBillNo,FDOCUMENTSTATUS,FPAYTOTALAMOUNTFOR_H', OrderString: 'FBillNo' },
    });
    expect(rows).toEqual([
      ['A1', 'D', 99.99],
      ['A3', 'A', 120.5],
    ]);
    expect(site.kingdee.ledger.numbered('A3')?.paid).toBe(true);
    expect(() => site.kingdee.ledger.change('A2', 'paid')).toThrow('no such bill');
  });

  it('is seen as well where another payee is entered, the bill is cancelled, or audited by hand', async () => {
    const before = site.kingdee.ledger.report()[0]?.header.FCONTACTUNIT;
    site.kingdee.ledger.change('A1', 'payee', 'YG09999');
    site.kingdee.ledger.change('A2', 'cancel');
    site.kingdee.ledger.change('A3', 'audit');
    const rows = await site.call('ExecuteBillQuery', {
      data: {
        FormId: 'AP_PAYBILL',
        FieldKeys: 'FBillNo,FDOCUMENTSTATUS,FCancelStatus,FCONTACTUNIT.FNumber',
        OrderString: 'FBillNo',
      },
    });
    expect(rows).toEqual([
      ['A1', 'A', 'A', 'YG09999'],
      ['A2', 'A', 'B', before],
      ['A3', 'C', 'A', before],
    ]);
  });

  it.each([
    ['header', ['FBillHead.F_PAY_STATUS']],
    ['entry', ['FPAYBILLENTRY.F_PAY_STATUS']],
    ['none', []],
  ] as const)('says paid only in a form that has 付款状态: %s', async (paymentStatus, where) => {
    Object.assign(site.context.switches.kingdee, { paymentStatus });
    site.kingdee.ledger.change('A1', 'paid');
    const { Result } = (await site.call('QueryBusinessInfo', { data: { FormId: 'AP_PAYBILL' } })) as {
      Result: { NeedReturnData: { Entrys: { Key: string; Fields: { Key: string }[] }[] } };
    };
    const fields = Result.NeedReturnData.Entrys.flatMap(({ Key, Fields }) =>
      Fields.map((each) => `${Key}.${each.Key}`),
    );
    expect(fields.filter((each) => each.endsWith('F_PAY_STATUS'))).toEqual(where);
    const rows = await site.call('ExecuteBillQuery', {
      data: { FormId: 'AP_PAYBILL', FieldKeys: 'FBillNo,F_PAY_STATUS', OrderString: 'FBillNo' },
    });
    if (paymentStatus === 'none') expect(JSON.stringify(rows)).toContain('标识为F_PAY_STATUS的字段不存在');
    else
      expect(rows).toEqual([
        ['A1', 'C'],
        ['A2', 'A'],
        ['A3', 'A'],
      ]);
    Object.assign(site.context.switches.kingdee, { paymentStatus: 'none' });
  });

  it('starts anew after a reset', async () => {
    site.kingdee.baseData.change('BD_Expense', 'CI0001', { forbid: true });
    site.kingdee.reset();
    expect(site.kingdee.ledger.size).toBe(0);
    expect((await site.save(goodModel({ FBillNo: 'A1' }))).IsSuccess).toBe(true);
  });
});
