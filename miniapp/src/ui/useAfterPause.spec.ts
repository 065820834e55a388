import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { effectScope, nextTick, ref } from 'vue';
import { useAfterPause } from './useAfterPause.js';
import { useSettled } from './useSettled.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('acts once after the last call, and not after the page was left', () => {
  const act = vi.fn();
  const scope = effectScope();
  const { soon, stop } = scope.run(() => useAfterPause(act, 300)) ?? expect.fail();
  soon();
  vi.advanceTimersByTime(299);
  soon();
  vi.advanceTimersByTime(299);
  expect(act).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(act).toHaveBeenCalledOnce();
  soon();
  stop();
  soon();
  scope.stop();
  vi.advanceTimersByTime(300);
  expect(act).toHaveBeenCalledOnce();
});

it('a settled value follows its source after the pause, and may be set at once', async () => {
  const typed = ref('a');
  const scope = effectScope();
  const settled = scope.run(() => useSettled(() => typed.value.trim(), 250)) ?? expect.fail();
  expect(settled.value).toBe('a');
  typed.value = 'ab ';
  await nextTick();
  expect(settled.value).toBe('a');
  vi.advanceTimersByTime(250);
  expect(settled.value).toBe('ab');
  typed.value = '';
  settled.value = '';
  await nextTick();
  vi.advanceTimersByTime(250);
  expect(settled.value).toBe('');
  scope.stop();
});
