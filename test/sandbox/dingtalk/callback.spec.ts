import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../start.js';
import { dingtalkAccount } from './account.js';
import { ApiClient } from './api-client.js';
import { callbackSecrets, decrypt, encrypt, sign } from './callback.js';

const secrets = callbackSecrets(dingtalkAccount);
let receiver: Server | undefined;
let sandbox: Sandbox | undefined;

afterEach(async () => {
  receiver?.close();
  await sandbox?.close();
  receiver = undefined;
  sandbox = undefined;
});

describe('sealing (dingtalk.md §8.2)', () => {
  it.each([0, 1, 11, 12, 13, 27, 28, 500])('opens what it sealed, whatever the padding: %i characters', (length) => {
    const message = '单'.repeat(length);
    expect(decrypt(encrypt(message, secrets), secrets)).toBe(message);
  });

  it('refuses a message for another owner', () => {
    expect(() => decrypt(encrypt('{}', { ...secrets, ownerKey: 'dingother' }), secrets)).toThrow('dingother');
  });

  it('signs the sorted parts', () => {
    expect(sign('b', '2', 'a', '1')).toBe(sign('a', '1', 'b', '2'));
    expect(sign('b', '2', 'a', '1')).toMatch(/^[0-9a-f]{40}$/);
  });
});

/** A receiver of callbacks; `answer` turns the decrypted message into the body it answers. */
async function given(
  answer: (message: Record<string, unknown>) => string,
): Promise<{ url: string; received: Record<string, unknown>[] }> {
  const received: Record<string, unknown>[] = [];
  receiver = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://receiver');
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      const { encrypt: sealed } = JSON.parse(body);
      const { timestamp = '', nonce = '', msg_signature } = Object.fromEntries(url.searchParams);
      if (sign(secrets.token, timestamp, nonce, sealed) !== msg_signature) response.statusCode = 403;
      const message = JSON.parse(decrypt(sealed, secrets));
      received.push(message);
      response.end(answer(message));
    });
  });
  await new Promise<void>((resolve) => receiver?.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/dingtalk/callback`, received };
}

function sealedSuccess(word = 'success'): string {
  const sealed = encrypt(word, secrets);
  return JSON.stringify({
    msg_signature: sign(secrets.token, '1', 'n', sealed),
    timeStamp: '1',
    nonce: 'n',
    encrypt: sealed,
  });
}

it('pushes check_url and instance events, flat with EventType, and takes the sealed success', async () => {
  sandbox = await startSandbox({ approvals: 3 });
  const api = new ApiClient(sandbox);
  const { url, received } = await given(() => sealedSuccess());
  expect(await api.control('POST', '/events/push', { url, type: 'check_url' })).toMatchObject({
    outcome: { accepted: true },
  });
  const approval = sandbox.state.dingtalk.state.approvals.all().find(({ fate }) => fate === 'agreed');
  const pushed = await api.control('POST', '/events/push', { url, instanceId: approval?.instanceId, type: 'finish' });
  expect(pushed).toMatchObject({ outcome: { accepted: true, status: 200 } });
  expect(received[0]).toEqual({ EventType: 'check_url' });
  expect(received[1]).toMatchObject({
    EventType: 'bpms_instance_change',
    processInstanceId: approval?.instanceId,
    type: 'finish',
    result: 'agree',
    finishTime: approval?.finishedAt,
    corpId: dingtalkAccount.corpId,
    eventId: pushed.eventId,
  });
});

it('does not take a plain success, another word, or a wrong signature', async () => {
  sandbox = await startSandbox({ approvals: 1 });
  const api = new ApiClient(sandbox);
  const answers = [
    'success',
    sealedSuccess('failure'),
    sealedSuccess().replace(/"msg_signature":"./, '"msg_signature":"x'),
  ];
  const { url } = await given(() => answers.shift() ?? '');
  for (const reason of ['71009', 'failure', 'msg_signature']) {
    const { outcome } = (await api.control('POST', '/events/push', { url, type: 'check_url' })) as {
      outcome: { accepted: boolean; reason: string };
    };
    expect([outcome.accepted, outcome.reason]).toEqual([false, expect.stringContaining(reason)]);
  }
});
