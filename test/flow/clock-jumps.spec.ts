import { describe, expect, it, vi } from 'vitest';
import { clock, SharedClock } from '../../server/src/database/clock.js';
import type { LiveEvents } from '../../server/src/event-log/live-events.js';
import { settingsForSpec } from '../../server/src/http/settings-for-spec.js';
import { IntakeRuns } from '../../server/src/intake/run/intake-runs.js';
import { DeadLeases } from '../../server/src/queue/dead-leases.js';
import { ProcessHeartbeat } from '../../server/src/queue/process-heartbeat.js';
import { LEASED } from '../../server/src/schema/leased.js';
import { capDueTimes } from '../../server/src/status/due-times.js';
import { billNow, numbersShown, pushDatabase, pushParts, putPushing } from './push-parts.js';
import { onMariaDb } from './stack.js';

const opened = pushDatabase();
const DAY_MS = 86_400_000;
const stateOf = async (id: string) => (await billNow(opened.db, id)).state_kind;
/** The time of day alone is set; the process goes on as before. */
const setClock = (byMs: number) => vi.setSystemTime(Date.now() + byMs);
/** As a server has them: a list of its own would lack the next one. */
const SETTINGS = settingsForSpec();

/** A bill whose save got no answer and never arrived; while it was out the clock was set. */
async function givenLostSave(setWhileOut: () => void) {
  const parts = pushParts(opened.db);
  await parts.history.onModuleInit();
  await numbersShown(opened.db, parts);
  vi.advanceTimersByTime(1);
  // Where processes share a database its clock counts, as each beat tells: the machine's own may be set as it likes.
  if (onMariaDb) clock.follow(Date.now());
  clock.look();
  const { id } = await putPushing(opened.db, 'one');
  parts.kingdee.instead = async (call) => {
    if (call !== 'save') return null;
    setWhileOut();
    parts.kingdee.instead = async () => null;
    return { outcomes: [{ kind: 'unknown', cause: '金蝶在 120 秒内没有回答' }], answer: null };
  };
  await parts.push.run();
  clock.look();
  return { id, ...parts };
}

describe('a clock that is set', () => {
  it('back by a day while a save is out does not make its bill stand still for that day', async () => {
    const { id, doubt, push, kingdee } = await givenLostSave(() => setClock(-DAY_MS));
    for (let second = 0; second < 400 && kingdee.bills.length === 0; second += 5) {
      vi.advanceTimersByTime(5_000);
      await doubt.run();
      await push.run();
    }
    expect([await stateOf(id), kingdee.bills.length]).toEqual(['booked', 1]);
  });

  it('back while a bill is in doubt does not either: it is asked about within the longest delay, and gone on with', async () => {
    const { id, doubt, push, kingdee } = await givenLostSave(() => undefined);
    setClock(-DAY_MS);
    clock.look();
    await opened.db.inTransaction((tx) => capDueTimes(tx, SETTINGS, clock.now()));
    for (let second = 0; second < 900 && kingdee.bills.length === 0; second += 5) {
      vi.advanceTimersByTime(5_000);
      await doubt.run();
      await push.run();
    }
    expect([await stateOf(id), kingdee.bills.length]).toEqual(['booked', 1]);
  });

  it('ahead between two answers "not there" does not make them proof: nothing is sent before a minute has really passed', async () => {
    const { id, doubt, push, kingdee } = await givenLostSave(() => undefined);
    vi.advanceTimersByTime(125_000);
    await doubt.run();
    clock.look();
    setClock(DAY_MS);
    clock.look();
    for (let second = 0; second < 55; second += 5) {
      vi.advanceTimersByTime(5_000);
      await doubt.run();
      await push.run();
    }
    expect([await stateOf(id), kingdee.bills.length]).toEqual(['in-doubt', 0]);
  });

  it('ahead during one sweep, then right, does not keep the next from being due: a start in the future does not count', async () => {
    const { db } = opened;
    const runs = new IntakeRuns(
      db,
      { emit: async () => undefined } as unknown as LiveEvents,
      new ProcessHeartbeat(db, new DeadLeases(LEASED)),
    );
    const real = Date.now();
    setClock(DAY_MS);
    await db.inTransaction((tx) => runs.open(tx, 'scheme', 'head'));
    vi.setSystemTime(real);
    expect([...(await runs.lastStarts('scheme'))]).toEqual([]);
    expect(await db.inTransaction((tx) => runs.startedSince(tx, 'scheme', real))).toBe(false);
  });

  it('is noticed with how far it jumped, and a suspended machine as well', () => {
    const own = new SharedClock();
    own.look();
    vi.advanceTimersByTime(60_000);
    expect(own.look()).toBeNull();
    setClock(3_600_000);
    expect(own.look()).toMatchObject({ byMs: 3_600_000 });
    setClock(-3_600_000);
    expect(own.look()).toMatchObject({ byMs: -3_600_000 });
    expect(own.steadySince).toBe(Date.now());
  });
});
