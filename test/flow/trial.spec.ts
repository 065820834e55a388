import './at-ten.js';
import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail, PairRow, PairValue } from '@dingdee/shared/bill-detail';
import type { CallBudget } from '@dingdee/shared/intake';
import type { Rule, SchemeContent, SchemeDetail } from '@dingdee/shared/scheme';
import type { SchemeFields, Trial, TrialRun } from '@dingdee/shared/trial';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import * as company from '../sandbox/company.js';
import { newApprovals, type RunningOffice, startOffice } from './batch.js';
import { collect } from './office.js';
import { until } from './person.js';

/** What rules would make of real approvals is seen before they are saved, and is what the mapping then makes. */
let run: RunningOffice;
beforeAll(async () => {
  run = await startOffice({ settings: { SWEEP_INTERVAL_MS: '0', LOOK_BACK_INTERVAL_MS: '0' } });
});
afterAll(() => run?.stack.close());

async function stored<T>(sql: string): Promise<T[]> {
  const source = await openDataSource(dataSourceOptions(run.stack.databaseUrl, 'read'));
  try {
    return (await source.query(sql)) as T[];
  } finally {
    await source.destroy();
  }
}
const path = () => `/api/schemes/${run.office.schemeId}`;
const scheme = () => run.office.admin.get<SchemeDetail>(path());
const tryOut = (content: unknown, more: object = {}) =>
  run.office.admin.post<Trial>(`/api/schemes/${run.office.schemeId}/trial`, { content, ...more });
async function ran(content: unknown, more: object = {}): Promise<TrialRun> {
  const { troubles, run: done } = await tryOut(content, more);
  expect(troubles).toEqual([]);
  if (!done) throw new Error('nothing was run');
  return done;
}
const calls = () => run.stack.sandbox.state.ctx.calls.report().dingtalk.reduce((sum, { total }) => sum + total, 0);
const bills = () => run.office.admin.all<BillSummary>('/api/bills');
/** Values, names, sources and reasons of a bill, without who set them when. */
const values = ({ header, rows }: { header: PairValue[]; rows: PairRow[] }) =>
  [...header, ...rows.flatMap(({ fields }) => fields)].map(
    ({ path: at, value, valueName, source, sourceLabel, label, issue, provenance }) => ({
      at,
      label,
      value,
      valueName,
      source,
      sourceLabel,
      issue,
      why: provenance && [provenance.kind, provenance.version, provenance.ladder],
    }),
  );
async function sameAsBills(done: TrialRun, content: unknown): Promise<number> {
  const made = await bills();
  let compared = 0;
  for (const { id, businessId } of done.approvals) {
    const bill = made.find((each) => each.businessId === businessId);
    if (!bill) continue;
    const detail = await run.office.admin.get<BillDetail>(`/api/bills/${bill.id}`);
    const { shown } = await ran(content, { shown: id });
    if (!shown) throw new Error('nothing is shown');
    expect(values(shown)).toEqual(values(detail));
    expect([shown.totals, shown.issues]).toEqual([detail.totals, detail.issues]);
    compared += 1;
  }
  return compared;
}
const remark = (content: SchemeContent, rules: Rule[]): SchemeContent => ({
  ...content,
  header: { ...content.header, remark: { label: '备注', required: false, rules } },
});

describe('before anything is stored', () => {
  it('nothing is tried until somebody has DingTalk read, which is counted and stores nothing', async () => {
    newApprovals(run, { count: 8, seed: 5 });
    const { content } = await scheme();
    const before = calls();
    const none = await ran(content);
    expect([none.approvals, none.shown, none.stored]).toEqual([[], null, 0]);
    expect(calls()).toBe(before);
    const budget = () => run.office.admin.get<CallBudget>('/api/runs/budget');
    const used = (await budget()).used;
    const some = await ran(content, { read: true });
    expect(some.approvals.length).toBeGreaterThan(0);
    expect(some.approvals.every(({ fresh }) => fresh)).toBe(true);
    expect(some.stored).toBe(0);
    expect(some.shown?.header.find(({ path: at }) => at === 'header.contactUnit')?.valueName).not.toBe('');
    expect((await budget()).used).toBeGreaterThan(used);
    expect(await bills()).toEqual([]);
    // Whoever has approvals read sees what is in them.
    const lines = await stored<{ actor: string; subject_id: string }>(
      "SELECT actor, subject_id FROM audit WHERE action = 'read-for-trial'",
    );
    expect(lines).toEqual([{ actor: run.office.admin.userId, subject_id: run.office.schemeId }]);
    const after = calls();
    expect((await ran(content)).approvals).toEqual(some.approvals);
    expect(calls()).toBe(after);
  });
});

describe('a trial', () => {
  it('says of each approval what its bill says, byte for byte, and changes nothing', async () => {
    await collect(run.office);
    const { content, version, currentVersion } = await scheme();
    const [made, before] = [await bills(), calls()];
    const done = await ran(content);
    expect(done.version).toBe(currentVersion);
    expect(done.stored).toBe(done.approvals.length);
    expect(await sameAsBills(done, content)).toBe(made.length);
    const sum = Object.values(done.counts).reduce((all, { count }) => all + count, 0);
    expect(sum).toBe(done.approvals.length);
    expect([await bills(), calls(), (await scheme()).version]).toEqual([made, before, version]);
  });

  it('of changed rules says what the mapping makes of them once they are saved', async () => {
    const { content, version, currentVersion } = await scheme();
    const changed = remark(content, [
      {
        kind: 'constant',
        value: '项目的',
        when: [{ from: 'field:报销类别', is: 'contains', value: '项目' }],
        scope: 'row',
      },
      { kind: 'template', text: '{instance:originatorName}的 {instance:businessId}' },
    ]);
    const withDefault: SchemeContent = {
      ...changed,
      rows: {
        ...changed.rows,
        costItem: {
          label: '费用项目',
          required: true,
          rules: [{ kind: 'lookup', table: 'costItem', key: 'row:不在表单里', default: 'CI0001' }],
        },
      },
    };
    const done = await ran(withDefault, { field: 'rows.costItem' });
    expect(done.version).toBe(currentVersion + 1);
    expect(done.field?.parts).toEqual([{ mark: 'default', count: done.field?.total }]);
    expect(done.field?.rules).toMatchObject([{ index: 0, hits: done.field?.total }]);
    const byRule = await ran(withDefault, { field: 'header.remark' });
    expect(byRule.field?.rules.map(({ index, level }) => [index, level])).toEqual([
      [0, '行级规则'],
      [1, '部门/表单规则'],
    ]);
    const hits = byRule.field?.rules.map((rule) => rule.hits) ?? [];
    expect(hits.reduce((sum, n) => sum + n, 0)).toBe(byRule.approvals.length);
    // What is shown before it is saved is what stands on the bill afterwards.
    const shown = await Promise.all(done.approvals.map(({ id }) => ran(withDefault, { shown: id })));
    const saved = await run.office.admin.put<SchemeDetail>(`${path()}/content`, { version, content: withDefault });
    await until(bills, (all) => all.length > 0 && all.every(({ state }) => state !== 'collected'));
    const made = await bills();
    for (const { id } of made)
      await until(
        () => run.office.admin.get<BillDetail>(`/api/bills/${id}`),
        ({ schemeVersion }) => schemeVersion === saved.currentVersion,
      );
    for (const [at, { businessId }] of done.approvals.entries()) {
      const bill = made.find((each) => each.businessId === businessId);
      if (!bill) continue;
      const detail = await run.office.admin.get<BillDetail>(`/api/bills/${bill.id}`);
      const told = shown[at]?.shown;
      if (!told) throw new Error('nothing is shown');
      expect(values(told)).toEqual(values(detail));
    }
  });

  it('takes what a person has locked on a bill, as the mapping does', async () => {
    const [bill] = await bills();
    if (!bill) throw new Error('no bill');
    const detail = await run.office.reviewer.get<BillDetail>(`/api/bills/${bill.id}`);
    await run.office.reviewer.post('/api/mapping/fixes', {
      billId: bill.id,
      version: detail.version,
      path: 'rows[0].costItem',
      targetNumber: 'CI0002',
      scope: 'bill',
    });
    const { content } = await scheme();
    const done = await ran(content, { field: 'rows.costItem' });
    expect(done.field?.byHand).toBe(1);
    expect(done.field?.parts.find(({ mark }) => mark === 'hand')?.count).toBe(1);
    expect(await sameAsBills(done, content)).toBe((await bills()).length);
  });

  it('says what the filter would leave out', async () => {
    const { content } = await scheme();
    const done = await ran({ ...content, filter: [{ from: 'field:总金额', is: 'more', value: '999999999' }] });
    expect(done.counts['left-out'].count).toBe(done.approvals.length);
    expect(done.approvals[0]?.why).toBe('不符合采集条件：总金额 大于 999999999');
  });

  it('is for those who may save: nobody else tries, or reads the fields', async () => {
    const { content } = await scheme();
    for (const person of [run.office.reviewer, run.office.pusher]) {
      expect((await person.refused('POST', `${path()}/trial`, { content })).status).toBe(403);
      expect((await person.refused('GET', `/api/schemes/${run.office.schemeId}/fields`)).status).toBe(403);
    }
    expect((await run.office.admin.refused('POST', '/api/schemes/nothing/trial', { content })).status).toBe(404);
  });

  it('shows of accounts the last digits only, whatever rule reads them', async () => {
    const { content } = await scheme();
    const numbers = company.employees.map(({ bankAccount }) => bankAccount.number);
    const told = JSON.stringify(
      await ran(remark(content, [{ kind: 'source', from: 'field:收款账号#number' }]), { field: 'header.remark' }),
    ).replace(/(?<=\d) (?=\d)/g, '');
    expect(numbers.filter((number) => told.includes(number))).toEqual([]);
    expect(told).toContain('尾号');
  });
});

describe('a content that could not be saved', () => {
  const wrong = async (rules: unknown[], name = 'remark') => {
    const { content } = await scheme();
    const before = content.header[name] ?? { label: '', required: false };
    const given = { ...content, header: { ...content.header, [name]: { ...before, rules } } };
    const { troubles, run: done } = await tryOut(given);
    expect(done).toBeNull();
    return troubles;
  };

  it('is answered with everything that is wrong, and where', async () => {
    expect(await wrong([{ kind: 'source' }, { kind: 'template', text: '' }])).toEqual([
      { path: 'header.remark.rules.0', sentence: '“备注”第 1 条规则：取审批上的哪一项还没有选好。', at: null },
      { path: 'header.remark.rules.1', sentence: '“备注”第 2 条规则：文字模板是空的，或超过 500 个字。', at: null },
    ]);
    expect(await wrong([{ kind: 'lookup', table: '', key: '' }])).toMatchObject([
      { path: 'header.remark.rules.0' },
      { path: 'header.remark.rules.0' },
    ]);
    expect(await wrong([{ kind: 'nothing' }])).toMatchObject([{ path: 'header.remark.rules.0' }]);
  });

  it.each([null, 7, [[]], {}, { header: [] }, 'text'])(
    '%j is no content, and no error of the server either',
    async (given) => {
      const { troubles, run: done } = await tryOut(given);
      expect(done).toBeNull();
      expect(troubles.length).toBeGreaterThan(0);
    },
  );

  it('names the place in an expression, which no payee and no amount may have', async () => {
    const examples = [{ given: {}, result: 'a' }];
    expect(await wrong([{ kind: 'expression', cel: 'field["报销类别"] + 1', examples }])).toMatchObject([
      { path: 'header.remark.rules.0', at: 17 },
    ]);
    expect(await wrong([{ kind: 'expression', cel: '"a"', examples }], 'contactUnit')).toMatchObject([
      { path: 'header.contactUnit.rules.0', sentence: expect.stringContaining('不用表达式') },
    ]);
    const fields = await run.office.admin.get<SchemeFields>(`/api/schemes/${run.office.schemeId}/fields`);
    const computed = [...fields.header, ...fields.rows]
      .filter(({ kinds }) => kinds.includes('expression'))
      .map(({ name }) => name);
    expect(computed).toContain('remark');
    for (const name of ['contactUnit', 'receivingUnit', 'oppositeAccount', 'amount', 'currency', 'exchangeRate'])
      expect(computed).not.toContain(name);
    // Nor who pays, nor from which account.
    for (const name of ['payOrg', 'settleOrg', 'ourBankAccount', 'cashAccount']) expect(computed).not.toContain(name);
  });

  it('that names no control of the form is told of at once, with the nearest label, and is not saved', async () => {
    const { content, version } = await scheme();
    const cel = 'field["费用归属项日"] == "" ? "" : "有"';
    const typed = remark(content, [{ kind: 'expression', cel, examples: [{ given: {}, result: '' }] }]);
    const sentence = expect.stringContaining('表单里没有控件“费用归属项日”，拼写相近的是“费用归属项目”');
    const tried = await tryOut(typed);
    expect(tried.troubles).toEqual([{ path: 'header.remark.rules.0', sentence, at: null, warns: true }]);
    expect(tried.run).not.toBeNull();
    expect(await run.office.admin.refused('PUT', `${path()}/content`, { version, content: typed })).toMatchObject({
      status: 422,
      code: 'scheme/content',
      detail: sentence,
    });
  });

  it('of another form is refused as it would be when it is saved', async () => {
    const { content } = await scheme();
    const { troubles } = await tryOut({ ...content, processCode: 'PROC-ELSE' });
    expect(troubles).toMatchObject([{ path: '', sentence: expect.stringContaining('另一个表单') }]);
  });
});

it('the second of two who save has overwritten nothing, and is told so', async () => {
  const first = await scheme();
  await run.office.admin.put(`${path()}/content`, {
    version: first.version,
    content: remark(first.content, [{ kind: 'constant', value: '先存的' }]),
  });
  const refused = await run.office.admin.refused('PUT', `${path()}/content`, {
    version: first.version,
    content: remark(first.content, [{ kind: 'constant', value: '后存的' }]),
  });
  expect(refused).toMatchObject({ status: 409, code: 'scheme/stale' });
  expect((await scheme()).content.header.remark?.rules).toEqual([{ kind: 'constant', value: '先存的' }]);
});
