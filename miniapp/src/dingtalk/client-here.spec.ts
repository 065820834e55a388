import { logInClient } from '@dingdee/shared/log-in';
import { afterEach, expect, it } from 'vitest';
import { clientHere } from './client-here.js';

const own = window as { dingtalk?: object };
afterEach(() => {
  window.name = '';
  own.dingtalk = undefined;
});

it.each([
  ['{"containerId":"c1"}', undefined, 'name'],
  ['{"containerId":"c1"}', { platform: {} }, 'name'],
  ['{"other":1}', { platform: {} }, 'object'],
  ['a window of somebody else', undefined, 'none'],
  ['null', undefined, 'none'],
  ['', undefined, 'none'],
] as const)('a window named %j with %o has its bridge in: %s', (name, dingtalk, bridge) => {
  window.name = name;
  own.dingtalk = dingtalk;
  expect(clientHere(null, 0).bridge).toBe(bridge);
});

it.each([
  [{ errorCode: '3', errorMessage: '对应企业没有该域名微应用' }, '3'],
  [{ errorCode: -1 }, '-1'],
  [new Error('timeout'), ''],
  [undefined, ''],
] as const)('what the client answered in place of a code, %o, is told as %j', (refused, refusal) => {
  expect(clientHere(null, 0, refused).refusal).toBe(refusal);
});

it('what is told is what the server takes, whichever call gave the code', () => {
  for (const call of ['requestAuthCodeV2', 'requestAuthCode', null] as const) {
    const client = clientHere(call, performance.now());
    expect(logInClient.safeParse(client).data).toEqual(client);
    expect([client.call, client.framed]).toEqual([call, false]);
  }
});
