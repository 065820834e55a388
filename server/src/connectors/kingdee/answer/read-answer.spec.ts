import { describe, expect, it } from 'vitest';
import { readJson } from './exact-json.js';
import { operationOutcomes, saveOutcomes } from './read-answer.js';
import { isSessionLost, readStatus } from './read-status.js';

interface Line {
  FieldName?: string | null;
  Message?: string;
  DIndex?: number;
}
/** A ResponseStatus as it comes over the wire, read by our reader. */
const status = (parts: {
  ok?: boolean | string;
  errors?: Line[];
  saved?: { Id?: number | string; Number?: string; DIndex?: number }[];
  code?: number | string;
}) =>
  readStatus(
    readJson(
      JSON.stringify({
        Result: {
          ResponseStatus: {
            IsSuccess: parts.ok ?? false,
            Errors: parts.errors,
            SuccessEntitys: parts.saved,
            MsgCode: parts.code,
          },
        },
      }),
    ),
  );
const bills = [{ billNo: 'DDA' }, { billNo: 'DDB' }, { billNo: 'DDC' }];
const refs = [
  { id: '11', billNo: 'DDA' },
  { id: '12', billNo: 'DDB' },
  { id: '13', billNo: 'DDC' },
];
const kinds = (outcomes: { kind: string }[]) => outcomes.map((outcome) => outcome.kind);

describe('the answer to a save', () => {
  it('is read by DIndex, whatever the order and whatever IsSuccess says', () => {
    for (const ok of [true, false, 'true', 'False']) {
      const outcomes = saveOutcomes(
        bills,
        status({
          ok,
          saved: [
            { Id: 203, Number: 'DDC', DIndex: 2 },
            { Id: '201', Number: 'DDA', DIndex: 0 },
          ],
          errors: [{ FieldName: 'FCONTACTUNIT', Message: '字段“往来单位”是必填项', DIndex: 1 }],
          code: 11,
        }),
      );
      expect(outcomes).toEqual([
        { kind: 'done', id: '201', billNo: 'DDA', warning: null },
        {
          kind: 'refused',
          refusal: {
            class: 'base-data',
            messages: ['字段“往来单位”是必填项'],
            fields: ['FCONTACTUNIT'],
            retryable: false,
          },
        },
        { kind: 'done', id: '203', billNo: 'DDC', warning: null },
      ]);
    }
  });

  it('makes a bill in neither list unknown, and one in both done with a warning', () => {
    const outcomes = saveOutcomes(
      bills,
      status({
        ok: true,
        saved: [{ Id: 201, Number: 'DDA', DIndex: 0 }],
        errors: [{ Message: '提示', DIndex: 0 }],
      }),
    );
    expect(outcomes[0]).toEqual({ kind: 'done', id: '201', billNo: 'DDA', warning: '提示' });
    expect(kinds(outcomes)).toEqual(['done', 'unknown', 'unknown']);
  });

  it('with the Id 0 is unknown: no document has it, and a bill that is none must not count as saved', () => {
    for (const Id of [0, '0', '00', ''])
      expect(kinds(saveOutcomes(bills, status({ ok: true, saved: [{ Id, Number: 'DDA', DIndex: 0 }] })))).toEqual([
        'unknown',
        'unknown',
        'unknown',
      ]);
  });

  it("keeps Kingdee's own number where a coding rule overrides ours", () => {
    const [outcome] = saveOutcomes(bills, status({ ok: true, saved: [{ Id: 7, Number: 'FKD001', DIndex: 0 }] }));
    expect(outcome).toMatchObject({ kind: 'done', id: '7', billNo: 'FKD001' });
  });

  it('refuses every bill where the call as a whole was refused', () => {
    for (const whole of [
      status({ errors: [{ Message: '您没有该操作的权限' }] }),
      status({ errors: [{ Message: '当前用户未指定允许调用WebAPI接口', DIndex: 0 }], code: 11 }),
      status({ errors: [{ Message: 'x', DIndex: 0 }], code: '14' }),
    ])
      expect(kinds(saveOutcomes(bills, whole))).toEqual(['refused', 'refused', 'refused']);
  });

  it('leaves the others unknown where one bill failed and nothing was saved: a rollback is not told apart', () => {
    const rolledBack = status({ errors: [{ FieldName: 'FDATE', Message: '日期不对', DIndex: 0 }], code: 11 });
    expect(kinds(saveOutcomes(bills, rolledBack))).toEqual(['refused', 'unknown', 'unknown']);
  });

  it.each([4, 6])('never takes MsgCode %i for a refusal: nobody knows what was done', (code) => {
    const outcomes = saveOutcomes(bills, status({ errors: [{ Message: '执行数据库操作失败', DIndex: 0 }], code }));
    expect(kinds(outcomes)).toEqual(['unknown', 'unknown', 'unknown']);
  });

  it('without any result is unknown for all', () => {
    expect(kinds(saveOutcomes(bills, readStatus(readJson('{}'))))).toEqual(['unknown', 'unknown', 'unknown']);
    expect(kinds(saveOutcomes(bills, status({ ok: true })))).toEqual(['unknown', 'unknown', 'unknown']);
  });

  it.each([
    ['exists', { FieldName: 'FBillNo', Message: '违反字段唯一性要求：编码唯一。[DDA]在当前系统中已经被使用。' }, 11],
    ['lock', { Message: '“li”使用业务单据：“付款单”业务操作-“[付款单-DDA-修改]”冲突，请稍候再使用。' }, 0],
    ['lock', { Message: '网络控制' }, 13],
    ['interaction', { FieldName: 'AbstractInteractionResult', Message: '余额不足，是否继续？' }, 11],
    ['workflow', { Message: '已关联工作流实例，不支持通过 WebAPI 接口进行传统审批' }, 11],
    ['period', { FieldName: 'FDATE', Message: '业务日期2026-01-31所在期间已结账，不允许保存！' }, 11],
    ['period', { FieldName: 'FDATE', Message: '当前组织未启用出纳，请启用后再进行操作！' }, 11],
    ['base-data', { FieldName: '', Message: '第1行分录，银行业务的结算方式，我方银行相关信息必录！' }, 11],
    ['base-data', { FieldName: 'FCOSTID', Message: '第1行分录，字段“费用项目”的值“CI9”不存在或不可用' }, 9],
    ['base-data', { Message: '值为202的收款组织(FPAYORGID)赋值失败' }, undefined],
    ['data', { FieldName: 'FEXCHANGERATE', Message: '汇率必须大于0' }, 11],
    ['permission', { Message: '没有“付款单”的“新增”权限' }, 2],
    ['unknown', { Message: 'ResolveFiled_InnerEx解析字段(Key:FX)失败，字段需字典格式' }, 8],
  ])('says %s for its text or code', (wanted, line, code) => {
    const [outcome] = saveOutcomes([{ billNo: 'DDA' }], status({ errors: [{ ...line, DIndex: 0 }], code }));
    expect(outcome).toMatchObject({
      kind: 'refused',
      refusal: { class: wanted, retryable: wanted === 'lock', messages: [line.Message] },
    });
  });

  describe('a refusal whose words speak of a time-out or a lock', () => {
    const LOCKS = ['冲突，请稍候再使用。', '网控冲突', '单据已被锁定', '该单据正被其他用户占用'];
    const HANGS = [
      '执行超时',
      '等待锁请求超时',
      '事务死锁',
      'Execution Timeout Expired',
      'was deadlocked on lock resources',
    ];
    const of = (message: string, dIndex: number | undefined, code: number | undefined) =>
      kinds(saveOutcomes([{ billNo: 'DDA' }], status({ errors: [{ Message: message, DIndex: dIndex }], code })))[0];

    it('says nothing certain without MsgCode or without a place', () => {
      for (const message of [...LOCKS, ...HANGS])
        for (const [dIndex, code] of [
          [undefined, undefined],
          [undefined, 13],
          [0, undefined],
        ] as const)
          expect([message, dIndex, code, of(message, dIndex, code)]).toEqual([message, dIndex, code, 'unknown']);
    });

    it('counts where both say which bill and what', () => {
      for (const message of [...LOCKS, ...HANGS]) expect([message, of(message, 0, 13)]).toEqual([message, 'refused']);
      for (const message of LOCKS) expect([message, of(message, 0, 0)]).toEqual([message, 'refused']);
    });

    it('a time-out under the code that is always there is none: 0 is seen beside anything', () => {
      for (const message of HANGS) expect([message, of(message, 0, 0)]).toEqual([message, 'unknown']);
    });

    it('other words are a refusal without either, as old versions give them', () => {
      expect([of('汇率必须大于0', 0, undefined), of('您没有该操作的权限', undefined, undefined)]).toEqual([
        'refused',
        'refused',
      ]);
    });

    it('of an operation is in doubt where no code stands beside it and it does not name the bill', () => {
      const one = [{ id: '9', billNo: 'DD12' }];
      const said = (message: string, code?: number) =>
        kinds(operationOutcomes('Audit', one, status({ errors: [{ Message: message, DIndex: 0 }], code })))[0];
      const named = '“li”使用业务单据：业务操作-“[付款单-DD12-修改]”冲突，请稍候再使用。';
      expect([said('网控冲突'), said('执行超时', 0), said('单据 DD12 执行超时')]).toEqual(Array(3).fill('unknown'));
      expect([said(named), said('网控冲突', 13), said('执行超时', 13)]).toEqual(Array(3).fill('refused'));
    });
  });

  it('lets the number that is taken decide where a bill has several errors, and a fault of the data over a lock', () => {
    const classOf = (errors: Line[]) => {
      const [outcome] = saveOutcomes([{ billNo: 'DDA' }], status({ errors, code: 11 }));
      return outcome?.kind === 'refused' ? outcome.refusal.class : outcome?.kind;
    };
    const taken = { FieldName: 'FBillNo', Message: '编码唯一', DIndex: 0 };
    const rate = { FieldName: 'FEXCHANGERATE', Message: '汇率必须大于0', DIndex: 0 };
    const lock = { Message: '冲突，请稍候再使用。', DIndex: 0 };
    expect(classOf([rate, taken])).toBe('exists');
    expect(classOf([lock, rate])).toBe('data');
  });

  it('never gives a bill the number or the Id that the answer gives to another: then only a look tells', () => {
    const counted = (saved: { Id: number; Number: string; DIndex?: number }[]) =>
      kinds(saveOutcomes(bills, status({ ok: true, saved })));
    const all = [
      { Id: 201, Number: 'DDA' },
      { Id: 202, Number: 'DDB' },
      { Id: 203, Number: 'DDC' },
    ];
    // Every success says 0; counted from 1; counted in Kingdee's own order.
    expect(counted(all.map((line) => ({ ...line, DIndex: 0 })))).not.toContain('done');
    expect(counted(all.map((line, index) => ({ ...line, DIndex: index + 1 })))).not.toContain('done');
    expect(counted(all.toReversed().map((line, index) => ({ ...line, DIndex: index })))).not.toContain('done');
    expect(
      kinds(
        saveOutcomes(
          bills,
          status({
            saved: [
              { Id: 201, Number: 'DDA', DIndex: 1 },
              { Id: 203, Number: 'DDC', DIndex: 3 },
            ],
            errors: [{ Message: '汇率必须大于0', DIndex: 2 }],
            code: 11,
          }),
        ),
      ),
    ).toEqual(['unknown', 'unknown', 'unknown']);
    // One Id for two bills, where Kingdee numbers them.
    expect(
      counted([
        { Id: 7, Number: 'FKD1', DIndex: 0 },
        { Id: 7, Number: 'FKD1', DIndex: 1 },
        { Id: 9, Number: 'FKD3', DIndex: 2 },
      ]),
    ).toEqual(['unknown', 'unknown', 'done']);
    // Two bills for one of ours.
    expect(
      counted([
        { Id: 7, Number: 'FKD1', DIndex: 0 },
        { Id: 8, Number: 'FKD2', DIndex: 0 },
      ]),
    ).toEqual(['unknown', 'unknown', 'unknown']);
    // The same line twice says the same.
    expect(
      counted([
        { Id: 201, Number: 'DDA', DIndex: 0 },
        { Id: 201, Number: 'DDA', DIndex: 0 },
      ]),
    ).toEqual(['done', 'unknown', 'unknown']);
  });

  it('leaves nobody knowing what is there where the transaction was aborted, unless the bill is listed as saved', () => {
    const errors = [
      { Message: '事务已中止', DIndex: 0 },
      { Message: '事务已中止', DIndex: 1 },
      { Message: '汇率必须大于0', DIndex: 2 },
    ];
    const answer = status({ errors, saved: [{ Id: 8, Number: 'DDB', DIndex: 1 }], code: 11 });
    expect(kinds(saveOutcomes(bills, answer))).toEqual(['unknown', 'done', 'refused']);
  });
});

describe('the answer to submit and audit', () => {
  it('is read by Id or Number, not by DIndex', () => {
    const outcomes = operationOutcomes(
      'Audit',
      refs,
      status({
        ok: true,
        saved: [
          { Id: 13, Number: 'DDC', DIndex: 0 },
          { Number: 'DDA', DIndex: 1 },
        ],
      }),
    );
    expect(kinds(outcomes)).toEqual(['done', 'unknown', 'done']);
  });

  it('finds the bill of an error by the number in its text', () => {
    const outcomes = operationOutcomes(
      'Submit',
      [
        { id: '1', billNo: 'DD1' },
        { id: '2', billNo: 'DD12' },
      ],
      status({
        saved: [{ Id: 1, Number: 'DD1', DIndex: 1 }],
        errors: [{ Message: '“li”使用业务单据：业务操作-“[付款单-DD12-修改]”冲突，请稍候再使用。', DIndex: 0 }],
        code: 0,
      }),
    );
    expect(kinds(outcomes)).toEqual(['done', 'refused']);
    expect(outcomes[1]).toMatchObject({ refusal: { class: 'lock', retryable: true } });
  });

  it('takes “already” of this number for a reason to look, of the step or of the one after it', () => {
    const said = (operation: 'Submit' | 'Audit', message: string) =>
      operationOutcomes(
        operation,
        refs.slice(0, 1),
        status({ errors: [{ Message: message, DIndex: 0 }], code: 11 }),
      )[0];
    const look = { kind: 'unknown', already: { messages: [expect.stringContaining('已经')] } };
    expect(said('Audit', '单据编号为“DDA”的付款单，单据已经审核！')).toMatchObject(look);
    expect(said('Submit', '单据编号为“DDA”的付款单，单据已经提交！')).toMatchObject(look);
    expect(said('Submit', '单据编号为“DDA”的付款单，单据已经审核！')).toMatchObject(look);
    for (const other of [
      '单据编号为“DDA”的付款单，当前状态不允许审核！',
      '单据编号为“DDA”的付款单，单据已经提交！',
      '单据编号为“DDA”的付款单，关联的付款申请单 AP0012 已审核',
      '单据编号为“DDA”的付款单，源单“AP0012”的付款申请单，单据已经审核！',
      '付款单 DDA 不能审核，上游单据已经审核！',
      '单据编号为“DDB”的付款单，单据已经审核！（DDA）',
    ])
      expect([other, said('Audit', other)?.kind]).toEqual([other, 'refused']);
  });

  it('gives an error without a number to the bills that are left only where there are as many', () => {
    const question = { FieldName: 'AbstractInteractionResult', Message: '金额超过授权，是否继续？' };
    const one = operationOutcomes('Submit', refs, status({ saved: [{ Id: 11 }, { Id: 13 }], errors: [question] }));
    expect(kinds(one)).toEqual(['done', 'refused', 'done']);
    const which = operationOutcomes(
      'Submit',
      refs,
      status({ saved: [{ Id: 11 }], errors: [{ ...question, DIndex: 1 }] }),
    );
    expect(kinds(which)).toEqual(['done', 'unknown', 'unknown']);
  });

  it('says for all that the bill is gone where none of them exists', () => {
    const gone = status({ errors: [{ Message: '编码值["11","12","13"]不存在', DIndex: 0 }], code: 9 });
    expect(kinds(operationOutcomes('Audit', refs, gone))).toEqual(['refused', 'refused', 'refused']);
  });
});

describe('a lost session', () => {
  it('is seen plain, nested in lists, and by its text alone', () => {
    const lost = {
      Result: { ResponseStatus: { IsSuccess: false, MsgCode: 1, Errors: [{ Message: '会话信息已丢失，请重新登录' }] } },
    };
    const old = {
      Result: { ResponseStatus: { IsSuccess: 'false', Errors: [{ Message: '会话信息已丢失，请重新登录' }] } },
    };
    for (const answer of [lost, [[lost]], old, [[old]]])
      expect(isSessionLost(readStatus(readJson(JSON.stringify(answer))))).toBe(true);
    expect(isSessionLost(status({ errors: [{ Message: '汇率必须大于0' }], code: 11 }))).toBe(false);
  });
});
