import { describe, expect, it } from 'vitest';
import type { Actor } from '../../server/src/domain/actor.js';
import { stand } from './bill-rows.js';
import { billNow, NotedKingdee, pushDatabase, pushParts, putPushing } from './push-parts.js';

/** A person's pause of a scheme and the program's own, at the same time: what waits, waits for the end of both. */
const opened = pushDatabase();
const pusher: Actor = { userId: 'pusher', name: '出纳', roles: ['pusher'] };
const admin: Actor = { userId: 'admin', name: '管理员', roles: ['admin'] };
const SCHEME = { kind: 'scheme', id: 'scheme' } as const;

/** A new bill, and one that Kingdee holds as saved, of a scheme that a person pauses while the call of the new one is out. */
async function pausedByBoth() {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  const parts = pushParts(db, kingdee, { KINGDEE_BATCH: 1 });
  const fresh = await putPushing(db, 'new');
  const half = await putPushing(db, 'half');
  const stored = kingdee.take(half.draft);
  await stand(db, half.id, {
    reached: 'saved',
    kingdee_id: stored.id,
    kingdee_no: stored.billNo,
    next_attempt_at: Date.now() + 1,
  });
  kingdee.renumber = true;
  kingdee.instead = async (call) => {
    if (call === 'save') await parts.pauses.pause(SCHEME, '账户被冻结', pusher);
    return null;
  };
  // Kingdee answers that save with a number of its own: now the program pauses the scheme as well.
  await parts.push.run();
  kingdee.instead = async () => null;
  await stand(db, half.id, { next_attempt_at: 1 });
  await parts.push.run();
  const statuses = () => kingdee.bills.map(({ status }) => status);
  return { ...parts, fresh, half, statuses, later: await putPushing(db, 'later') };
}
const shown = async ({ pauses }: Pick<Awaited<ReturnType<typeof pausedByBoth>>, 'pauses'>) =>
  (await pauses.show()).map(({ by, reason, waiting }) => [by, reason.slice(0, 8), waiting.count]);

describe('a scheme that a person has paused and that the program pauses too', () => {
  it('holds what Kingdee has saved already: nothing is submitted or audited that a person stopped', async () => {
    const office = await pausedByBoth();
    expect(office.statuses()).toEqual(['A', 'A']);
    expect(await shown(office)).toEqual([
      ['出纳', '账户被冻结', 3],
      [null, '金蝶的编码规则把', 1],
    ]);
  });

  it('goes on with what Kingdee holds when the person ends theirs; nothing new is sent until an administrator ends the other', async () => {
    const office = await pausedByBoth();
    await office.pauses.resume({ ...SCHEME, whose: 'person' }, pusher);
    await office.push.run();
    expect(office.statuses()).toEqual(['C', 'C']);
    expect(await billNow(opened.db, office.later.id)).toMatchObject({ state_kind: 'pushing', reached: 'none' });
    await expect(office.pauses.resume({ ...SCHEME, whose: 'program' }, pusher)).rejects.toMatchObject({ status: 403 });
    await office.pauses.resume({ ...SCHEME, whose: 'program' }, admin);
    await office.push.run();
    expect(office.statuses()).toEqual(['C', 'C', 'C']);
  });

  it('goes on waiting for the person when an administrator ends the one of the program', async () => {
    const office = await pausedByBoth();
    await office.pauses.resume({ ...SCHEME, whose: 'program' }, admin);
    await office.push.run();
    expect(office.statuses()).toEqual(['A', 'A']);
    expect(await shown(office)).toEqual([['出纳', '账户被冻结', 3]]);
  });

  it('lets who does not say which one end the person’s, and then only an administrator the program’s', async () => {
    const office = await pausedByBoth();
    await office.pauses.resume(SCHEME, admin);
    expect(await shown(office)).toEqual([[null, '金蝶的编码规则把', 1]]);
    await expect(office.pauses.resume(SCHEME, pusher)).rejects.toMatchObject({ code: 'push/paused-by-program' });
    await expect(office.pauses.resume({ ...SCHEME, whose: 'person' }, admin)).rejects.toMatchObject({ status: 409 });
    await office.pauses.resume(SCHEME, admin);
    expect(await shown(office)).toEqual([]);
  });
});

it('a person may pause what the program has paused, and its reason stays: renumbering is not forgotten', async () => {
  const { pauses, schemes } = pushParts(opened.db);
  await opened.db.inTransaction((tx) => schemes.pauseRenumbered(tx, 'scheme', 'DD1', 'FKD1'));
  await pauses.pause(SCHEME, '先别推', pusher);
  expect(await shown({ pauses })).toEqual([
    ['出纳', '先别推', 0],
    [null, '金蝶的编码规则把', 0],
  ]);
  await pauses.resume(SCHEME, pusher);
  expect(await shown({ pauses })).toEqual([[null, '金蝶的编码规则把', 0]]);
});
