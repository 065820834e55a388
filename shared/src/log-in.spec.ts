import { describe, expect, it } from 'vitest';
import { login } from './log-in.js';

const LOGIN = { corpId: 'ding1', authCode: 'c' };
const CLIENT = { platform: 'pc', framed: true, bridge: 'name', call: 'requestAuthCodeV2', refusal: '', ms: 230 };

describe('a log-in', () => {
  it('carries what its client told of itself', () => {
    expect(login.parse({ ...LOGIN, client: CLIENT }).client).toEqual(CLIENT);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'pc'],
    ['a list', [CLIENT]],
    ['a platform that is a sentence', { ...CLIENT, platform: 'pc; drop' }],
    ['a platform without an end', { ...CLIENT, platform: 'p'.repeat(25) }],
    ['an unknown bridge', { ...CLIENT, bridge: 'other' }],
    ['an unknown call', { ...CLIENT, call: 'getAuthCode2' }],
    ['a time before the beginning', { ...CLIENT, ms: -1 }],
    ['a time without an end', { ...CLIENT, ms: 1e12 }],
    ['half a millisecond', { ...CLIENT, ms: 0.5 }],
    ['a part of it', { platform: 'pc' }],
  ])('is a log-in all the same with %s in its place', (_, client) => {
    const read = login.safeParse({ ...LOGIN, client });
    expect([read.success, read.data?.client]).toEqual([true, undefined]);
  });

  it('keeps the rest of what was told where a client refused with a sentence', () => {
    const client = { ...CLIENT, call: null, refusal: '对应企业没有该域名微应用' };
    expect(login.parse({ ...LOGIN, client }).client).toEqual({ ...client, refusal: '' });
  });

  it('without the part, as a page of before sends it, is one', () => {
    expect(login.safeParse(LOGIN).success).toBe(true);
  });
});
