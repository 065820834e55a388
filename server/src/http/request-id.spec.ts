import { expect, it } from 'vitest';
import { hasLongNumber } from './redact.js';
import { requestId } from './security.js';

it('an id of our own stands in the log as the answer carries it: nothing of it looks like an account', () => {
  const ids = Array.from({ length: 5_000 }, () => requestId({ headers: {} }));
  expect(ids.filter(hasLongNumber)).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
});

it('the id of a proxy is kept where it is plain', () => {
  expect(requestId({ headers: { 'x-request-id': 'trace-0815-abc' } })).toBe('trace-0815-abc');
  expect(requestId({ headers: { 'x-request-id': 'a b\n' } })).toMatch(/^[0-9a-f-]{36}$/);
});
