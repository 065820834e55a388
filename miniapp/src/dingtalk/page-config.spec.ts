import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const dd = vi.hoisted(() => ({ config: vi.fn(), ready: vi.fn<(told: () => void) => void>(), error: vi.fn() }));
vi.mock('dingtalk-jsapi/lib/ddSdk', () => ({ ddSdk: { getExportSdk: () => dd } }));
vi.mock('./bridge.js', () => ({ loadBridge: async () => undefined }));
vi.mock('./environment.js', () => ({ detectPlatform: () => 'pc' }));
vi.mock('../api/page-api.js', () => ({ pageApi: { sign: async () => ({}) } }));

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('a client that takes the signature after the wait is asked to share at the next press', async () => {
  const { pageAllowed } = await import('./page-config.js');
  const first = pageAllowed();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await first).toBe(false);
  dd.ready.mock.calls[0]?.[0]();
  expect(await pageAllowed()).toBe(true);
  expect(dd.config).toHaveBeenCalledTimes(1);
});
