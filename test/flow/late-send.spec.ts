import { v7 as uuid } from 'uuid';
import { describe, expect, it, vi } from 'vitest';
import { billNow, NotedKingdee, numbersShown, pushDatabase, pushParts, putPushing } from './push-parts.js';
import { onMariaDb } from './stack.js';

const opened = pushDatabase();
const later = (ms: number) => vi.advanceTimersByTime(ms);
const receipts = () =>
  opened.db.query<{ step: string; outcome: string }>(
    'SELECT step, outcome FROM push_receipt ORDER BY started_at, step',
  );

describe('a process that stands still between its intent and its send', () => {
  it('does not send any more once its lease cannot outlive the call', async () => {
    const { db } = opened;
    const { push, claim, kingdee, history } = pushParts(db);
    await history.onModuleInit();
    later(1);
    const { id } = await putPushing(db, 'one');
    const run = claim.run.bind(claim);
    vi.spyOn(claim, 'run').mockImplementationOnce(async (limit) => {
      const claimed = await run(limit);
      later(59_000);
      return claimed;
    });
    await push.run();
    expect(kingdee.calls).not.toContain('save');
    expect(await receipts()).toEqual([{ step: 'save', outcome: 'not-sent' }]);
    later(30_000);
    await push.run();
    expect(kingdee.calls.filter((call) => call === 'save')).toHaveLength(1);
    expect(await billNow(db, id)).toMatchObject({ state_kind: 'booked' });
  });

  it('does not send either where the machine was suspended meanwhile: only the time of day went on', async () => {
    const { db } = opened;
    const { push, claim, kingdee, history } = pushParts(db);
    await history.onModuleInit();
    later(1);
    await putPushing(db, 'one');
    const run = claim.run.bind(claim);
    vi.spyOn(claim, 'run').mockImplementationOnce(async (limit) => {
      const claimed = await run(limit);
      vi.setSystemTime(Date.now() + 3_600_000);
      return claimed;
    });
    await push.run();
    expect(kingdee.calls).not.toContain('save');
    expect(await receipts()).toEqual([{ step: 'save', outcome: 'not-sent' }]);
  });

  if (onMariaDb)
    it('does not send where another has taken the bill over, though no clock of its own machine tells', async () => {
      const { db } = opened;
      const { push, claim, kingdee, history } = pushParts(db);
      await history.onModuleInit();
      later(1);
      await putPushing(db, 'one');
      const run = claim.run.bind(claim);
      vi.spyOn(claim, 'run').mockImplementationOnce(async (limit) => {
        const claimed = await run(limit);
        await db.inTransaction((tx) => tx.query('UPDATE bill SET lease_token = ?', [uuid()]));
        return claimed;
      });
      await push.run();
      expect(kingdee.calls).not.toContain('save');
    });

  it('leaves the bill to whoever took it over, also when it wakes up after all was settled', async () => {
    const { db } = opened;
    const kingdee = new NotedKingdee();
    const [first, other] = [pushParts(db, kingdee), pushParts(db, kingdee)];
    for (const { history } of [first, other]) await history.onModuleInit();
    await numbersShown(db, first);
    later(1);
    const { id } = await putPushing(db, 'one');
    const run = first.claim.run.bind(first.claim);
    vi.spyOn(first.claim, 'run').mockImplementationOnce(async (limit) => {
      const claimed = await run(limit);
      for (const wait of [181_000, 6_000, 30_000, 120_000, 120_000]) {
        later(wait);
        await other.push.run();
        await other.doubt.run();
        await other.push.run();
      }
      return claimed;
    });
    await first.push.run();
    expect(kingdee.calls.filter((call) => call === 'save')).toHaveLength(1);
    expect(kingdee.bills).toHaveLength(1);
    expect(await billNow(db, id)).toMatchObject({ state_kind: 'booked' });
  });
});
