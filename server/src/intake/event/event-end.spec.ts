import { describe, expect, it } from 'vitest';
import { DingTalkError, type DingTalkErrorClass } from '../../connectors/source.js';
import { endOf } from './event-end.js';
import { LONGEST_WAIT_MS } from './event-times.js';

const PACE = { now: 1_000_000, waitMs: 5_000 };
const error = (errorClass: DingTalkErrorClass) => new DingTalkError(errorClass, '', '');

describe('what becomes of an event', () => {
  it('of an approval that is in the ledger now is done, whoever brought it there', () => {
    expect([endOf('known', 0, PACE), endOf('stored', 3, PACE)]).toEqual([{ state: 'done' }, { state: 'done' }]);
  });

  it('of an approval that is not there is looked at once more before it counts as deleted', () => {
    expect(endOf('gone', 0, PACE)).toEqual({ state: 'retry', reason: 'gone', dueAt: PACE.now + 10_000 });
    expect(endOf('gone', 1, PACE)).toEqual({ state: 'left-out', reason: 'deleted' });
  });

  it.each<[DingTalkErrorClass, string]>([
    ['quota', 'quota'],
    ['permission', 'refused'],
    ['parameter', 'refused'],
    ['configuration', 'refused'],
    ['token', 'refused'],
  ])('that was refused by %s is left to the sweeps at once', (errorClass, reason) => {
    expect(endOf(error(errorClass), 0, PACE)).toEqual({ state: 'left-out', reason });
  });

  it.each<DingTalkErrorClass>(['transient', 'rate', 'ip-ban'])(
    'that met %s waits ever longer, an hour at most, and not for ever',
    (errorClass) => {
      const waits: number[] = [];
      let attempt = 0;
      for (
        let end = endOf(error(errorClass), attempt, PACE);
        end.state === 'retry';
        end = endOf(error(errorClass), attempt, PACE)
      ) {
        waits.push(end.dueAt - PACE.now);
        attempt += 1;
      }
      expect(waits).toEqual([10_000, 20_000, 40_000, 80_000, 160_000, 320_000, 640_000]);
      expect(endOf(error(errorClass), attempt, PACE)).toEqual({ state: 'left-out', reason: 'tries' });
      expect(endOf(error(errorClass), 6, { now: 0, waitMs: 86_400_000 })).toMatchObject({ dueAt: LONGEST_WAIT_MS });
    },
  );

  it('that was told before the end shows is looked at three times', () => {
    expect([0, 1, 2].map((attempt) => endOf('open', attempt, PACE))).toMatchObject([
      { state: 'retry', reason: 'still-open' },
      { state: 'retry', reason: 'still-open' },
      { state: 'left-out', reason: 'still-open' },
    ]);
  });

  it('that nobody got to keeps its place', () => {
    expect(endOf(undefined, 0, PACE)).toEqual({ state: 'waiting' });
  });
});
