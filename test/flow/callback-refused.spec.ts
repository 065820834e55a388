import './virtual-time.js';
import './at-ten.js';
import type { EventChannel } from '@dingdee/shared/intake';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dingtalkAccount } from '../sandbox/dingtalk/account.js';
import { type CallbackSecrets, callbackSecrets, httpBody, postCallback } from '../sandbox/dingtalk/callback.js';
import { instanceEvent } from '../sandbox/dingtalk/events.js';
import { newApprovals, type RunningOffice, SHORT_WAITS, startOffice } from './batch.js';
import { until } from './person.js';
import { pass, standStill } from './virtual-time.js';

/** What an administrator sees whose token or key differs from the one in DingTalk. */
let run: RunningOffice;
beforeAll(async () => {
  const { callbackToken, callbackAesKey } = dingtalkAccount;
  const http = { DINGTALK_EVENTS: 'http', DINGTALK_CALLBACK_TOKEN: callbackToken };
  run = await startOffice({
    settings: { ...SHORT_WAITS, ...http, DINGTALK_CALLBACK_AES_KEY: callbackAesKey, SWEEP_INTERVAL_MS: '0' },
  });
});
afterAll(() => run?.stack.close());

const secrets = callbackSecrets(dingtalkAccount);
const post = (body: object, other: Partial<CallbackSecrets> = {}) =>
  postCallback(`${run.stack.url}/dingtalk/callback`, body, { ...secrets, ...other }, Date.now(), 10_000);
const test = { EventType: 'check_url' };
const channel = () => run.office.admin.get<EventChannel>('/api/runs/channel');

it('which value differs is told to the administrator, until DingTalk has tested the address again or an event has come', async () => {
  expect(await channel()).toMatchObject({ state: 'unknown', sentence: null });
  expect((await post(test, { token: 'another' })).accepted).toBe(false);
  expect(await channel()).toMatchObject({ state: 'down', sentence: expect.stringContaining('Token') });
  expect((await post(test)).accepted).toBe(true);
  expect(await channel()).toMatchObject({ state: 'unknown', sentence: null });

  await pass('2 min');
  expect((await post(test, { aesKey: `B${secrets.aesKey.slice(1)}` })).accepted).toBe(false);
  expect((await channel()).sentence).toContain('加密密钥');
  const [approval] = newApprovals(run, { count: 1, seed: 31 });
  if (!approval) throw new Error('no approval');
  await post(httpBody(instanceEvent(approval, 'finish', Date.now())));
  await until(channel, ({ sentence }) => sentence === null);
});

it('a stranger’s message shortly after an event of DingTalk’s is refused and not told', async () => {
  const [approval] = newApprovals(run, { count: 1, seed: 32 });
  if (!approval) throw new Error('no approval');
  await post(httpBody(instanceEvent(approval, 'finish', Date.now())));
  await until(channel, ({ lastEventAt }) => lastEventAt !== null);
  await pass('2 min');
  await post(test, { token: 'another' });
  expect((await channel()).sentence).toBeNull();
  standStill(61 * 60_000);
  await post(test, { token: 'another' });
  expect((await channel()).sentence).toContain('冒发');
});
