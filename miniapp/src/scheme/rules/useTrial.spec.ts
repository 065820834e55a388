import type { SchemeContent } from '@dingdee/shared/scheme';
import type { Trial } from '@dingdee/shared/trial';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, nextTick, ref } from 'vue';
import { useTrial } from './useTrial.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const answer = (version: number): Trial => ({
  troubles: [],
  run: { version, stored: 0, relatedUnread: 0, approvals: [], counts: {} as never, shown: null, field: null },
});
const written = (text: string) => ({ formName: text }) as SchemeContent;

function given(first: Trial = answer(1)) {
  const scope = effectScope();
  const asked: string[] = [];
  const answers = [first];
  const content = ref<SchemeContent | null>(null);
  const trial = scope.run(() =>
    useTrial(ref('s'), content, ref('header.remark'), ref(null), {
      trial: async (_id, body) => {
        asked.push((body.content as SchemeContent).formName);
        return answers.shift() ?? answer(asked.length);
      },
    }),
  );
  if (!trial) throw new Error('no scope');
  return { scope, content, asked, answers, trial };
}

describe('a trial of what is typed', () => {
  it('is asked for once the typing rests for 300 ms, and says meanwhile that it shows an older writing', async () => {
    const { scope, content, asked, trial } = given();
    content.value = written('一');
    await vi.advanceTimersByTimeAsync(0);
    expect([asked, trial.older.value]).toEqual([['一'], false]);
    content.value = written('一二');
    await nextTick();
    expect(trial.older.value).toBe(true);
    await vi.advanceTimersByTimeAsync(200);
    content.value = written('一二三');
    await vi.advanceTimersByTimeAsync(299);
    expect(asked).toEqual(['一']);
    await vi.advanceTimersByTimeAsync(1);
    expect([asked, trial.older.value]).toEqual([['一', '一二三'], false]);
    scope.stop();
  });

  it('lets the first answer come, whatever is typed before it', async () => {
    const { scope, content, answers, trial } = given();
    content.value = written('一');
    answers.push({ troubles: [{ path: '', sentence: '不对', at: null }], run: null });
    await nextTick();
    content.value = written('坏的');
    await vi.advanceTimersByTimeAsync(300);
    expect(trial.run.value?.version).toBe(1);
    scope.stop();
  });

  it('keeps what it showed while something is wrong, with what that is', async () => {
    const { scope, content, answers, trial } = given();
    content.value = written('一');
    await vi.advanceTimersByTimeAsync(0);
    answers.push({ troubles: [{ path: 'header.remark.rules.0', sentence: '不对', at: 3 }], run: null });
    content.value = written('坏的');
    await vi.advanceTimersByTimeAsync(300);
    expect(trial.run.value?.version).toBe(1);
    expect(trial.older.value).toBe(true);
    expect(trial.troubles.value).toHaveLength(1);
    scope.stop();
  });
});
