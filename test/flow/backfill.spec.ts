import type { Backfill, BackfillEstimate, Quarantined } from '@dingdee/shared/backfill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { Decisions } from '@dingdee/shared/decision';
import type { CallBudget, IntakeRun } from '@dingdee/shared/intake';
import { type Amount, fromFen, toFen } from '@dingdee/shared/money';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import { employees } from '../sandbox/company.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import {
  bookByHand,
  detailCalls,
  EARLIER,
  itemsOf,
  looked,
  pastApprovals,
  RANGE,
  settled,
  start,
} from './backfill-parts.js';
import {
  billsOf,
  closeSound,
  detailOf,
  mustBeOnce,
  type RunningOffice,
  SHORT_WAITS,
  setSwitches,
  startOffice,
} from './batch.js';
import { approveAll, collect, pushAll } from './office.js';
import { Person, until } from './person.js';

/** A past month into quarantine: nothing of it can be pushed before a person has looked, and what is released is paid once. */
let run: RunningOffice;
let past: SandboxApproval[];
let batch: Backfill;

beforeAll(async () => {
  // It is killed.
  run = await startOffice({ world: 'process', settings: { ...SHORT_WAITS, DINGTALK_CONCURRENCY: '2' } });
  // The first look-back is over before the old ones are there.
  await collect(run.office);
  past = pastApprovals(run, 30, 4100);
  // A site at work: of an organisation without any payment bill nothing could be concluded.
  for (const org of ['101', '102']) bookByHand(kingdee(), ofOrg(org), { total: '7.77' });
});
afterAll(() => closeSound(run));

/** Rows as somebody with a database tool reads and writes them. */
async function sql<T>({ stack }: RunningOffice, statement: string): Promise<T[]> {
  const source = await openDataSource(dataSourceOptions(stack.databaseUrl));
  try {
    return (await source.query(statement)) as T[];
  } finally {
    await source.destroy();
  }
}
const sumOf = (list: readonly { expected: { total: string } }[]): Amount =>
  fromFen(list.reduce((sum, { expected }) => sum + toFen(expected.total as Amount), 0n));
const total = (items: readonly Quarantined[]): Amount =>
  fromFen(items.reduce((sum, { total: each }) => sum + (each === null ? 0n : toFen(each)), 0n));
const billCount = async (): Promise<number> =>
  Number((await sql<{ n: unknown }>(run, 'SELECT COUNT(*) AS n FROM bill'))[0]?.n);
const show = () => run.office.admin.get<Backfill>(`/api/backfills/${batch.id}`);
const itemOf = async (approval: SandboxApproval, group: 'look' | 'found' | 'decided'): Promise<Quarantined> => {
  const found = (await itemsOf(run.office.admin, batch.id, group)).find(
    ({ businessId }) => businessId === approval.businessId,
  );
  return found ?? expect.fail(`${approval.businessId} is not in ${group}`);
};
const calls = () => run.stack.sandbox.state.ctx.calls.report().dingtalk;
const kingdee = () => run.stack.sandbox.state.kingdee;
const ofOrg = (org: string): SandboxApproval =>
  past.find(({ originatorUserid }) => employees.find(({ userid }) => userid === originatorUserid)?.orgNumber === org) ??
  expect.fail(`nobody of ${org} applied`);
const decide = (what: 'release' | 'opening', items: readonly Quarantined[], more: object = {}) =>
  run.office.reviewer.raw('POST', `/api/backfills/${batch.id}/${what}`, {
    group: items[0]?.finding === 'paid' ? 'found' : 'look',
    ids: items.map(({ approvalId }) => approvalId),
    count: items.length,
    amount: total(items),
    ...more,
  });

describe('a past month', () => {
  it('is estimated without a call: of a form of which nothing has come yet it says that nobody knows', async () => {
    const before = calls();
    const estimate = await run.office.admin.get<BackfillEstimate>(
      `/api/backfills/estimate?from=${RANGE.from}&to=${RANGE.to}`,
    );
    expect(estimate).toMatchObject({ items: null, details: 0, schemes: [{ items: null, known: 0 }] });
    expect(estimate.lists).toBe(5);
    expect(estimate.forecast).toBeLessThan(estimate.limit);
    expect(calls()).toEqual(before);
  });

  it('goes into quarantine as a whole: no bill, no comment, nothing that could be pushed', async () => {
    const begun = await start(run);
    expect(begun).toMatchObject({ state: 'running', from: RANGE.from });
    batch = await looked(run.office.admin, begun.id);
    expect(batch).toMatchObject({ state: 'done', listedUntil: RANGE.to, problem: null, lookProblem: null });
    expect(batch.all).toEqual({ count: past.length, amount: sumOf(past) });
    expect(await billCount()).toBe(0);
    expect(past.flatMap(({ comments }) => comments)).toEqual([]);
    expect(kingdee().ledger.report().length).toBe(2);
    const { items: runs } = await run.office.admin.get<{ items: IntakeRun[] }>('/api/runs?limit=20');
    expect(runs.find(({ kind }) => kind === 'back-fill')).toMatchObject({ state: 'done', created: 0 });
    // Calls are counted a moment after they were made.
    await expect
      .poll(
        async () => {
          const { byPurpose } = await run.office.admin.get<CallBudget>('/api/runs/budget');
          const { calls } = await looked(run.office.admin, begun.id);
          return (byPurpose.find(({ purpose }) => purpose === 'back-fill')?.used ?? 0) - calls;
        },
        { timeout: 20_000 },
      )
      .toBe(0);
  });

  it('stays there whoever meets it afterwards: another back-fill, a sweep over those days, the mapping', async () => {
    const before = detailCalls(run);
    const again = await looked(run.office.admin, (await start(run)).id);
    expect(again).toMatchObject({ state: 'done', all: { count: 0 } });
    expect(again.known).toBeGreaterThanOrEqual(past.length);
    // A sweep that owes those days, as after a long outage.
    await sql(run, `UPDATE scheme SET owed_from = ${Date.parse(RANGE.from)}, owed_to = ${Date.now()}`);
    await collect(run.office);
    expect(detailCalls(run)).toBe(before);
    expect(await billCount()).toBe(0);
    expect((await show()).all.count).toBe(past.length);
  });
});

describe('what Kingdee holds already', () => {
  it('is suggested as 期初 by payee, sum and days; another payee, or a sum that nobody paid, is to be looked at', async () => {
    const [paid, other, cancelled] = past;
    if (!paid || !other || !cancelled) throw new Error('no approvals');
    const number = bookByHand(kingdee(), paid);
    const wrong = bookByHand(kingdee(), other, { staffNumber: 'YG00002' });
    kingdee().ledger.change(bookByHand(kingdee(), cancelled), 'cancel');
    bookByHand(kingdee(), cancelled, { days: 70 });
    await run.office.reviewer.post(`/api/backfills/${batch.id}/look`);
    batch = await looked(run.office.admin, batch.id);
    expect(batch.found).toEqual({ count: 1, amount: paid.expected.total });
    expect(batch.look.count).toBe(past.length - 1);
    expect(await itemOf(paid, 'found')).toMatchObject({ finding: 'paid', kingdeeNo: number });
    expect(await itemOf(other, 'look')).toMatchObject({ finding: 'other-payee', kingdeeNo: null });
    expect((await itemOf(other, 'look')).note).toContain(wrong);
    expect(await itemOf(cancelled, 'look')).toMatchObject({ finding: 'none', note: '金蝶没有同额单据' });
  });

  it('is no suggestion where Kingdee shows no bill or does not answer, and that is said', async () => {
    setSwitches(run, { kingdee: { blindOrgs: '*' } });
    await run.office.reviewer.post(`/api/backfills/${batch.id}/look`);
    const blind = await looked(run.office.admin, batch.id);
    expect(blind).toMatchObject({ found: { count: 0 }, look: { count: past.length } });
    expect(blind.lookProblem).toContain('一张也查不到');
    setSwitches(run);
    await run.office.reviewer.post(`/api/backfills/${batch.id}/look`);
    batch = await looked(run.office.admin, batch.id);
    expect(batch).toMatchObject({ found: { count: 1 }, lookProblem: null });
  });
});

describe('a decision', () => {
  it('is about what was shown: another count or sum, or one without a reason against Kingdee’s word, does nothing', async () => {
    const [paid, , , fourth] = past;
    if (!paid || !fourth) throw new Error('no approvals');
    const items = [await itemOf(fourth, 'look')];
    expect((await decide('release', items, { count: 2 })).status).toBe(409);
    expect((await decide('release', items, { amount: '0.01' })).status).toBe(409);
    expect((await decide('release', [await itemOf(paid, 'found')])).status).toBe(422);
    expect((await decide('opening', items)).status).toBe(422);
    expect((await show()).all.count).toBe(past.length);
  });

  it('about one’s own is somebody else’s: it is refused by itself, and left out of all', async () => {
    const [, , , , , , , eighth] = past;
    if (!eighth) throw new Error('no approvals');
    await run.office.admin.put(`/api/roles/${eighth.originatorUserid}`, { roles: ['viewer', 'reviewer'] });
    const applicant = await Person.login(run.stack, eighth.originatorUserid);
    const mine = (await itemsOf(applicant, batch.id, 'look')).filter(({ own }) => own);
    expect(mine.map(({ businessId }) => businessId)).toContain(eighth.businessId);
    const ids = mine.map(({ approvalId }) => approvalId);
    const refused = await applicant.refused('POST', `/api/backfills/${batch.id}/release`, {
      group: 'look',
      ids,
      count: ids.length,
      amount: total(mine),
    });
    expect(refused.code).toBe('bill/own-bill');
    const { own, look } = await applicant.get<Backfill>(`/api/backfills/${batch.id}`);
    expect(own.look).toEqual({ count: mine.length, amount: total(mine) });
    const all = await applicant.refused('POST', `/api/backfills/${batch.id}/release`, { group: 'look', ...look });
    expect(all.code).toBe('backfill/changed');
    await run.office.admin.put(`/api/roles/${eighth.originatorUserid}`, { roles: ['viewer'] });
  });

  it('releases one: its bill goes the way of every other and reaches Kingdee once', async () => {
    const [, , , fourth] = past;
    if (!fourth) throw new Error('no approvals');
    expect((await decide('release', [await itemOf(fourth, 'look')])).status).toBe(200);
    const after = await settled(run.office.admin, batch.id);
    expect(after).toMatchObject({ released: { count: 1 }, all: { count: past.length - 1 } });
    await until(
      () => detailOf(run, fourth),
      ({ state }) => state === 'ready',
    );
    const { timeline } = await detailOf(run, fourth);
    expect(timeline[0]?.actor).not.toBe('钉蝶');
    await approveAll(run.office);
    await pushAll(run.office);
    mustBeOnce(run, [fourth]);
  });

  it('does not release what was cancelled or changed meanwhile, whether the ledger knows of it or only DingTalk', async () => {
    const [, , , , fifth, sixth, seventh] = past;
    if (!fifth || !sixth || !seventh) throw new Error('no approvals');
    const { dingtalk } = run.stack.sandbox.state;
    dingtalk.amend(fifth, 'REVOKE', false);
    await collect(run.office);
    dingtalk.amend(sixth, 'MODIFY', false);
    seventh.deleted = true;
    const three = [await itemOf(fifth, 'look'), await itemOf(sixth, 'look'), await itemOf(seventh, 'look')];
    expect((await decide('release', three)).status).toBe(200);
    const after = await settled(run.office.admin, batch.id);
    expect(after).toMatchObject({ gone: { count: 3 }, released: { count: 1 } });
    for (const each of [fifth, sixth, seventh]) {
      expect(await itemOf(each, 'decided')).toMatchObject({ state: 'gone', billId: null });
      expect(billsOf(run, each)).toEqual([]);
    }
    expect((await itemOf(fifth, 'decided')).note).toMatch(/撤销，没有放行/);
    expect((await itemOf(sixth, 'decided')).note).toMatch(/修改，没有放行/);
  });

  it('of 期初 makes a bill that is closed at once and says who and why; it stands in the list of decisions', async () => {
    const [paid] = past;
    if (!paid) throw new Error('no approvals');
    const { found } = await show();
    const body = { group: 'found', count: found.count, amount: found.amount };
    await run.office.reviewer.post(`/api/backfills/${batch.id}/opening`, body);
    const after = await settled(run.office.admin, batch.id);
    expect(after).toMatchObject({ opening: { count: 1 }, found: { count: 0 } });
    const bill: BillDetail = await detailOf(run, paid);
    expect(bill.state).toBe('handled-outside');
    expect(bill.reason).toMatch(/^期初：补采后由 .+ 归为期初，金蝶付款单 FKD/);
    const { items } = await run.office.admin.get<Decisions>('/api/decisions');
    expect(items.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['back-fill', 'back-fill-released', 'back-fill-opening']),
    );
    expect(items.find(({ kind }) => kind === 'back-fill-opening')?.about).toContain(`1 条 ¥`);
  });

  it('about the rest as a whole releases each once: after the push Kingdee holds one bill of every one of them', async () => {
    await run.office.reviewer.post(`/api/backfills/${batch.id}/look`);
    const { own, look } = await looked(run.office.reviewer, batch.id);
    const body = {
      group: 'look',
      count: look.count - own.look.count,
      amount: fromFen(toFen(look.amount) - toFen(own.look.amount)),
    };
    await run.office.reviewer.post(`/api/backfills/${batch.id}/release`, body);
    const again = await run.office.reviewer.raw('POST', `/api/backfills/${batch.id}/release`, body);
    expect(again.status).toBe(409);
    const after = await settled(run.office.admin, batch.id);
    expect(after.all.count).toBe(own.look.count);
    const released = (await itemsOf(run.office.admin, batch.id, 'decided')).filter(({ state }) => state === 'released');
    await until(
      () => sql<{ n: unknown }>(run, "SELECT COUNT(*) AS n FROM bill WHERE state_kind = 'collected'"),
      ([row]) => Number(row?.n) === 0,
    );
    await approveAll(run.office);
    await pushAll(run.office);
    const ids = new Set(released.map(({ businessId }) => businessId));
    const mine = past.filter(({ businessId }) => ids.has(businessId));
    expect(mine.length).toBe(after.released.count);
    mustBeOnce(run, mine);
  });
});

describe('a back-fill that is broken off', () => {
  it('goes on where it was stopped, and reads no approval twice; killed in the middle it goes on by itself', async () => {
    const earlier = pastApprovals(run, 40, 4200, 217);
    const read = detailCalls(run);
    run.stack.sandbox.state.ctx.faults.add({
      system: 'dingtalk',
      kind: 'slow',
      api: 'processInstances',
      delayMs: 400,
      times: 0,
    });
    const { id } = await start(run, EARLIER);
    const at = (n: number) =>
      until(
        () => run.office.admin.get<Backfill>(`/api/backfills/${id}`),
        ({ all }) => all.count >= n,
        60_000,
      );
    await at(3);
    expect((await run.office.admin.post<Backfill>(`/api/backfills/${id}/stop`)).state).toBe('stopped');
    const stopped = await looked(run.office.admin, id);
    expect(stopped.all.count).toBeLessThan(earlier.length);
    await run.office.admin.post(`/api/backfills/${id}/resume`);
    await at(stopped.all.count + 3);
    await run.stack.kill();
    run.stack.sandbox.state.ctx.faults.clear();
    const atKill = detailCalls(run);
    const stored = Number(
      (await sql<{ n: unknown }>(run, `SELECT COUNT(*) AS n FROM backfill_item WHERE batch_id = '${id}'`))[0]?.n,
    );
    await run.stack.restart();
    const done = await looked(run.office.admin, id);
    expect(done).toMatchObject({ state: 'done', all: { count: earlier.length } });
    const all = run.stack.sandbox.state.dingtalk.state.approvals
      .all()
      .filter(({ createdAt, status }) => createdAt < Date.parse(EARLIER.to) + 86_400_000 && status === 'COMPLETED');
    // What was read and not yet stored when it was killed is read again, nothing else.
    expect(detailCalls(run) - read).toBeLessThanOrEqual(all.length + (atKill - read - stored));
    expect(
      new Set(await itemsOf(run.office.admin, id, 'look').then((items) => items.map((i) => i.businessId))).size,
    ).toBe(earlier.length);
  });
});
