import { expect, it } from 'vitest';
import { retryAfterMs } from './retry-after.js';

it('reads seconds and dates, and takes anything else for nothing', () => {
  const now = Date.UTC(2026, 10, 24, 2, 0, 0);
  expect(retryAfterMs('7', now)).toBe(7_000);
  expect(retryAfterMs(' 0 ', now)).toBe(0);
  expect(retryAfterMs('Tue, 24 Nov 2026 02:00:30 GMT', now)).toBe(30_000);
  expect(retryAfterMs('Tue, 24 Nov 2026 01:59:00 GMT', now)).toBe(0);
  for (const odd of [undefined, '', 'soon', '-1', '1e9', ['3']]) expect(retryAfterMs(odd, now)).toBe(0);
});
