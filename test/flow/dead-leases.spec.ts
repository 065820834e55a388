import { v6, v7 } from 'uuid';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DATABASE_NOW } from '../../server/src/database/database-clock.js';
import { DeadLeases } from '../../server/src/queue/dead-leases.js';
import { ProcessHeartbeat } from '../../server/src/queue/process-heartbeat.js';
import { LEASED } from '../../server/src/schema/leased.js';
import { billNow, NotedKingdee, numbersShown, pushDatabase, pushParts, putPushing } from './push-parts.js';
import { onMariaDb } from './stack.js';

const opened = pushDatabase();
const started: ProcessHeartbeat[] = [];
const endBeats = async (): Promise<void> => {
  for (const each of started.splice(0)) await each.beforeApplicationShutdown();
};
afterEach(endBeats);

/** A bill whose save was intended by another process, which then was gone. @returns its id, and our own workers. */
async function given(token: string, seenAgoMs: number) {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  const parts = pushParts(db, kingdee);
  await parts.history.onModuleInit();
  await numbersShown(db, parts);
  vi.advanceTimersByTime(1);
  const { id, draft } = await putPushing(db, 'one');
  await parts.claim.run(1);
  await db.inTransaction(async (tx) => {
    await tx.query('UPDATE bill SET lease_token = ?', [token]);
    if (onMariaDb)
      await tx.query(
        `INSERT INTO process_heartbeat (id, started_at, seen_at) VALUES (?, 1, ${DATABASE_NOW} - ${seenAgoMs})`,
        [token],
      );
  });
  const heartbeat = new ProcessHeartbeat(db, new DeadLeases(LEASED));
  started.push(heartbeat);
  await heartbeat.start();
  await parts.push.run();
  return { id, draft, ...parts };
}
const stateOf = async (id: string) => (await billNow(opened.db, id)).state_kind;
const ofAnother = () => v6({ node: new Uint8Array([3, 1, 2, 3, 4, 5]) });

describe('what a dead process had under way', () => {
  it('is asked about at once, never sent, and goes on from where Kingdee has it', async () => {
    const { id, draft, kingdee, doubt, push } = await given(ofAnother(), 31_000);
    expect([await stateOf(id), kingdee.calls]).toEqual(['in-doubt', []]);
    kingdee.take({ ...draft });
    vi.advanceTimersByTime(5_001);
    await doubt.run();
    await push.run();
    expect([await stateOf(id), kingdee.calls.filter((call) => call === 'save')]).toEqual(['booked', []]);
    expect(kingdee.bills).toHaveLength(1);
  });

  it('and never arrived is sent again as soon as two answers can prove it: asked after the call can no longer run, a minute apart', async () => {
    const { id, kingdee, doubt, push } = await given(ofAnother(), 31_000);
    // A beat tells the database's time, which is not turned here: where this takes longer than one, the clock would go back.
    await endBeats();
    const asked: number[] = [];
    kingdee.asked = () => asked.push(Math.round(performance.now() / 1000));
    const began = Math.round(performance.now() / 1000);
    for (let second = 0; second < 200 && kingdee.bills.length === 0; second++) {
      vi.advanceTimersByTime(1_000);
      await doubt.run();
      await push.run();
    }
    const [first = 0, second = 0, third = 0, fourth = 0] = asked.map((at) => at - began);
    expect([first, second]).toEqual([expect.closeTo(5, 0), expect.closeTo(30, 0)]);
    expect(third).toBeGreaterThanOrEqual(120);
    expect(fourth - third).toBeGreaterThanOrEqual(60);
    expect(fourth).toBeLessThanOrEqual(183);
    expect([await stateOf(id), kingdee.bills.length]).toEqual(['booked', 1]);
  });

  if (onMariaDb) {
    it('stays its own while it was seen within half a minute', async () => {
      const { id, kingdee } = await given(ofAnother(), 20_000);
      expect([await stateOf(id), kingdee.calls]).toEqual(['pushing', []]);
    });

    it('stays its own until its lease ends where the lease does not tell whose it is', async () => {
      const { id, kingdee } = await given(v7(), 31_000);
      expect([await stateOf(id), kingdee.calls]).toEqual(['pushing', []]);
    });
  }
});
