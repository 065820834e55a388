import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyAnswer, lateCommit, singleCall } from './push-answers-for-spec.js';
import { TIMEOUT, World } from './push-world-for-spec.js';

const answer = fc.oneof({ weight: 3, arbitrary: anyAnswer }, { weight: 1, arbitrary: singleCall });
const action = fc.oneof(
  { weight: 5, arbitrary: answer.map((a) => (world: World) => world.send(a)) },
  { weight: 3, arbitrary: fc.constant((world: World) => world.look()) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 400_000 }).map((ms) => (world: World) => world.pass(ms)) },
  { weight: 1, arbitrary: fc.constant((world: World) => world.person()) },
);
const actions = fc.array(action, { maxLength: 40 });

describe('the way of a bill through any sequence of answers, crashes, looks and people', () => {
  it('never has two bills in Kingdee, even when a call commits long after we gave it up', () => {
    fc.assert(
      fc.property(actions, (sequence) => {
        const world = new World(true);
        for (const act of sequence) {
          act(world);
          expect(world.bills.length).toBeLessThanOrEqual(1);
        }
        world.pass(10_000_000);
        world.recover();
        expect(world.bills.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 2_000 },
    );
  });

  it('comes to rest: booked with an audited bill, or refused where Kingdee holds what we believe, or will be found by the next push', () => {
    fc.assert(
      fc.property(actions, (sequence) => {
        const world = new World(true);
        for (const act of sequence) act(world);
        world.pass(10_000_000);
        world.recover();
        expect(['booked', 'failed']).toContain(world.kind);
        if (world.kind === 'booked') expect(world.bills.map(({ status }) => status)).toEqual(['C']);
        else if (world.reached !== 'none') expect(world.bills).toHaveLength(1);
        // A call that outlived its limit and both looks: we believe there is nothing, and the next push finds it.
        else if (world.bills.length > 0) {
          expect(world.outlived).toBe(true);
          world.person();
          world.recover();
          expect([world.kind, world.bills.length]).toEqual(['booked', 1]);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('without Kingdee guarding the number, one bill still holds as long as no call outlives its time limit', () => {
    const bounded = fc.oneof(
      answer.filter((a) => a.kind !== 'timeout'),
      lateCommit('timeout', TIMEOUT - 1),
    );
    const act = fc.oneof(
      bounded.map((a) => (world: World) => world.send(a)),
      fc.constant((world: World) => world.look()),
      fc.integer({ min: 1, max: 400_000 }).map((ms) => (world: World) => world.pass(ms)),
      fc.constant((world: World) => world.person()),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (sequence) => {
        const world = new World(false);
        for (const each of sequence) each(world);
        world.recover();
        expect(world.bills.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 2_000 },
    );
  });

  it('where Kingdee numbers the bills no save in doubt is sent again by itself: one bill, however late a call commits', () => {
    fc.assert(
      fc.property(actions, (sequence) => {
        const world = new World(false, 'kingdee');
        for (const act of sequence) act(world);
        world.recover();
        world.pass(10_000_000);
        world.recover();
        expect(world.bills.length).toBeLessThanOrEqual(1);
        if (world.kind === 'in-doubt') {
          expect([world.undecided, world.bills]).toEqual([true, []]);
          world.resend();
          world.recover();
        }
        expect(['booked', 'failed']).toContain(world.kind);
        if (world.kind === 'booked') expect(world.bills.map(({ status }) => status)).toEqual(['C']);
      }),
      { numRuns: 2_000 },
    );
  });
});
