import type { BillSummary } from '@dingdee/shared/bill';
import type { MappingTables } from '@dingdee/shared/mapping';
import type { Status } from '@dingdee/shared/status';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as company from '../sandbox/company.js';
import { dingtalkAccount } from '../sandbox/dingtalk/account.js';
import { callbackSecrets, encrypt, httpBody, sign } from '../sandbox/dingtalk/callback.js';
import { instanceEvent } from '../sandbox/dingtalk/events.js';
import {
  collectAndApprove,
  commentsSettled,
  confirmPush,
  gate,
  IMPATIENT,
  mustBeOnce,
  newApprovals,
  orderSettled,
  type RunningOffice,
  SHORT_WAITS,
  startOffice,
} from './batch.js';
import { closeAll } from './own-process.js';
import { until } from './person.js';
import { onMariaDb } from './stack.js';
import { breakableStorage, type Storage } from './storage.js';

let run: RunningOffice;
let storage: Storage;
beforeAll(async () => {
  storage = await breakableStorage();
  // A full disk is preloaded into it.
  run = await startOffice({
    world: 'process',
    settings: {
      ...{ ...SHORT_WAITS, ...IMPATIENT, KINGDEE_BATCH: '3', KINGDEE_CONCURRENCY: '2' },
      // Nothing is listed but by a person's press: what else comes, comes by events.
      ...{ SWEEP_INTERVAL_MS: '0', LOOK_BACK_INTERVAL_MS: '0', DINGTALK_EVENTS: 'http' },
      DINGTALK_CALLBACK_TOKEN: dingtalkAccount.callbackToken,
      DINGTALK_CALLBACK_AES_KEY: dingtalkAccount.callbackAesKey,
    },
  });
  await run.stack.restart(storage.settings(run.stack));
});
afterAll(async () => {
  await closeAll(
    () => run?.stack.close(),
    () => storage?.close(),
  );
});

interface Readiness {
  ready: boolean;
  database: boolean;
  writable: boolean;
}
const ready = async (): Promise<[status: number, Readiness]> => {
  const answer = await fetch(`${run.stack.url}/health/ready`);
  return [answer.status, (await answer.json()) as Readiness];
};
const untilReady = (status: number) => until(ready, ([now]) => now === status).then(([, answer]) => answer);
const costItems = async () => {
  const { items } = await run.office.admin.get<MappingTables>('/api/mapping/tables');
  return items.find(({ code }) => code === 'costItem')?.rows;
};
/** More than fits into what a table has left. */
const rows = Array.from({ length: 300 }, (_, index) => ({
  key: `${'长名字'.repeat(40)}${index}`,
  targetNumber: company.expenseTypes[0]?.costItemNumber ?? '',
}));
const trouble = onMariaDb ? 'away' : 'full';

it('a write that cannot be stored says why and that nothing changed, ready and the page say it, and all goes on by itself', async () => {
  const { admin } = run.office;
  const before = await costItems();
  expect((await ready())[0]).toBe(200);
  await storage.fail();

  const refused = await admin.refused('PUT', '/api/mapping/tables/costItem/rows', { rows });
  expect(refused).toEqual({
    status: 503,
    code: `database/${trouble}`,
    detail: onMariaDb
      ? '没有改动：数据库连不上，这一步存不下来。请管理员检查数据库，恢复后自动继续，不用重启；之后再做一次。'
      : '没有改动：服务器磁盘已满，这一步存不下来。请管理员清理磁盘空间，恢复后自动继续，不用重启；之后再做一次。',
  });
  const answer = await untilReady(503);
  expect(answer).toMatchObject({ ready: false, database: !onMariaDb, writable: false });
  if (onMariaDb)
    expect(await admin.refused('GET', '/api/status')).toMatchObject({ status: 503, code: 'database/away' });
  else {
    // Who looks still may.
    const { database } = await admin.get<Status>('/api/status');
    expect(database).toMatchObject({ state: 'trouble', sentence: expect.stringMatching(/^服务器磁盘已满/) });
    expect(await costItems()).toBe(before);
  }

  await storage.mend();
  expect(await untilReady(200)).toMatchObject({ ready: true, writable: true });
  expect((await admin.get<Status>('/api/status')).database).toEqual({
    state: 'ok',
    sentence: null,
    since: null,
    means: null,
  });
  expect(await costItems()).toBe(before);
  await admin.put('/api/mapping/tables/costItem/rows', { rows });
  expect(await costItems()).toBe((before ?? 0) + rows.length);
});

it('in mid-push: what Kingdee answered meanwhile is neither failed nor sent twice, and nobody presses anything', async () => {
  const { ctx, kingdee } = run.stack.sandbox.state;
  const { ledger } = kingdee;
  const approvals = newApprovals(run, { count: 18, seed: 211 });
  await collectAndApprove(run);
  // Kingdee books, and its answer is on its way until nothing can be stored any more.
  const answer = gate();
  ctx.faults.add({ system: 'kingdee', kind: 'slow', api: '.BatchSave.', times: 2, until: answer.until });
  const order = await confirmPush(run);
  await until(
    async () => ledger.report().length,
    (held) => held > 0,
  );
  await storage.fail();
  answer.letGo();
  await untilReady(503);
  const held = ledger.report().length;
  // What was sent before has been answered, and the answer could not be stored.
  await until(
    async () => run.stack.log(),
    (log) => /settling call .* failed, tried again/.test(log),
  );
  await storage.mend();
  await orderSettled(run, order);
  // What left just before may have to wait for the end of its lease, and be looked for.
  await commentsSettled(run, 150_000);
  expect(held).toBeLessThan(approvals.length);
  mustBeOnce(run, approvals);
});

describe('an event that is acknowledged', () => {
  const secrets = callbackSecrets(dingtalkAccount);
  /** One message of DingTalk's HTTP channel. @returns the status of its answer. */
  async function post({ sealed, timestamp, nonce }: { sealed: string; timestamp: string; nonce: string }) {
    const query = new URLSearchParams({
      msg_signature: sign(secrets.token, timestamp, nonce, sealed),
      timestamp,
      nonce,
    });
    const answer = await fetch(`${run.stack.url}/dingtalk/callback?${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ encrypt: sealed }),
    });
    await answer.text();
    return answer.status;
  }

  it('stands in the database: while that stores nothing there is no acknowledgement, and delivered again it comes', async () => {
    const [filling, approval] = newApprovals(run, { count: 2, seed: 33 });
    if (!filling || !approval) throw new Error('no approval');
    const sealed = (of: typeof approval) => {
      const message = JSON.stringify(httpBody(instanceEvent(of, 'finish', Date.now())));
      return { sealed: encrypt(message, secrets), timestamp: String(Date.now()), nonce: crypto.randomUUID() };
    };
    await storage.fail();
    // A disk that is full still takes a little, which another approval fills: none of its events is this one's.
    const refused = await until(
      async () => {
        for (let posts = 0; posts < 100; posts++) if ((await post(sealed(filling))) !== 200) break;
        const once = sealed(approval);
        return { once, status: await post(once) };
      },
      ({ status }) => status !== 200,
    );
    expect(refused.status).toBe(503);
    await storage.mend();
    // The same bytes: what could not be stored was not used either.
    await until(
      () => post(refused.once),
      (status) => status === 200,
      60_000,
    );
    const own = (bills: readonly BillSummary[]) => bills.filter(({ businessId }) => businessId === approval.businessId);
    const bills = await until(
      () => run.office.admin.all<BillSummary>('/api/bills'),
      (there) => own(there).some(({ state }) => state !== 'collected'),
    );
    expect(own(bills)).toHaveLength(1);
  });
});
