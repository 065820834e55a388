import type { SchemeContent } from '@dingdee/shared/scheme';
import type { RunTrial, Trial } from '@dingdee/shared/trial';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, nextTick, ref } from 'vue';
import { readUnasked } from './useLiveTrial.js';
import { useTrial } from './useTrial.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const answer = (version: number): Trial => ({
  troubles: [],
  run: { version, stored: 0, relatedUnread: 0, approvals: [], counts: {} as never, shown: null, field: null },
});
const written = (text: string) => ({ formName: text }) as SchemeContent;

/** @param hold decides whether the answer of a call waits: returns what it waits for */
function given(first: Trial = answer(1), hold: (body: RunTrial) => Promise<void> | undefined = () => undefined) {
  const scope = effectScope();
  const asked: string[] = [];
  const answers = [first];
  const content = ref<SchemeContent | null>(null);
  const trial = scope.run(() =>
    useTrial(ref('s'), content, ref('header.remark'), ref(null), {
      trial: async (_id, body) => {
        asked.push(`${body.read ? 'DingTalk: ' : ''}${(body.content as SchemeContent).formName}`);
        const next = answers.shift() ?? answer(asked.length);
        await hold(body);
        return next;
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

describe('approvals that DingTalk is asked for', () => {
  /** One trial whose reading ends when `arrive` is called. */
  async function whileReading() {
    let arrive = () => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const page = given(answer(1), ({ read }) => (read ? arrived : undefined));
    page.scope.run(() => readUnasked(page.trial));
    page.content.value = written('一');
    await vi.advanceTimersByTimeAsync(0);
    return { ...page, arrive };
  }

  it('are not given up for what is typed meanwhile: the trial of that is repeated once they are there', async () => {
    const { scope, content, asked, trial, arrive } = await whileReading();
    expect([asked, trial.reading.value]).toEqual([['一', 'DingTalk: 一'], true]);
    content.value = written('一二');
    await vi.advanceTimersByTimeAsync(300);
    // Tried without them. It is still said that they are being read.
    expect([asked.slice(2), trial.run.value?.version, trial.reading.value]).toEqual([['一二'], 3, true]);
    arrive();
    await vi.advanceTimersByTimeAsync(0);
    expect([asked.slice(3), trial.run.value?.version, trial.reading.value]).toEqual([['一二'], 4, false]);
    expect([trial.asked.value, trial.older.value, trial.busy.value]).toEqual([true, false, false]);
    scope.stop();
  });

  it('are taken as they come if nothing was typed meanwhile', async () => {
    const { scope, asked, trial, arrive } = await whileReading();
    arrive();
    await vi.advanceTimersByTimeAsync(0);
    expect([asked, trial.run.value?.version, trial.reading.value]).toEqual([['一', 'DingTalk: 一'], 2, false]);
    scope.stop();
  });

  it('are asked for with the next content that can be tried if this one cannot', async () => {
    const { scope, content, asked, answers, trial } = given();
    scope.run(() => readUnasked(trial));
    answers.push({ troubles: [{ path: 'filter.0', sentence: '不对', at: null }], run: null });
    content.value = written('一');
    await vi.advanceTimersByTimeAsync(0);
    expect([asked, trial.asked.value]).toEqual([['一', 'DingTalk: 一'], false]);
    content.value = written('一二');
    await vi.advanceTimersByTimeAsync(300);
    expect([asked.slice(2), trial.asked.value]).toEqual([['一二', 'DingTalk: 一二'], true]);
    content.value = written('一二三');
    await vi.advanceTimersByTimeAsync(300);
    expect(asked.slice(4)).toEqual(['一二三']);
    scope.stop();
  });
});
