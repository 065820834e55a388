import { expect, it } from 'vitest';
import type { Actor } from '../domain/actor.js';
import { BillRefusedError } from '../domain/bill/bill.errors.js';
import { RestoreOutside } from './restore-outside.js';

const actor: Actor = { userId: 'u-1', name: '祝清和', roles: ['reviewer'] };
const body = { version: 3, reason: '看错了，还是要付' };

/** As many bills as are said to be paid by FKD9, of which b-1 is to come back; Kingdee answers as `again` does. */
function given(recorded: number, again: (ids: readonly string[]) => Promise<{ seen: string }>) {
  const restored: string[] = [];
  const asked: number[] = [];
  const closed = { id: 'b-1', kind: 'handled-outside', state: { paidBy: { number: 'FKD9', seen: 'same' } } };
  const query = async (sql: string) => {
    const most = Number(/LIMIT (\d+)$/.exec(sql)?.[1]);
    return Array.from({ length: Math.min(recorded, most) }, (_, at) => ({ id: `b-${at + 1}` }));
  };
  const restore = new RestoreOutside(
    { query, read: {} } as never,
    { load: async () => [closed] } as never,
    {} as never,
    {
      again: async (ids: readonly string[]) => {
        asked.push(ids.length);
        return again(ids);
      },
    } as never,
    { restore: async (id: string) => void restored.push(id) } as never,
    {} as never,
  );
  return { restore, restored, asked };
}

it.each([600, 2_000])('what paid %i bills is compared with all of them: none comes back while it stands', async (n) => {
  const { restore, restored, asked } = given(n, async (ids) => ({ seen: ids.length === n ? 'same' : 'differs' }));
  await expect(restore.one('b-1', body, actor)).rejects.toMatchObject({ code: 'bill/outside-paid' });
  expect([asked, restored]).toEqual([[n], []]);
});

it('more than can be compared stay closed, and Kingdee is not asked about a part of them', async () => {
  const { restore, restored, asked } = given(2_001, async () => ({ seen: 'differs' }));
  await expect(restore.one('b-1', body, actor)).rejects.toMatchObject({ code: 'bill/outside-paid' });
  expect([asked, restored]).toEqual([[], []]);
});

it('what has become a bill of ours since keeps the one that named it closed, with that reason', async () => {
  const { restore, restored } = given(1, () => Promise.reject(new BillRefusedError('bill/number-taken', '是另一张')));
  await expect(restore.one('b-1', body, actor)).rejects.toMatchObject({ code: 'bill/outside-paid' });
  expect(restored).toEqual([]);
});

it('what Kingdee has cancelled or changed comes back', async () => {
  const { restore, restored } = given(1, async () => ({ seen: 'differs' }));
  await restore.one('b-1', body, actor);
  expect(restored).toEqual(['b-1']);
});
