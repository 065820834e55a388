import type { Rule } from '@dingdee/shared/scheme';
import { describe, expect, it } from 'vitest';
import type { ApprovalInstance, Control } from '../domain/approval/approval-instance.js';
import { contentDigest, type RelatedApproval } from '../domain/approval/related-approval.js';
import { worded } from '../domain/draft/issue-words.js';
import { mapApproval } from './map-approval.js';
import { control, expenseInput, instanceOf, text } from './reimbursement-for-spec.js';

/** An approval that names others in its 关联审批单, and what rules read of these. */
const contract = (id: string, number: string, change: Partial<ApprovalInstance> = {}): ApprovalInstance => ({
  ...instanceOf([control('合同编号', text(number)), control('签约方', text('宏远商贸'))]),
  processInstanceId: id,
  businessId: `20260301${id}`,
  title: `王芳提交的合同${id}`,
  ...change,
});
const known = (...instances: ApprovalInstance[]): Map<string, RelatedApproval> =>
  new Map(
    instances.map((instance) => [
      instance.processInstanceId,
      { kind: 'read', instance, digest: contentDigest(instance) },
    ]),
  );
const relating = (...ids: (string | null)[]): Control => ({
  ...control('关联审批单', {
    kind: 'related',
    approvals: ids.map((id) => ({ title: `标题${id}`, businessId: id && `NO${id}`, processInstanceId: id })),
  }),
  type: 'RelateField',
});
const NUMBER = 'related:关联审批单>合同编号';
const source: Rule[] = [{ kind: 'source', from: NUMBER }];

function mapped(
  control: Control | null,
  related: ReadonlyMap<string, RelatedApproval>,
  {
    rules = source,
    required = true,
    locks = {},
  }: { rules?: Rule[]; required?: boolean; locks?: Record<string, string> } = {},
) {
  const input = expenseInput({ more: control === null ? [] : [control], locks });
  const { content } = input.scheme;
  const header = { ...content.header, remark: { label: '备注', required, rules } };
  return mapApproval({ ...input, related, scheme: { ...input.scheme, content: { ...content, header } } });
}
type Result = ReturnType<typeof mapped>;
const issueOf = ({ issues }: Result) => issues.find(({ path }) => path === 'header.remark');
const said = (result: Result): string => {
  const issue = issueOf(result);
  return issue ? `${issue.level} ${worded(issue).message}` : '';
};

describe('a value of a related approval', () => {
  it('is taken from the control of the approval that is named, and the bill says which one and what', () => {
    const one = contract('A', 'HT001');
    const { draft, provenance, citations } = mapped(relating('A'), known(one));
    expect(draft?.header.remark).toBe('HT001');
    expect(provenance['header.remark']).toMatchObject({
      kind: 'form',
      reference: { code: 'related', title: '王芳提交的合同A', label: '合同编号' },
      source: 'HT001',
      sourceLabel: '关联审批 王芳提交的合同A 的 合同编号',
    });
    expect(draft?.related).toEqual({ A: contentDigest(one) });
    expect(citations.related).toEqual({ A: contentDigest(one) });
  });

  it('goes into texts, look-ups and expressions as any other value', () => {
    const of = (rule: Rule) =>
      mapped(relating('A'), known(contract('A', '住宿')), { rules: [rule] }).draft?.header.remark;
    expect(of({ kind: 'template', text: `合同 {${NUMBER}}，{field:关联审批单}` })).toBe('合同 住宿，标题A');
    expect(of({ kind: 'lookup', table: 'costItem', key: NUMBER })).toBe('CI0005');
    expect(of({ kind: 'expression', cel: 'related["关联审批单>合同编号"] + "号"' })).toBe('住宿号');
    expect(of({ kind: 'constant', value: '有合同', when: [{ from: NUMBER, is: 'filled' }] })).toBe('有合同');
  });

  it('of several approvals counts only if all of them give the same', () => {
    const both = relating('A', 'B');
    expect(mapped(both, known(contract('A', 'HT1'), contract('B', 'HT1'))).draft?.header.remark).toBe('HT1');
    const differ = mapped(both, known(contract('A', 'HT1'), contract('B', 'HT2')), { required: false });
    expect(differ.draft).toBeNull();
    expect(said(differ)).toMatch(/^red .*写的不一样：“HT1”、“HT2”/u);
  });

  it('is never a guess: without a certain value no later rule of the field gives one', () => {
    const rules: Rule[] = [...source, { kind: 'constant', value: '默认' }];
    const unread = mapped(relating('A'), new Map(), { rules });
    expect(unread.draft).toBeNull();
    expect(said(unread)).toMatch(/^red 备注要取关联审批“标题A”的“合同编号”，它还没有读到/u);
    const template: Rule[] = [{ kind: 'template', text: `{field:总金额} {${NUMBER}}` }];
    expect(issueOf(mapped(relating('A'), new Map(), { rules: template }))?.code).toBe('related-approval');
    const when: Rule[] = [{ kind: 'constant', value: 'x', when: [{ from: NUMBER, is: 'empty' }] }];
    expect(issueOf(mapped(relating('A'), new Map(), { rules: when }))?.code).toBe('condition-unread');
  });

  it.each([
    ['running', { status: 'RUNNING', result: '', finishedAt: null }],
    ['refused', { result: 'refuse' }],
    ['withdrawn', { status: 'TERMINATED' }],
    ['revoked', { bizAction: 'REVOKE' }],
    ['amended', { attachedIds: ['X'] }],
  ] as const)('is not taken from one that is %s', (why, change) => {
    const result = mapped(relating('A'), known(contract('A', 'HT1', change)));
    expect(result.draft).toBeNull();
    expect(issueOf(result)).toMatchObject({ level: 'red', params: { why } });
    expect(said(result)).not.toMatch(/undefined|内容无法读取/u);
  });

  it('stops only a field that needs it, except while it is not read yet', () => {
    const refused = known(contract('A', 'HT1', { result: 'refuse' }));
    expect(issueOf(mapped(relating('A'), refused, { required: false }))?.level).toBe('amber');
    expect(issueOf(mapped(relating('A'), new Map(), { required: false }))?.level).toBe('red');
  });

  it('needs no related approval where a person has set the value', () => {
    const { draft, citations } = mapped(relating('A'), new Map(), { locks: { 'header.remark': '人工' } });
    expect(draft?.header.remark).toBe('人工');
    expect(draft?.related).toBeUndefined();
    expect(citations.related).toEqual({ A: '!unread' });
  });

  it('is empty where the control is empty, or the related approval says nothing there', () => {
    const blank = { ...relating(), value: { kind: 'empty' as const } };
    expect(issueOf(mapped(blank, new Map()))?.code).toBe('missing');
    expect(issueOf(mapped(relating('A'), known(contract('A', ''))))?.code).toBe('missing');
  });

  it('is not taken from the approval itself, nor from one without an id', () => {
    expect(issueOf(mapped(relating('inst-1'), new Map()))).toMatchObject({ params: { why: 'itself' } });
    expect(issueOf(mapped(relating('A', null), known(contract('A', 'HT1'))))).toMatchObject({
      params: { why: 'unnamed' },
    });
  });

  it('that is an account is read with its name, and two of them are no account', () => {
    const account = (number: string) =>
      control('收款账号', { kind: 'object', entries: { accountName: '宏远', accountNumber: number } });
    const rules: Rule[] = [{ kind: 'source', from: 'related:关联审批单>收款账号' }];
    const of = (...controls: Control[]) => {
      const input = expenseInput({ more: [relating('A')] });
      const { content } = input.scheme;
      const rows = { ...content.rows, oppositeAccount: { label: '对方银行账号', required: true, rules } };
      return mapApproval({
        ...input,
        related: known(contract('A', '', { controls })),
        scheme: { ...input.scheme, content: { ...content, rows } },
      });
    };
    const [one, other] = ['6222000011112222333', '6217000012345678901'];
    expect(of(account(one), { ...account(other), id: 'Field_2' }).draft).toBeNull();
    // The name of the bill is that of the approval itself: it is compared with the one beside the account.
    expect(of(account(other)).issues.map(({ code }) => code)).toContain('payee-other-name');
  });
});

describe('the content of a bill', () => {
  it('changes with a related approval although every value stays, so that an approval of it is void', () => {
    const before = mapped(relating('A'), known(contract('A', 'HT1')));
    const changed = contract('A', 'HT1');
    const after = mapped(
      relating('A'),
      known({ ...changed, controls: [...changed.controls, control('附注', text('改了'))] }),
    );
    expect(after.draft?.header).toEqual(before.draft?.header);
    expect(after.hash).not.toBe(before.hash);
  });

  it('does not change with a comment on the related approval', () => {
    const [one, two] = [
      contract('A', 'HT1'),
      contract('A', 'HT1', { remarks: [{ userId: '1', text: '已付', at: 1 }] }),
    ];
    expect(mapped(relating('A'), known(two)).hash).toBe(mapped(relating('A'), known(one)).hash);
  });

  it('is the same whatever is known of approvals that no rule reads', () => {
    const rules: Rule[] = [{ kind: 'source', from: 'field:关联审批单' }];
    const [without, beside] = [
      mapped(relating('A'), new Map(), { rules }),
      mapped(relating('A'), known(contract('A', 'x')), { rules }),
    ];
    expect(beside).toEqual(without);
    expect(without.citations.related).toBeUndefined();
  });
});

describe('the control itself', () => {
  it('reads as the titles, or as the numbers, of the approvals that it names', () => {
    const of = (from: string, one: Control) =>
      mapped(one, new Map(), { rules: [{ kind: 'source', from }] }).draft?.header.remark;
    expect(of('field:关联审批单', relating('A', 'B'))).toBe('标题A、标题B');
    expect(of('field:关联审批单#businessId', relating('A', 'B'))).toBe('NOA、NOB');
    expect(of('field:关联审批单#businessId', relating('A', null))).toBeUndefined();
  });
});
