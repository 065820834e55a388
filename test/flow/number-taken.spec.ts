import { expect, it, vi } from 'vitest';
import { billNow, NotedKingdee, numbersShown, pushDatabase, pushParts, putPushing } from './push-parts.js';

const opened = pushDatabase();

it.each([
  ['after the second time, where it keeps our numbers', true, 2],
  ['at once, where it was never seen to keep our numbers: what is on its way may still arrive', false, 1],
])('a number that Kingdee calls taken and that no question finds is left to a person %s', async (_, shown, saves) => {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  const parts = pushParts(db, kingdee);
  const { push, doubt } = parts;
  if (shown) await numbersShown(db, parts);
  const { id } = await putPushing(db, 'one');
  // It stands in an organisation that our user may not see.
  const messages = ['违反字段唯一性要求：编码唯一。[DD1]在当前系统中已经被使用。'];
  kingdee.instead = async (call) =>
    call === 'save'
      ? {
          outcomes: [
            { kind: 'refused', refusal: { class: 'exists', messages, fields: ['FBillNo'], retryable: false } },
          ],
          answer: '{}',
        }
      : null;
  for (let sweep = 0; sweep < 120; sweep++) {
    await push.run();
    vi.advanceTimersByTime(30_000);
    await doubt.run();
  }
  expect(kingdee.calls.filter((call) => call === 'save')).toHaveLength(saves);
  const bill = await billNow(db, id);
  expect(bill).toMatchObject({ state_kind: 'in-doubt', next_attempt_at: null, action: 'check-in-doubt' });
  const { trouble } = JSON.parse(String(bill.state));
  expect(trouble).toMatchObject({ class: 'absent', sentence: expect.stringContaining('看不到') });
});
