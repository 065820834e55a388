import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { askEarly, askListEarly, forgetEarly, keepRead, takeEarly, takeRead } from './early-answers.js';

const LIST = '/api/bills/stages';
const YES = Promise.resolve(true);
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

it('a list is given under the address under which it is wanted, for ten seconds', async () => {
  askListEarly(`${LIST}?rows=100`, LIST, YES);
  keepRead('/api/bills', { items: [] });
  await YES;
  vi.advanceTimersByTime(9_000);
  expect(takeEarly('GET', `${LIST}?rows=100`)).toBeUndefined();
  expect(takeEarly('GET', LIST)).toBeDefined();
  expect(takeRead('/api/bills')).toEqual({ items: [] });
  askListEarly(LIST, LIST, YES);
  keepRead('/api/bills', { items: [] });
  await YES;
  vi.advanceTimersByTime(11_000);
  expect([takeEarly('GET', LIST), takeRead('/api/bills')]).toEqual([undefined, undefined]);
});

it.each([
  ['is refused', async () => new Response('{}', { status: 401 })],
  ['is not answered', () => Promise.reject(new TypeError('no network'))],
])('a list that %s is asked for again by whoever wants it', async (_, answer) => {
  vi.stubGlobal('fetch', answer);
  askListEarly(LIST, LIST, YES);
  expect(await takeEarly('GET', LIST)).toBeNull();
});

it('a list is not asked for before it is wanted, nor where it is not', async () => {
  askListEarly(LIST, LIST, Promise.resolve(false));
  expect(await takeEarly('GET', LIST)).toBeNull();
  expect(fetch).not.toHaveBeenCalled();
});

it('nobody is given what was asked for somebody else', () => {
  askListEarly(LIST, LIST, YES);
  keepRead('/api/bills', {});
  forgetEarly();
  expect([takeEarly('GET', LIST), takeRead('/api/bills')]).toEqual([undefined, undefined]);
});
