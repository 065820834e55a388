import type { FormLateness } from '@dingdee/shared/intake';
import { expect, it } from 'vitest';
import { latenessWords as words } from './lateness-words.js';

const form = (change: Partial<FormLateness> = {}): FormLateness => ({
  schemeId: 's',
  formName: '费用报销',
  told: false,
  stopped: null,
  newWithinMs: 900_000,
  lateWithinMs: 86_400_000,
  reachDays: 3,
  ...change,
});

it('a form says how late a new approval and a late finisher may be seen; with events seconds, and where nothing is collected why', () => {
  expect(words.line(form(), '12-01')).toBe('费用报销：15 分钟，发起 3 天以后才完成的 1 天');
  expect(words.line(form({ reachDays: 0 }), '12-01')).toBe('费用报销：15 分钟，发起当天没完成的 1 天');
  expect(words.line(form({ lateWithinMs: 900_000, reachDays: 45 }), '12-01')).toBe('费用报销：15 分钟');
  expect(words.line(form({ lateWithinMs: null }), '12-01')).toBe(
    '费用报销：15 分钟，发起 3 天以后才完成的 要按“现在采集”',
  );
  expect(words.line(form({ told: true }), '12-01')).toBe('费用报销：几秒');
  expect(words.line(form({ told: true, stopped: 'quota' }), '12-01')).toBe('费用报销：额度用完，12-01 恢复后补齐');
});
