import { describe, expect, it } from 'vitest';
import type { ApiFamily } from '../../source.js';
import { parseApproval, UnreadableApprovalError } from './parse-approval.js';

const BUSINESS_ID = '202603010830000123456';
const v1 = {
  title: '赵一提交的费用报销',
  createTime: '2026-03-01T08:30Z',
  finishTime: '2026-03-02T17:05Z',
  originatorUserId: '0123456789012345678',
  originatorDeptId: '-1',
  originatorDeptName: '云杉科技-研发部-平台组',
  status: 'COMPLETED',
  result: 'agree',
  businessId: BUSINESS_ID,
  bizAction: 'NONE',
  attachedProcessInstanceIds: ['inst-9'],
  operationRecords: [
    { userId: '08', date: '2026-03-02T17:06Z', type: 'ADD_REMARK', result: 'NONE', remark: '已生成付款单 DD1' },
    { userId: '08', date: '2026-03-02T17:06Z', type: 'PROCESS_CC', result: 'NONE' },
  ],
  formComponentValues: [{ id: 'A', name: '总金额', componentType: 'CalculateField', value: '1,000.50' }],
};
const topapi = {
  title: v1.title,
  create_time: '2026-03-01 08:30:42',
  finish_time: '2026-03-02 17:05:01',
  originator_userid: v1.originatorUserId,
  originator_dept_id: '-1',
  originator_dept_name: v1.originatorDeptName,
  status: 'COMPLETED',
  result: 'agree',
  business_id: BUSINESS_ID,
  biz_action: 'NONE',
  attached_process_instance_ids: ['inst-9'],
  operation_records: [
    {
      userid: '08',
      date: '2026-03-02 17:06:09',
      operation_type: 'ADD_REMARK',
      operation_result: 'NONE',
      remark: '已生成付款单 DD1',
    },
  ],
  form_component_values: [{ id: 'A', name: '总金额', component_type: 'CalculateField', value: '1,000.50' }],
};

const parse = (family: ApiFamily, body: object) =>
  parseApproval({
    family,
    processCode: 'PROC-1',
    processInstanceId: 'inst-1',
    text: JSON.stringify(
      family === 'v1' ? { result: body, success: 'true' } : { errcode: 0, errmsg: 'ok', process_instance: body },
    ),
  });

describe('parseApproval', () => {
  it('understands both API families as the same approval, to the minute', () => {
    const fromV1 = parse('v1', v1);
    const fromTopapi = parse('topapi', topapi);
    expect(fromV1).toEqual({
      processInstanceId: 'inst-1',
      processCode: 'PROC-1',
      businessId: BUSINESS_ID,
      title: '赵一提交的费用报销',
      status: 'COMPLETED',
      result: 'agree',
      bizAction: 'NONE',
      originatorUserId: '0123456789012345678',
      originatorDeptId: '-1',
      originatorDeptName: '云杉科技-研发部-平台组',
      startedAt: Date.parse('2026-03-01T00:30:00Z'),
      finishedAt: Date.parse('2026-03-02T09:05:00Z'),
      attachedIds: ['inst-9'],
      mainId: null,
      controls: [
        { id: 'A', name: '总金额', alias: null, type: 'CalculateField', value: { kind: 'text', text: '1,000.50' } },
      ],
      remarks: [{ userId: '08', text: '已生成付款单 DD1', at: Date.parse('2026-03-02T09:06:00Z') }],
    });
    expect({ ...fromTopapi, startedAt: fromV1.startedAt, finishedAt: fromV1.finishedAt, remarks: [] }).toEqual({
      ...fromV1,
      remarks: [],
    });
    expect(fromTopapi.startedAt).toBe(Date.parse('2026-03-01T00:30:42Z'));
  });

  it('takes a word that it does not know for unknown, not for agreed', () => {
    const odd = parse('v1', { ...v1, status: 'ARCHIVED', result: 'maybe', bizAction: 'COPY' });
    expect([odd.status, odd.result, odd.bizAction]).toEqual(['UNKNOWN', '', 'MODIFY']);
  });

  it('has no end while an approval is running', () => {
    expect(parse('v1', { ...v1, status: 'RUNNING', result: '', finishTime: undefined }).finishedAt).toBeNull();
  });

  it('keeps all 21 digits of a number that was printed without quotes', () => {
    const text = `{"success":true,"result":${JSON.stringify(v1).replace(`"${BUSINESS_ID}"`, BUSINESS_ID)}}`;
    const raw = { family: 'v1' as const, processCode: 'P', processInstanceId: 'i', text };
    expect(parseApproval(raw).businessId).toBe(BUSINESS_ID);
  });

  it('keeps all 19 digits of an account that is a JSON number: in an object, in extValue, in a cell, twice wrapped', () => {
    const digits = '6222021234567890123';
    const object = `{"accountNo":${digits},"amount":120.50}`;
    const rows = `[{"rowNumber":"T_1","rowValue":[{"label":"银行账号","value":${digits}},{"label":"更多","extendValue":{},"value":${object}}]}]`;
    const components = [
      { id: 'A', name: '收款账号', componentType: 'RecipientAccountField', value: object },
      { id: 'B', name: '备用账号', componentType: 'RecipientAccountField', value: '张三', extValue: object },
      { id: 'C', name: '银行信息', componentType: 'TableField', value: rows },
      { id: 'D', name: '再包一层', componentType: 'RecipientAccountField', value: JSON.stringify(object) },
    ];
    const { controls } = parse('v1', { ...v1, formComponentValues: components });
    const entries = { accountNo: digits, amount: '120.50' };
    expect(controls.map(({ value }) => value)).toMatchObject([
      { kind: 'object', entries },
      { kind: 'object', entries: { value: '张三', ...entries } },
      {
        kind: 'table',
        rows: [{ cells: [{ value: { kind: 'text', text: digits } }, { value: { kind: 'object', entries } }] }],
      },
      { kind: 'object', entries },
    ]);
  });

  it('warns where the launch time does not agree with the number', () => {
    expect(parse('v1', v1).warnings).toBeUndefined();
    expect(parse('v1', { ...v1, createTime: '2026-03-01T00:30Z' }).warnings).toHaveLength(1);
  });

  it('survives components and records that are nonsense', () => {
    const odd = {
      ...v1,
      formComponentValues: [null, 7, 'x', [], {}],
      operationRecords: 'none',
      attachedProcessInstanceIds: null,
    };
    const parsed = parse('v1', odd);
    expect(parsed.controls).toEqual([{ id: '', name: '', alias: null, type: '', value: { kind: 'empty' } }]);
    expect(parsed.remarks).toEqual([]);
  });

  it.each(['', '<html>', '{"result":', '{"success":true}', '[]', 'null'])('refuses %j as an approval', (text) => {
    const raw = { family: 'v1' as const, processCode: 'P', processInstanceId: 'i', text };
    expect(() => parseApproval(raw)).toThrow(UnreadableApprovalError);
  });

  it.each([undefined, null, '', 'null', {}, { A: '1,000.50' }, []])(
    'refuses an agreed approval whose controls are %j: a filter would leave it out for what it does not say',
    (formComponentValues) => {
      expect(() => parse('v1', { ...v1, formComponentValues, bizAction: 'NONE' })).toThrow(UnreadableApprovalError);
      // A change or a cancellation stops its original nevertheless.
      for (const action of ['MODIFY', 'REVOKE'])
        expect(parse('v1', { ...v1, formComponentValues, bizAction: action }).controls).toEqual([]);
      expect(parse('v1', { ...v1, formComponentValues, status: 'TERMINATED', result: '' }).controls).toEqual([]);
    },
  );

  it('finds the approvals that it names in a list, a text and the text of a list, and refuses another shape', () => {
    const attached = (attachedProcessInstanceIds: unknown) =>
      parse('v1', { ...v1, attachedProcessInstanceIds }).attachedIds;
    for (const none of [undefined, null, '', 'null', [], '[]', [''], ['null']]) expect(attached(none)).toEqual([]);
    for (const two of [['a-1', 'b_2'], '["a-1","b_2"]', 'a-1,b_2', 'a-1, b_2'])
      expect(attached(two)).toEqual(['a-1', 'b_2']);
    expect([attached('a-1'), attached([12])]).toEqual([['a-1'], ['12']]);
    for (const odd of [{ string: ['a-1'] }, [{ processInstanceId: 'a-1' }], [['a-1']], '{"list":[]}'])
      expect(() => attached(odd)).toThrow(UnreadableApprovalError);
  });

  it('refuses an approval without any time of launch', () => {
    expect(() => parse('v1', { ...v1, createTime: 'soon', businessId: '7' })).toThrow(UnreadableApprovalError);
  });
});

describe('what an approval does to an earlier one', () => {
  const actionOf = (more: object) => parse('v1', { ...v1, bizAction: undefined, ...more }).bizAction;

  it('is read whatever the case of its word', () => {
    expect([actionOf({ bizAction: 'revoke' }), actionOf({ bizAction: 'Modify' })]).toEqual(['REVOKE', 'MODIFY']);
  });

  it('is a change where nobody knows the word, or only a main approval is named: never a second payment', () => {
    expect(actionOf({ bizAction: 'CORRECT' })).toBe('MODIFY');
    expect(actionOf({ mainProcessInstanceId: 'inst-0' })).toBe('MODIFY');
    expect(actionOf({ mainProcessInstanceId: ['inst-0'] })).toBe('MODIFY');
    expect([actionOf({ bizAction: ['REVOKE'] }), actionOf({ bizAction: { name: 'REVOKE' } })]).toEqual([
      'MODIFY',
      'MODIFY',
    ]);
    expect([actionOf({ mainProcessInstanceId: 'null' }), actionOf({ mainProcessInstanceId: [] })]).toEqual([
      'NONE',
      'NONE',
    ]);
    expect([actionOf({}), actionOf({ bizAction: '' }), actionOf({ bizAction: 'null' })]).toEqual([
      'NONE',
      'NONE',
      'NONE',
    ]);
  });
});
