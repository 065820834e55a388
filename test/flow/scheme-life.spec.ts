import type { BillSummary, ReasonGroups, StageTotals } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { Decisions } from '@dingdee/shared/decision';
import type { FirstDayEffect } from '@dingdee/shared/first-day';
import type { IntakeRun } from '@dingdee/shared/intake';
import type { MarketTemplates } from '@dingdee/shared/market';
import type { PushPreview } from '@dingdee/shared/push';
import type { ApprovalForm, ApprovalForms, SchemeDetail, SchemeList, SchemeReadiness } from '@dingdee/shared/scheme';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { beijingDate } from '../../server/src/domain/beijing-time.js';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import { newApprovals, type RunningOffice, startOffice } from './batch.js';
import { enableScheme } from './enable-scheme.js';
import { collect, fixMappings } from './office.js';
import { until } from './person.js';

/** A scheme from draft to gone: what can never succeed is not enabled, and what it lacks is the administrator’s to cure. */
let run: RunningOffice;
beforeAll(async () => {
  // The spec writes to its database beside it.
  run = await startOffice({ world: 'process', sandbox: { approvals: 12, clean: true } });
});
afterAll(() => run?.stack.close());

const admin = () => run.office.admin;
const path = (id: string, rest = '') => `/api/schemes/${id}${rest}`;
const draft = (form: string, orgNumber = '101') =>
  admin().post<SchemeDetail>('/api/schemes', {
    template: 'expense-to-paybill',
    processCode: run.stack.sandbox.dingtalk.processCodes[form],
    orgNumber,
  });
/** As if DingTalk had last been asked about it at `at`. */
async function heardLast(id: string, at: number): Promise<void> {
  const source = await openDataSource(dataSourceOptions(run.stack.databaseUrl));
  await source.query('UPDATE scheme SET look_back_until = ?, heard_until = NULL WHERE id = ?', [at, id]);
  await source.destroy();
}
const scheme = (id = run.office.schemeId) => admin().get<SchemeDetail>(path(id));

describe('a new scheme', () => {
  it('is made of a template of the market and of a form of DingTalk, which is read by its code', async () => {
    const market = await admin().get<MarketTemplates>('/api/templates');
    expect(market.items.map(({ code }) => code)).toContain('expense-to-paybill');
    const processCode = run.stack.sandbox.dingtalk.processCodes.费用报销 ?? '';
    const forms = await admin().get<ApprovalForms>('/api/dingtalk/forms');
    expect(forms.items).toContainEqual({ processCode, name: expect.stringContaining('费用报销') });
    const form = await admin().get<ApprovalForm>(`/api/dingtalk/forms/${processCode}`);
    expect(form.controls.map(({ label }) => label)).toContain('报销明细');
  });

  it('is a draft that collects nothing; one that can never succeed is refused with what it lacks by name, and deleted', async () => {
    const { id, version, state } = await draft('付款申请');
    expect(state).toBe('draft');
    const { items } = await admin().post<{ items: IntakeRun[] }>('/api/runs', {});
    expect(items.map(({ schemeId }) => schemeId)).not.toContain(id);
    expect(await admin().refused('POST', '/api/runs', { schemeId: id })).toMatchObject({
      code: 'intake/scheme-disabled',
    });
    const { findings } = await admin().get<SchemeReadiness>(path(id, '/readiness'));
    const blocks = findings.filter(({ level }) => level === 'blocks').map(({ what }) => what);
    expect(blocks).toEqual(expect.arrayContaining([expect.stringMatching(/^应付金额没有来源：表单里没有/)]));
    const accepted = findings.map(({ key }) => key);
    const refused = await admin().refused('POST', path(id, '/enable'), { version, accepted });
    expect([refused.status, refused.code]).toEqual([422, 'scheme/cannot-succeed']);
    expect(refused.detail).toContain('每一张单据都会停下');
    expect((await scheme(id)).state).toBe('draft');
    expect((await admin().raw('DELETE', path(id), { version })).status).toBe(204);
    const left = await admin().get<SchemeList>('/api/schemes');
    expect(left.items.map((one) => one.id)).toEqual([run.office.schemeId]);
  });

  it('of a form that is collected already, or with warnings that were not read, is not enabled', async () => {
    const { id, version } = await draft('费用报销');
    expect(await admin().refused('POST', path(id, '/enable'), { version, accepted: [] })).toMatchObject({
      status: 409,
      code: 'scheme/form-taken',
    });
    await admin().raw('DELETE', path(id), { version });
    const elsewhere = await draft('费用报销', '999');
    const { findings } = await admin().get<SchemeReadiness>(path(elsewhere.id, '/readiness'));
    expect(findings.filter(({ level }) => level === 'blocks').map(({ key }) => key)).toEqual(['taken', 'org']);
    await admin().raw('DELETE', path(elsewhere.id), { version: elsewhere.version });
  });
});

describe('a scheme that lacks a source for what Kingdee requires', () => {
  it('stops its bills at the administrator: no applicant is asked, and the applicant reads 财务审核中', async () => {
    await collect(run.office);
    await fixMappings(run.office);
    const { version, content } = await scheme();
    const settlementType = { ...content.rows.settlementType, rules: [{ kind: 'source', from: 'row:付款方式' }] };
    await admin().put(path(run.office.schemeId, '/content'), {
      version,
      content: { ...content, rows: { ...content.rows, settlementType } },
    });
    const bills = await until(
      () => admin().all<BillSummary>('/api/bills?stage=mapping'),
      (items) => items.length > 0 && items.every(({ reasonKey }) => reasonKey.startsWith('scheme-lacks')),
    );
    expect(new Set(bills.map(({ action }) => action))).toEqual(new Set(['fix-scheme']));
    const { items } = await admin().get<ReasonGroups>('/api/bills/groups?stage=mapping');
    expect(items).toMatchObject([{ action: 'fix-scheme', table: null, count: bills.length }]);
    expect(items[0]?.label).toMatch(/^结算方式没有来源：表单里没有“付款方式”.*管理员在“方案”里点“看缺什么”/);
    const [bill] = bills;
    const detail = await admin().get<BillDetail>(`/api/bills/${bill?.id}`);
    expect(JSON.stringify(detail.issues)).not.toMatch(/请申请人(?!重新提交)/);
    const body = { version: detail.version, reason: '请补上付款方式' };
    const refused = await admin().refused('POST', `/api/bills/${bill?.id}/ask-applicant`, body);
    expect([refused.status, refused.code]).toEqual([422, 'bill/scheme-lacks']);
    expect(refused.detail).toContain('申请人补不了');
    expect((await admin().get<BillDetail>(`/api/bills/${bill?.id}`)).state).toBe('needs-mapping');
    const now = await scheme();
    await admin().put(path(run.office.schemeId, '/content'), { version: now.version, content });
    await until(
      () => admin().all<BillSummary>('/api/bills?stage=mapping'),
      (left) => left.every(({ reasonKey }) => !reasonKey.startsWith('scheme-lacks')),
    );
  });
});

describe('a scheme that is switched off', () => {
  it('collects no more, still hears of cancellations, keeps its bills, says who and why, is not deleted, and takes up again where it stopped', async () => {
    const { id, version } = await scheme();
    expect(await admin().refused('DELETE', path(id), { version })).toMatchObject({ code: 'scheme/enabled' });
    // What the list says before anybody tries.
    expect((await scheme()).used).toBe(true);
    const before = await admin().get<StageTotals>('/api/bills/stages');
    const off = await admin().post<SchemeDetail>(path(id, '/disable'), { version, reason: '表单在改，先停一停' });
    expect(off).toMatchObject({ state: 'off', enabled: false, switchedBy: expect.any(String) });
    expect(await admin().get<StageTotals>('/api/bills/stages')).toEqual(before);
    const ready = (await admin().all<BillSummary>('/api/bills?stage=review')).find(({ reasonKey }) => reasonKey === '');
    await run.office.reviewer.post(`/api/bills/${ready?.id}/approve`, { version: ready?.version, note: '已核对过' });
    const preview = async () => {
      const { version: seen } = await admin().get<BillSummary>(`/api/bills/${ready?.id}`);
      return run.office.pusher.post<PushPreview>('/api/push-orders/preview', {
        items: [{ id: ready?.id, version: seen }],
      });
    };
    expect((await preview()).eligible.count).toBe(1);
    // Nobody has listened for a while: each is asked about before it is sent (unheard-push.spec.ts), and may be ordered.
    const long = Date.now() - 4 * 3_600_000;
    await heardLast(id, long);
    expect((await preview()).eligible.count).toBe(1);
    const late = newApprovals(run, { count: 4, seed: 41 });
    const approved = run.stack.sandbox.state.dingtalk.state.approvals.all();
    const other = (await admin().all<BillSummary>('/api/bills?stage=review')).find((one) => one.id !== ready?.id);
    const original = approved.find(({ businessId }) => businessId === other?.businessId);
    if (!original) throw new Error('no second bill to be cancelled');
    run.stack.sandbox.state.dingtalk.amend(original, 'REVOKE');
    const runs = await collect(run.office);
    expect(runs[0]).toMatchObject({ schemeId: id, kind: 'amendments', created: 0 });
    expect((await admin().get<BillDetail>(`/api/bills/${other?.id}`)).state).toBe('superseded');
    for (const { businessId } of late)
      expect((await admin().get<{ items: unknown[] }>(`/api/bills?q=${businessId}`)).items).toEqual([]);
    expect((await preview()).eligible.count).toBe(1);
    const used = await admin().refused('DELETE', path(id), { version: off.version });
    expect(used).toMatchObject({ status: 409, code: 'scheme/used' });
    expect(used.detail).toMatch(/收过 \d+ 条审批、\d+ 笔单据/);
    expect(
      await admin().refused('POST', path(id, '/disable'), { version: off.version, reason: '再停一次试试' }),
    ).toMatchObject({
      code: 'scheme/not-enabled',
    });
    expect((await enableScheme(admin(), id)).state).toBe('on');
    await collect(run.office);
    expect((await preview()).eligible.count).toBe(1);
    for (const { businessId } of late)
      expect((await admin().get<{ items: unknown[] }>(`/api/bills?q=${businessId}`)).items).toHaveLength(1);
  });
});

describe('the day from which a new scheme collects', () => {
  it('makes 期初 of what finished earlier, which nobody can approve or push; it is in the decisions, and enabling sets it once', async () => {
    const old = await scheme();
    await admin().post(path(old.id, '/disable'), { version: old.version, reason: '换成新的方案' });
    const fresh = await draft('费用报销');
    const made = newApprovals(run, { count: 12, seed: 31 });
    const days = made.map(({ finishedAt }) => beijingDate(finishedAt ?? 0)).sort();
    const cutOverDate = days[6] ?? '';
    expect(days[0]).not.toBe(cutOverDate);
    const { version, findings, cutOver } = await admin().get<SchemeReadiness>(path(fresh.id, '/readiness'));
    const accepted = findings.map(({ key }) => key);
    const enable = (change: object) => ({ version, accepted, ...change });
    for (const wrong of ['2026-02-30', '2001-01-01', '2099-01-01'])
      expect(await admin().refused('POST', path(fresh.id, '/enable'), enable({ cutOverDate: wrong }))).toMatchObject({
        status: 422,
        code: 'scheme/cut-over-date',
      });
    expect((await scheme(fresh.id)).state).toBe('draft');
    expect(cutOver && cutOver.earliest < cutOverDate && cutOverDate <= cutOver.latest).toBe(true);

    const on = await admin().post<SchemeDetail>(path(fresh.id, '/enable'), enable({ cutOverDate }));
    expect(on).toMatchObject({ state: 'on', currentVersion: 2, content: { cutOverDate } });
    const { items } = await admin().get<Decisions>('/api/decisions');
    expect(items.find(({ kind }) => kind === 'enable-scheme')?.about).toContain(
      `从 ${cutOverDate} 完成的审批开始收，更早的记为期初`,
    );
    await collect(run.office);
    const ofFresh = async (stage: string) =>
      (await admin().all<BillSummary>(`/api/bills?stage=${stage}&schemeId=${fresh.id}`)).length;
    const earlier = days.filter((day) => day < cutOverDate).length;
    expect(await ofFresh('archived')).toBe(earlier);
    expect((await ofFresh('mapping')) + (await ofFresh('review'))).toBe(days.length - earlier);
    const [opening] = await admin().all<BillSummary>(`/api/bills?stage=archived&schemeId=${fresh.id}`);
    expect(opening).toMatchObject({ state: 'handled-outside' });
    const { reviewer, pusher } = run.office;
    const body = { version: opening?.version, note: '已核对过', reason: '再看一次原单' };
    for (const act of ['approve', 'hold', 'release', 'unapprove'])
      expect((await reviewer.refused('POST', `/api/bills/${opening?.id}/${act}`, body)).code).toMatch(/^bill\//);
    const preview = await pusher.post<PushPreview>('/api/push-orders/preview', {
      items: [{ id: opening?.id, version: opening?.version }],
    });
    expect([preview.eligible.count, preview.excluded.length]).toEqual([0, 1]);

    const after = await scheme(fresh.id);
    expect((await admin().get<SchemeReadiness>(path(fresh.id, '/readiness'))).cutOver).toBeNull();
    const off = await admin().post<SchemeDetail>(path(fresh.id, '/disable'), {
      version: after.version,
      reason: '金蝶在月结，先停一停',
    });
    expect(
      await admin().refused('POST', path(fresh.id, '/enable'), {
        version: off.version,
        accepted,
        cutOverDate: days[0],
      }),
    ).toMatchObject({ status: 409, code: 'scheme/has-begun' });
    const { content, version: now } = await scheme(fresh.id);
    expect(content.cutOverDate).toBe(cutOverDate);
    // It is not changed with the rules, but where its effect is shown; that stands where what people decided is listed.
    const put = (day: string | null) => ({ version: now, content: { ...content, cutOverDate: day } });
    expect((await admin().refused('PUT', path(fresh.id, '/content'), put('2026-02-30'))).status).toBe(422);
    expect((await admin().refused('PUT', path(fresh.id, '/content'), put(days[0] ?? ''))).code).toBe(
      'scheme/has-begun',
    );
    const move = async () => {
      const {
        version: seen,
        day,
        opening,
      } = await admin().get<FirstDayEffect>(path(fresh.id, `/first-day?day=${days[0]}`));
      return { version: seen, day, opening: { count: opening.count, amount: opening.amount } };
    };
    expect(await admin().refused('GET', path(fresh.id, `/first-day?day=${days[0]}`))).toMatchObject({
      code: 'scheme/not-enabled',
    });
    await enableScheme(admin(), fresh.id);
    await admin().post(path(fresh.id, '/first-day'), await move());
    const changed = (await admin().get<Decisions>('/api/decisions')).items.find(
      ({ kind }) => kind === 'change-first-day',
    );
    expect(changed?.about).toContain(`从 ${days[0]} 完成的审批开始收，更早的记为期初（原来 ${cutOverDate}）`);
  });
});
