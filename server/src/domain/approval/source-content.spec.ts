import { describe, expect, it } from 'vitest';
import type { ApprovalInstance, Control } from './approval-instance.js';
import { sourceDifferences } from './source-content.js';

const control = (id: string, value: Control['value'], more: Partial<Control> = {}): Control => ({
  id,
  name: `名${id}`,
  alias: null,
  type: 'TextField',
  value,
  ...more,
});
const text = (id: string, said: string, more: Partial<Control> = {}) => control(id, { kind: 'text', text: said }, more);
const approval = (controls: Control[], more: Partial<ApprovalInstance> = {}): ApprovalInstance => ({
  processInstanceId: 'i',
  processCode: 'p',
  businessId: '1',
  title: '甲提交的费用报销',
  status: 'COMPLETED',
  result: 'agree',
  bizAction: 'NONE',
  originatorUserId: 'u',
  originatorDeptId: '7',
  originatorDeptName: '研发部',
  startedAt: 1,
  finishedAt: 2,
  attachedIds: [],
  mainId: null,
  controls,
  remarks: [],
  ...more,
});
const told = (before: ApprovalInstance, after: ApprovalInstance) =>
  sourceDifferences(before, after).map(
    ({ what, label, row, before: was, after: is }) => `${what} ${label}${row ?? ''}: ${was} → ${is}`,
  );
const table = (...rows: Control[][]): Control =>
  control('t', { kind: 'table', rows: rows.map((cells) => ({ rowNumber: null, cells })) }, { type: 'TableField' });
const money = { type: 'MoneyField' };

describe('what an approval says otherwise than when it was read', () => {
  it.each<[string, Control[], Control[]]>([
    ['an amount in another spelling', [text('a', '1,234.5', money)], [text('a', '1234.50', money)]],
    ['a control that is blank, or missing, or empty', [control('a', { kind: 'empty' })], []],
    [
      'a new label, and a name that a person or a department bears now',
      [
        text('a', '1'),
        control('p', { kind: 'people', people: [{ userId: '9', name: '张三' }] }),
        text('d', '研发部', { departmentIds: ['5'] }),
      ],
      [
        text('a', '1', { name: '新名' }),
        control('p', { kind: 'people', people: [{ userId: '9', name: '张三丰' }] }),
        text('d', '研发中心', { departmentIds: ['5'] }),
      ],
    ],
    [
      'links that are worded anew',
      [
        control('f', {
          kind: 'files',
          files: [
            {
              name: '',
              kind: 'photo',
              fileId: null,
              spaceId: null,
              address: 'https://static.dingtalk.com/m/1.jpg?e=1',
            },
          ],
        }),
        control('o', { kind: 'object', entries: { no: '1', url: 'https://x/1' } }),
      ],
      [
        control('f', {
          kind: 'files',
          files: [
            { name: '', kind: 'photo', fileId: null, spaceId: null, address: 'https://down.dingtalk.com/m/1.jpg?e=2' },
          ],
        }),
        control('o', { kind: 'object', entries: { no: '1', url: 'https://y/2' } }),
      ],
    ],
  ])('nothing for %s', (_, before, after) => {
    expect(told(approval(before), approval(after))).toEqual([]);
  });

  it('nothing for comments, the title, and a department that was renamed', () => {
    const after = approval([], {
      title: '乙',
      originatorDeptName: '研发中心',
      remarks: [{ userId: 'u', text: '催', at: 3 }],
    });
    expect(told(approval([]), after)).toEqual([]);
  });

  it('amounts, payees, accounts, departments and how it stands, each with both sides', () => {
    const account = (no: string): Control => control('r', { kind: 'object', entries: { name: '甲', no } });
    expect(
      told(
        approval([text('a', '1.00', money), account('6222')]),
        approval([text('a', '1.01', money), account('6223')]),
      ),
    ).toEqual(['control 名a: 1.00 → 1.01', 'control 名r: 甲、6222 → 甲、6223']);
    expect(told(approval([]), approval([], { originatorDeptId: '8', originatorDeptName: '市场部' }))).toEqual([
      'department : 研发部 → 市场部',
    ]);
    expect(told(approval([]), approval([], { status: 'TERMINATED', result: '' }))).toEqual([
      'standing : COMPLETED agree → TERMINATED ',
    ]);
    expect(
      told(
        approval([text('d', '研发部', { departmentIds: ['5'] })]),
        approval([text('d', '研发部', { departmentIds: ['6'] })]),
      ),
    ).toHaveLength(1);
  });

  it('an account with other leading zeros is another account', () => {
    expect(told(approval([text('a', '0012345678901234')]), approval([text('a', '12345678901234')]))).toHaveLength(1);
  });

  it('rows that came, went or changed, by their place', () => {
    const before = approval([table([text('m', '1.00', money)], [text('m', '2.00', money)])]);
    expect(told(before, approval([table([text('m', '1.00', money)], [text('m', '3.00', money)])]))).toEqual([
      'control 名m2: 2.00 → 3.00',
    ]);
    expect(told(before, approval([table([text('m', '1.00', money)])]))).toEqual(['control 名m2: 2.00 → ']);
  });

  it('a file by its id, a photo by the path of its link', () => {
    const file = (fileId: string): Control =>
      control('f', { kind: 'files', files: [{ name: '票.pdf', kind: 'pdf', fileId, spaceId: '1' }] });
    expect(sourceDifferences(approval([file('1')]), approval([file('2')]))).toMatchObject([{ photo: false }]);
    const photo = (path: string): Control =>
      control('f', {
        kind: 'files',
        files: [{ name: '图', kind: 'photo', fileId: null, spaceId: null, address: `https://h/${path}` }],
      });
    expect(sourceDifferences(approval([photo('1')]), approval([photo('2')]))).toMatchObject([{ photo: true }]);
  });

  it('a suite is compared by its children, once', () => {
    const suite = (said: string) => [
      control('s', { kind: 'object', entries: { 甲: said } }, { type: 'DDBizSuite', spread: true }),
      text('a', said),
    ];
    expect(told(approval(suite('1')), approval(suite('2')))).toHaveLength(1);
  });

  it('a suite of plain keys has no children: it is compared itself, also in a row', () => {
    const suite = (account: string, paid: string): Control =>
      control(
        's',
        { kind: 'object', entries: { 账号: account, 户名: '张三', 实付金额: paid } },
        { type: 'DDBizSuite' },
      );
    const before = suite('6222021234567890123', '100');
    const after = suite('6217000012345678901', '900');
    expect(told(approval([before]), approval([after]))).toHaveLength(1);
    expect(told(approval([table([before])]), approval([table([after])]))).toHaveLength(1);
    expect(told(approval([before]), approval([before]))).toEqual([]);
  });
});
