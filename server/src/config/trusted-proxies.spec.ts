import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { settingsForSpec } from '../http/settings-for-spec.js';
import { readProxies, trustFor } from './trusted-proxies.js';

/** Returns the address that the server takes for the visitor. */
async function visitor(setting: string, remoteAddress: string, forwarded?: string): Promise<string> {
  const app = Fastify({ trustProxy: trustFor(readProxies(setting) ?? false) });
  app.get('/', async (request) => request.ip);
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return (await app.inject({ url: '/', remoteAddress, headers })).body;
}

describe('the visitor is', () => {
  it('who holds the connection, where no proxy is named', async () => {
    expect(await visitor('off', '203.0.113.9', '127.0.0.1')).toBe('203.0.113.9');
  });

  it('whom the last counted proxy saw, never what a visitor wrote to the left of it', async () => {
    expect(await visitor('1', '127.0.0.1', '203.0.113.9')).toBe('203.0.113.9');
    expect(await visitor('1', '127.0.0.1', '127.0.0.1, 10.0.0.1, 203.0.113.9')).toBe('203.0.113.9');
    expect(await visitor('2', '::1', '127.0.0.1, 203.0.113.9, 10.0.0.4')).toBe('203.0.113.9');
    expect(await visitor('2', '::ffff:10.0.0.4', '127.0.0.1, 203.0.113.9, 10.0.0.5')).toBe('203.0.113.9');
  });

  it('who reached the port without a proxy, whatever they say about it', async () => {
    expect(await visitor('1', '203.0.113.9', '127.0.0.1')).toBe('203.0.113.9');
    expect(await visitor('10.0.0.4', '203.0.113.9', '127.0.0.1')).toBe('203.0.113.9');
  });

  it('the first from the right who is no listed proxy', async () => {
    expect(await visitor('10.0.0.0/24, fd00::7', '10.0.0.9', '127.0.0.1, 203.0.113.9, fd00::7')).toBe('203.0.113.9');
  });
});

it.each(['on', 'true', '0', '6', '-1', '0.0.0.0/0', '::/0', 'proxy.local', '10.0.0.1/33', '10.0.0.1/8/8', ','])(
  '%s is refused at the start with a sentence that says what to write',
  (TRUST_PROXY) => {
    expect(() => settingsForSpec({ TRUST_PROXY })).toThrow(/TRUST_PROXY 不正确：请写 off、前面代理的层数/);
  },
);

it.each([
  ['off', false],
  ['1', 1],
  ['10.0.0.4, fd00::/8', ['10.0.0.4', 'fd00::/8']],
])('%s is a setting', (TRUST_PROXY, wanted) => {
  expect(settingsForSpec({ TRUST_PROXY }).TRUST_PROXY).toEqual(wanted);
});
