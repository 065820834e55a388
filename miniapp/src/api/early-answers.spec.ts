import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { askEarly, askListEarly, forgetEarly, keepRead, takeEarly, takeRead } from './early-answers.js';

const LIST = '/api/bills/stages';
beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => new Response('{}')),
  );
});
afterEach(() => {
  forgetEarly();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('what was asked early is given once', async () => {
  askEarly('GET', '/api/session');
  expect((await takeEarly('GET', '/api/session'))?.ok).toBe(true);
  expect(takeEarly('GET', '/api/session')).toBeUndefined();
});

it('whoever takes an answer hears of it when what follows from it has been asked for', async () => {
  askEarly('GET', '/api/session', { first: async () => askListEarly(LIST, LIST) });
  await takeEarly('GET', '/api/session');
  expect(vi.mocked(fetch).mock.calls.map(([url]) => url)).toEqual(['/api/session', LIST]);
});

it('an answer is given also where it does not say what follows from it', async () => {
  askEarly('GET', '/api/session', { first: () => Promise.reject(new TypeError('no JSON')) });
  expect((await takeEarly('GET', '/api/session'))?.ok).toBe(true);
});

it('a list is given under the address under which it is wanted, for ten seconds', () => {
  askListEarly(`${LIST}?rows=100`, LIST);
  keepRead('/api/bills', { items: [] });
  vi.advanceTimersByTime(9_000);
  expect(takeEarly('GET', `${LIST}?rows=100`)).toBeUndefined();
  expect(takeEarly('GET', LIST)).toBeDefined();
  expect(takeRead('/api/bills')).toEqual({ items: [] });
  askListEarly(LIST, LIST);
  keepRead('/api/bills', { items: [] });
  vi.advanceTimersByTime(11_000);
  expect([takeEarly('GET', LIST), takeRead('/api/bills')]).toEqual([undefined, undefined]);
});

it.each([
  ['is refused', async () => new Response('{}', { status: 401 })],
  ['is not answered', () => Promise.reject(new TypeError('no network'))],
])('a list that %s is asked for again by whoever wants it', async (_, answer) => {
  vi.stubGlobal('fetch', answer);
  askListEarly(LIST, LIST);
  expect(await takeEarly('GET', LIST)).toBeNull();
});

it('nobody is given what was asked for somebody else', () => {
  askListEarly(LIST, LIST);
  keepRead('/api/bills', {});
  forgetEarly();
  expect([takeEarly('GET', LIST), takeRead('/api/bills')]).toEqual([undefined, undefined]);
});
