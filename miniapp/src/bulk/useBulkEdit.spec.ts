import type { BulkEditPreview } from '@dingdee/shared/bulk-edit';
import { fromFen } from '@dingdee/shared/money';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type EffectScope, effectScope } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { useBulkEdit } from './useBulkEdit.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  scope.stop();
  vi.useRealTimers();
});

const FIELD = 'header.settlementType';
const none = { count: 0, amount: fromFen(0n) };
const row = (id: string) => ({
  id,
  payee: '甲',
  purpose: '',
  amount: fromFen(100n),
  now: '',
  to: '',
  outcome: 'change' as const,
  why: '',
  voids: false,
});
const changed: BulkEditPreview = {
  fields: [{ field: FIELD, label: '结算方式', picker: null, count: 2 }],
  rows: [row('b1'), row('b2')],
  change: { count: 2, amount: fromFen(200n) },
  same: none,
  locked: none,
  left: none,
  voids: none,
};
let scope: EffectScope;

/** Two bills; every preview is answered by the test, in the order it wants. */
async function given() {
  scope = effectScope();
  const waiting: { answer: (told: BulkEditPreview) => void; fail: () => void }[] = [];
  const save = vi.fn(async () => ({ done: [], left: [] }) as never);
  const edit = scope.run(() =>
    useBulkEdit(
      [
        { id: 'b1', version: 1 },
        { id: 'b2', version: 1 },
      ],
      {
        save,
        preview: () =>
          new Promise((answer, fail) => {
            waiting.push({ answer, fail: () => fail(new ApiProblem('client/timeout', '', '没有回应', 0)) });
          }),
      },
    ),
  );
  if (!edit) throw new Error('no scope');
  edit.pick(FIELD);
  edit.set('JSFS01');
  await vi.advanceTimersByTimeAsync(150);
  return { edit, waiting, save };
}

/** The last of those asked so far. */
const last = <T>(all: readonly T[]): T => {
  const one = all.at(-1);
  if (one === undefined) throw new Error('nothing was asked');
  return one;
};

describe('批量改 saves only what a preview has shown', () => {
  it('nothing from a new value on until its own preview is there', async () => {
    const { edit, waiting } = await given();
    expect(edit.canSave.value).toBe(false);
    last(waiting).answer(changed);
    await vi.advanceTimersByTimeAsync(0);
    expect(edit.canSave.value).toBe(true);
    edit.set('JSFS02');
    expect(edit.canSave.value).toBe(false);
    await vi.advanceTimersByTimeAsync(150);
    expect(edit.canSave.value).toBe(false);
    last(waiting).answer(changed);
    await vi.advanceTimersByTimeAsync(0);
    expect(edit.canSave.value).toBe(true);
  });

  it('nothing by an answer about earlier values that comes while new ones rest', async () => {
    const { edit, waiting, save } = await given();
    edit.set('JSFS02');
    last(waiting).answer(changed);
    await vi.advanceTimersByTimeAsync(0);
    expect(edit.preview.value).toBeNull();
    expect([edit.asking.value, edit.canSave.value]).toEqual([true, false]);
    expect(await edit.save()).toBeNull();
    expect(save).not.toHaveBeenCalled();
  });

  it('nothing where the preview of the new values failed, until it was read again', async () => {
    const { edit, waiting, save } = await given();
    last(waiting).answer(changed);
    await vi.advanceTimersByTimeAsync(0);
    edit.set('JSFS02');
    await vi.advanceTimersByTimeAsync(150);
    last(waiting).fail();
    await vi.advanceTimersByTimeAsync(0);
    expect([edit.problem.value, edit.asking.value, edit.canSave.value]).toEqual(['没有回应', false, false]);
    expect(await edit.save()).toBeNull();
    expect(save).not.toHaveBeenCalled();
    edit.again();
    last(waiting).answer(changed);
    await vi.advanceTimersByTimeAsync(0);
    expect([edit.problem.value, edit.canSave.value]).toEqual([undefined, true]);
    await edit.save();
    expect(save).toHaveBeenCalledWith({
      field: FIELD,
      items: [{ id: 'b1', version: 1, value: 'JSFS02' }],
    });
  });

  it('not a row that was left out again', async () => {
    const { edit, waiting, save } = await given();
    edit.fillDown();
    edit.clear(0);
    await vi.advanceTimersByTimeAsync(150);
    last(waiting).answer({ ...changed, rows: [{ ...row('b1'), outcome: 'open' }, row('b2')] });
    await vi.advanceTimersByTimeAsync(0);
    await edit.save();
    expect(save).toHaveBeenCalledWith({
      field: FIELD,
      items: [{ id: 'b2', version: 1, value: 'JSFS01' }],
    });
  });
});
