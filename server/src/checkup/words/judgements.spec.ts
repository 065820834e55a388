import { describe, expect, it } from 'vitest';
import { DingTalkError } from '../../connectors/source.js';
import type { FormReport, NewestBills } from '../../connectors/survey.js';
import { judgeComment } from '../consent/consent-probes.js';
import { judgeSave, NO_PURPOSE, probeNumber, refusedDraft } from '../consent/save-draft.js';
import { accessProbes, judgeQuota, judgeScope } from '../dingtalk/access.js';
import { judgeAccounts, judgeApprovals, judgePerson, judgeTimes } from '../dingtalk/approvals.js';
import { judgeForm, judgeForms } from '../dingtalk/forms.js';
import type { ApprovalSample } from '../dingtalk/read-sample.js';
import { judgeBaseData } from '../kingdee/base-data.js';
import { judgeAmounts, judgeBills } from '../kingdee/bills.js';
import { judgeLengths, judgeLimits, judgeMustInputs } from '../kingdee/form.js';
import { judgeCashier, judgeNumbering, judgePeriod, judgeWorkflow } from '../kingdee/seen-before.js';
import type { OrgFacts } from '../probe/facts.js';
import { type Finding, unknown } from '../probe/finding.js';
import { outsideWords } from '../probe/outside-words.js';
import { NO_SUBJECT, type World } from '../probe/probe.js';
import { unanswered } from '../probe/unanswered.js';
import { wordsOf } from './line-words.js';

/** A finding as the line that a person reads. */
const line = (probe: string, finding: Finding, subject = { id: '101', name: '杭州' }) => {
  const { state, came, means, fix } = wordsOf({ line: probe, probe, subject, finding, at: 0, ms: 1 }, (text) => text);
  return { state, came, means, fix: fix ? `${fix.who}：${fix.where}：${fix.what}` : null };
};

const NOW = Date.UTC(2026, 10, 26, 4);
const ORG: OrgFacts = { held: 0, auditedAt: null, auditedFor: null, periodRefused: null, cashierRefusedAt: null };
const FORM: FormReport = {
  fields: 86,
  lacksAlways: [],
  lacksOther: [],
  asksMore: [],
  asksForBank: [],
  billNoLength: 30,
  keyLength: 80,
  departmentIn: ['header'],
  departmentKey: 'D',
  limits: [],
};
const BILLS: NewestBills = {
  bills: 50,
  types: [{ number: 'OWN01', name: '费用报销付款单', bills: 50 }],
  purposes: [{ number: 'P10', name: '费用报销', bills: 50 }],
  waiting: 0,
  amountsHidden: false,
};
const SAMPLE: ApprovalSample = {
  listed: 20,
  more: true,
  read: 3,
  broken: 0,
  unreadable: [],
  jsonLike: [],
  accounts: 3,
  accountsWithoutNumber: 0,
  oddTimes: 0,
  originator: 'u1',
};

describe('what only bills show', () => {
  it('the period is never green but in the month of an audit for that month', () => {
    const open = { ...ORG, auditedAt: NOW - 86_400_000, auditedFor: '2026-11-24' };
    expect(line('kingdee/period', judgePeriod(open, NOW)).state).toBe('green');
    expect(line('kingdee/period', judgePeriod({ ...open, auditedFor: '2026-10-31' }, NOW)).state).toBe('unknown');
    expect(line('kingdee/period', judgePeriod(open, NOW + 10 * 86_400_000)).state).toBe('unknown');
    expect(line('kingdee/period', judgePeriod(undefined, NOW)).state).toBe('unknown');
  });

  it('a period that was refused is red with Kingdee’s words, until a later bill is audited', () => {
    const closed = { ...ORG, periodRefused: { at: NOW, words: '期间已结账' } };
    expect(line('kingdee/period', judgePeriod(closed, NOW))).toMatchObject({
      state: 'red',
      came: expect.stringContaining('“期间已结账”'),
      fix: expect.stringContaining('期末处理'),
    });
    expect(judgePeriod({ ...closed, auditedAt: NOW + 1, auditedFor: '2026-11-26' }, NOW + 1).state).toBe('green');
  });

  it('the number is unknown before the first bill, then kept or given anew', () => {
    expect(line('kingdee/numbering', judgeNumbering({ numbering: null })).came).toBe('推第一张才知道');
    expect(judgeNumbering({ numbering: { kept: true, at: NOW } }).state).toBe('green');
    expect(line('kingdee/numbering', judgeNumbering({ numbering: { kept: false, at: NOW } })).fix).toContain(
      '编码规则',
    );
  });

  it('a workflow counts until a later bill was audited without it', () => {
    expect(judgeWorkflow({ heldByWorkflowAt: NOW - 1, auditedAt: NOW }).state).toBe('green');
    expect(judgeWorkflow({ heldByWorkflowAt: NOW + 1, auditedAt: NOW }).state).toBe('amber');
    expect(judgeWorkflow({ heldByWorkflowAt: null, auditedAt: null }).state).toBe('unknown');
  });

  it('the cashier is red once refused, amber without an account, unknown before a bill', () => {
    expect(line('kingdee/cashier', judgeCashier({ ...ORG, cashierRefusedAt: NOW }, true)).fix).toContain('启用出纳');
    expect(line('kingdee/cashier', judgeCashier(undefined, false)).state).toBe('amber');
    expect(judgeCashier(undefined, true).state).toBe('unknown');
    expect(judgeCashier({ ...ORG, cashierRefusedAt: NOW, auditedAt: NOW + 1 }, true).state).toBe('green');
  });
});

describe('payment bills and their form', () => {
  it('own types of the company are named where the schemes send none of them', () => {
    expect(line('kingdee/bills', judgeBills(BILLS, 3, ['FKDLX02'])).came).toContain(
      '常用的是 费用报销付款单 OWN01 50 张',
    );
    expect(judgeBills(BILLS, 3, ['OWN01']).state).toBe('green');
  });

  it('no bill at all is a question, unless Kingdee must hold some', () => {
    expect(line('kingdee/bills', judgeBills({ ...BILLS, bills: 0 }, 0, [])).means).toContain('新组织是正常的');
    expect(line('kingdee/bills', judgeBills({ ...BILLS, bills: 0 }, 7, [])).came).toBe('一张也看不到，而钉蝶推过 7 张');
  });

  it('amounts are unknown without a bill', () => {
    expect(judgeAmounts([{ ...BILLS, bills: 0 }]).state).toBe('unknown');
    expect(judgeAmounts([BILLS]).state).toBe('green');
  });

  it('an own field that a scheme fills is no must-input left', () => {
    const asksMore = [{ key: 'F_ABCD', label: '合同' }];
    expect(line('kingdee/must-inputs', judgeMustInputs({ ...FORM, asksMore }, { ownFields: [] })).came).toContain(
      '合同（F_ABCD）',
    );
    expect(judgeMustInputs({ ...FORM, asksMore }, { ownFields: ['F_ABCD'] }).state).toBe('green');
  });

  it('what a scheme writes and a field does not hold is named with the scheme, and unknown where nobody tells', () => {
    const field = (value: string) => ({
      label: '报销类别',
      required: false,
      rules: [{ kind: 'constant' as const, value }],
    });
    const limits = [
      {
        level: 'header' as const,
        name: 'F_ABCD_Way',
        label: '报销类别',
        longest: null,
        choices: [{ value: 'CL', caption: '差旅' }],
      },
      { level: 'rows' as const, name: 'comment', label: '备注', longest: 4, choices: [] },
    ];
    const judged = (way: string, comment: string) =>
      judgeLimits(
        { ...FORM, limits },
        {
          name: 'AP_PAYBILL',
          contents: [
            { scheme: '报销', content: { header: { F_abcd_way: field(way) }, rows: { comment: field(comment) } } },
          ],
        },
      );
    const wrong = line('kingdee/limits', judged('BG', '一二三四五'));
    expect([wrong.state, wrong.came]).toEqual([
      'red',
      '方案“报销”的报销类别写的是“BG”，金蝶的这个字段没有这个选项，只有：CL 差旅；另有 1 处',
    ]);
    expect(line('kingdee/limits', judged('CL', '一二三四五')).came).toContain('写的有 5 个字，金蝶的这个字段最多 4 个');
    expect(judged('CL', '一二三四').state).toBe('green');
    expect(judgeLimits(FORM, { name: 'AP_PAYBILL', contents: [] }).state).toBe('unknown');
  });

  it('lengths that nobody tells are unknown', () => {
    expect(judgeLengths({ ...FORM, keyLength: null }, { longestNumber: 18 }).state).toBe('unknown');
  });

  it.each([
    ['currency', { rows: 0, usable: 0 }, 'red', '一条也没有'],
    ['supplier', { rows: 0, usable: 0 }, 'amber', '一条也没有'],
    ['purpose', { rows: 4, usable: 0 }, 'red', '都禁用或没有审核'],
    ['cashAccount', { rows: 4, usable: 0 }, 'amber', '都禁用或没有审核'],
  ] as const)('%s with %o is %s', (kind, rows, state, said) => {
    const sample = { ...rows, orgs: [], otherNumberKey: null, first: [] };
    expect(line('kingdee/base', judgeBaseData(kind, sample, []))).toMatchObject({
      state,
      came: expect.stringContaining(said),
    });
  });
});

describe('approvals', () => {
  it.each([
    [{ listed: 0, read: 0 }, 'amber', '近 30 天一条也没有'],
    [{ broken: 1, read: 2 }, 'red', '1 条不是认得的审批'],
    [{ unreadable: ['附件清单'] }, 'red', '读不出的控件：附件清单'],
    [{ jsonLike: ['报销类别'] }, 'amber', '没有拆开的数据：报销类别'],
    [{}, 'green', '列出 20+ 条，读了 3 条'],
  ] as const)('%o is %s', (change, state, said) => {
    expect(line('dingtalk/approvals', judgeApprovals({ ...SAMPLE, ...change }))).toMatchObject({
      state,
      came: expect.stringContaining(said),
    });
  });

  it('without one that was read nothing is said of accounts and times', () => {
    expect(judgeAccounts({ ...SAMPLE, read: 0 }).state).toBe('unknown');
    expect(judgeTimes({ ...SAMPLE, read: 0 }).state).toBe('unknown');
    expect(line('dingtalk/times', judgeTimes({ ...SAMPLE, oddTimes: 2 })).came).toBe('3 条里 2 条对不上');
    expect(judgeAccounts({ ...SAMPLE, accounts: 0 }).state).toBe('green');
  });

  it('a form that is collected and no longer listed is red by name', () => {
    const used = [{ processCode: 'P', name: '费用报销' }];
    expect(line('dingtalk/forms', judgeForms([{ processCode: 'Q', name: '用车' }], used)).came).toBe(
      '列表里没有：费用报销',
    );
    expect(judgeForms([], []).state).toBe('red');
    expect(judgeForm({ controls: [] }).state).toBe('amber');
  });

  it('a person without a name is red: a userid is nobody’s name', () => {
    expect(line('dingtalk/people', judgePerson({ is: 'here', name: '' })).fix).toContain('qyapi_get_member');
  });

  it('a scope of some departments is red, of everybody green', () => {
    expect(judgeScope({ all: true, departments: 1, people: 0 }).state).toBe('green');
    expect(judgeScope({ all: false, departments: 2, people: 5 }).state).toBe('red');
  });

  it.each([
    [100, false, 'green'],
    [3600, false, 'amber'],
    // Four sweeps a day for the rest of the month are planned for.
    [4600, false, 'amber'],
    [100, true, 'amber'],
    [4600, true, 'red'],
  ] as const)('%d of 5000 calls, of a month that is too short: %s, are %s', (used, short, state) => {
    expect(judgeQuota({ quota: { used, limit: 5000, forecast: 5200, short } }).state).toBe(state);
    expect(judgeQuota({ quota: null }).state).toBe('unknown');
  });

  it('the end of the month is the plan’s, not a line through what was used until today', () => {
    const found = judgeQuota({ quota: { used: 85, limit: 5000, forecast: 1679, short: false } });
    expect(line('dingtalk/quota', found).came).toBe('85 / 5,000 次，月底约 1,679 次');
  });

  it('a DingTalk that the server does not reach is a matter of the network, not of credentials', async () => {
    const source = { logIn: () => Promise.reject(new DingTalkError('transient', '没有正常应答', 'ENOTFOUND')) };
    const login = accessProbes.find(({ code }) => code === 'dingtalk/login');
    const found = await login?.ask({ source } as unknown as World, NO_SUBJECT);
    const said = line('dingtalk/login', found ?? unknown('none'));
    expect([said.state, said.came]).toEqual(['red', '服务器连不上钉钉（ENOTFOUND）']);
    expect(said.fix).toContain('部署钉蝶的管理员');
  });
});

describe('the two by consent', () => {
  const refusal = (change: object) =>
    ({
      kind: 'refused',
      refusal: { class: 'base-data', messages: [], fields: [], retryable: false, ...change },
    }) as const;

  it('a refusal for the purpose is as it was meant, for anything else it is red', () => {
    expect(judgeSave(refusal({ fields: ['fpurposeid'] }), 'N', '101').state).toBe('green');
    expect(judgeSave(refusal({ messages: [`付款用途 ${NO_PURPOSE} 不存在`] }), 'N', '101').state).toBe('green');
    expect(
      line('kingdee/save-right', judgeSave(refusal({ messages: ['单据类型已启用费用管理'] }), 'N', '101')),
    ).toMatchObject({
      state: 'red',
      came: expect.stringContaining('单据类型已启用费用管理'),
    });
    expect(line('kingdee/save-right', judgeSave(refusal({ class: 'permission' }), 'N', '101')).came).toContain(
      '没有新增权限',
    );
  });

  it('a lost answer is unknown and names the number to look for', () => {
    const lost = judgeSave({ kind: 'unknown', cause: '连接中断' }, 'DINGDEE-U-1', '101');
    expect(line('kingdee/save-right', lost)).toMatchObject({
      state: 'unknown',
      fix: expect.stringContaining('DINGDEE-U-1'),
    });
  });

  it('the bill pays nobody: an organisation to itself, a cent, a purpose that does not exist, a number that is none of ours', () => {
    const draft = refusedDraft(probeNumber(), { org: '101', billType: 'T', settlementType: 'S', day: '2026-11-26' });
    expect(draft.billNo).toMatch(/^DINGDEE-U-[0-9A-TV-Z]{8}$/);
    expect([draft.total, draft.header.contactUnit, draft.header.receivingUnit]).toEqual(['0.01', '101', '101']);
    expect(draft.header.contactUnitType).toBe('ORG_Organizations');
    expect(draft.rows.map(({ fields }) => fields.purpose)).toEqual([NO_PURPOSE]);
  });

  it('a comment that was heard and not written is amber, a lost one unknown', () => {
    expect(judgeComment({ kind: 'done' }, 'B', NOW).state).toBe('green');
    expect(judgeComment({ kind: 'refused', sentence: '评论人看不到', code: 'x' }, 'B', NOW).state).toBe('amber');
    expect(judgeComment({ kind: 'unknown', cause: '丢了' }, 'B', NOW).state).toBe('unknown');
  });
});

it('words from outside are short, and hold neither an account nor a key', () => {
  const key = 'dGhpcy1pcy1hLXNlY3JldC1rZXktMTIz';
  const said = outsideWords(`账号 6222021234567890123 密钥 ${key} ${'很'.repeat(500)}`);
  expect(said).not.toContain('6222021234567890123');
  expect(said).not.toContain(key);
  expect(said).toContain('尾号 0123');
  expect(said.length).toBeLessThanOrEqual(200);
});

it('a missing permission of DingTalk names it and where it is given', () => {
  const error = new DingTalkError(
    'permission',
    '缺少权限点 Workflow.Instance.Read，在开放平台“权限管理”里开通。',
    'Forbidden',
  );
  expect(line('dingtalk/approvals', unanswered(error, false))).toMatchObject({
    state: 'red',
    came: expect.stringContaining('Workflow.Instance.Read'),
    fix: expect.stringContaining('权限管理'),
  });
});
