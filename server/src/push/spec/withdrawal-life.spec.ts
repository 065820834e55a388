import { BILL_STATES, type BillStateKind } from '@dingdee/shared/bill-state';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOpen } from '../../domain/bill/bill-state.js';
import { anyAnswer, lateCommit } from './push-answers-for-spec.js';
import { TIMEOUT } from './push-world-for-spec.js';
import { WithdrawalWorld } from './withdrawal-world-for-spec.js';

const answer = fc.oneof(
  { weight: 3, arbitrary: anyAnswer },
  { weight: 1, arbitrary: lateCommit('reset', TIMEOUT - 1) },
);

describe('the way of a bill that people withdraw or leave to Kingdee, while others work on it there', () => {
  const step = fc.oneof(
    { weight: 5, arbitrary: answer.map((a) => (world: WithdrawalWorld) => world.send(a)) },
    { weight: 5, arbitrary: answer.map((a) => (world: WithdrawalWorld) => world.withdrawStep(a)) },
    { weight: 3, arbitrary: fc.constant((world: WithdrawalWorld) => world.look()) },
    {
      weight: 2,
      arbitrary: fc.integer({ min: 1, max: 400_000 }).map((ms) => (world: WithdrawalWorld) => world.pass(ms)),
    },
    { weight: 2, arbitrary: fc.constant((world: WithdrawalWorld) => world.person()) },
    { weight: 3, arbitrary: fc.constant((world: WithdrawalWorld) => world.withdraw()) },
    { weight: 1, arbitrary: fc.constant((world: WithdrawalWorld) => world.handOver()) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom('delete', 'audit', 'unaudit', 'hold')
        .map((what) => (world: WithdrawalWorld) => world.inKingdee(what)),
    },
  );
  const seen = new Set<BillStateKind>();
  const walked = (world: WithdrawalWorld, sequence: readonly ((world: WithdrawalWorld) => void)[]) => {
    for (const act of sequence) {
      act(world);
      seen.add(world.kind);
      expect(world.bills.length, 'two bills').toBeLessThanOrEqual(1);
      // Only a save that ran longer than any call may could stand in Kingdee unknown to us.
      if (isOpen(world) && !world.outlived) expect(world.bills, 'open while Kingdee holds it').toEqual([]);
      if (world.withdrawal) expect(['pushing', 'in-doubt']).toContain(world.kind);
    }
  };

  it('never has two bills in Kingdee, and its content is never open while Kingdee may hold it', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (sequence) =>
        walked(new WithdrawalWorld(true), sequence),
      ),
      { numRuns: 3_000 },
    );
    const reachable = BILL_STATES.filter((kind) => ['pushing', 'in-doubt', 'failed', 'ready', 'booked'].includes(kind));
    expect([...seen].sort()).toEqual([...reachable].sort());
  });

  it('is in no trap: looks, 撤回并删除 and 继续 bring it back to the desk or into the books from wherever it stands', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (sequence) => {
        const world = new WithdrawalWorld(true);
        walked(world, sequence);
        world.pass(10_000_000);
        const home = () => world.kind === 'booked' || isOpen(world);
        for (let i = 0; i < 20 && !home(); i++) {
          world.recover();
          // Somebody in Kingdee finishes what its workflow holds; here a person decides.
          if (world.kind === 'failed' && world.inWorkflow) world.inKingdee('audit');
          if (world.kind === 'failed' && world.reached === 'audited' && i % 2 === 0) world.person();
          else world.withdraw();
        }
        expect(home(), `${world.kind} ${world.reached} ${world.trouble}`).toBe(true);
        expect(world.bills.length).toBeLessThanOrEqual(1);
        if (isOpen(world) && !world.outlived) expect(world.bills).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('without Kingdee guarding the number, one bill still holds as long as no call outlives its time limit', () => {
    const within = lateCommit('timeout', TIMEOUT - 1);
    const patient = fc.oneof(
      { weight: 4, arbitrary: step },
      { weight: 1, arbitrary: within.map((a) => (world: WithdrawalWorld) => world.withdrawStep(a)) },
    );
    fc.assert(
      fc.property(fc.array(patient, { maxLength: 60, size: 'max' }), (sequence) => {
        const world = new WithdrawalWorld(false);
        for (const act of sequence) {
          act(world);
          if (!world.outlived) expect(world.bills.length, 'two bills').toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
