import { expect, it } from 'vitest';
import { TokenProvider } from './call/token-provider.js';
import { pageTickets } from './page-ticket.js';

const HOUR = 3_600_000;

it.each([
  ['v1', 'POST', '/v1.0/oauth2/jsapiTickets', { jsapiTicket: 'tk', expireIn: '7200' }],
  ['topapi', 'GET', '/get_jsapi_ticket', { errcode: '0', ticket: 'tk', expires_in: '7200' }],
] as const)(
  'the ticket of %s is asked for as its host wants it, and as a call that costs nothing',
  async (family, method, path, body) => {
    const asked: unknown[] = [];
    const fetch = pageTickets(
      async (request) => {
        asked.push(request);
        return { body, text: '' };
      },
      () => family,
      () => 0,
    );
    expect(await fetch()).toEqual({ token: 'tk', livesMs: 2 * HOUR });
    expect(asked).toEqual([{ family, method, path, purpose: 'login' }]);
  },
);

it('a ticket is fetched once for all who wait, and never used past its 24 hours, however often DingTalk renews it', async () => {
  const clock = { now: 0 };
  let fetches = 0;
  const value = () => (clock.now < 24 * HOUR ? 'first' : 'second');
  const tickets = new TokenProvider(
    pageTickets(
      async () => {
        fetches += 1;
        return { body: { jsapiTicket: value(), expireIn: 7200 }, text: '' };
      },
      () => 'v1',
      () => clock.now,
    ),
    () => clock.now,
  );
  expect(await Promise.all([tickets.get(), tickets.get(), tickets.get()])).toEqual(['first', 'first', 'first']);
  expect(fetches).toBe(1);
  // Renewed in the last hour of its life, it would be kept until after it.
  for (; clock.now < 24 * HOUR; clock.now += 7 * 60_000) expect(await tickets.get()).toBe('first');
  clock.now = 24 * HOUR;
  expect(await tickets.get()).toBe('second');
  expect(fetches).toBeLessThan(30);
});

it('an answer without a ticket is no ticket', async () => {
  const fetch = pageTickets(
    async () => ({ body: { expireIn: 7200 }, text: '' }),
    () => 'v1',
  );
  await expect(fetch()).rejects.toMatchObject({ errorClass: 'configuration', code: 'ticket' });
});
