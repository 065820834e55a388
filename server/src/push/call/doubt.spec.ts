import { describe, expect, it } from 'vitest';
import { type Answered, doubtOf, type UnsettledCall } from './doubt.js';

const save = (sentAt: number): UnsettledCall => ({ step: 'save', attempt: 1, sentAt, cleared: false, guard: 'kept' });
const no = (at: number): Answered => ({ id: `no-${at}`, at, found: false });
const yes = (at: number): Answered => ({ id: `yes-${at}`, at, found: true });

describe('what is in doubt about a bill', () => {
  it('is its last unvouched call, with what Kingdee answered since it was sent', () => {
    const doubt = doubtOf({ reached: 'none', since: 200 }, [save(10), { ...save(100), attempt: 2 }], [no(50), no(150)]);
    expect(doubt).toEqual({
      step: 'save',
      attempt: 2,
      sentAt: 100,
      cleared: false,
      guard: 'kept',
      seen: false,
      asked: 1,
      negatives: [{ id: 'no-150', at: 150 }],
    });
  });

  it('is not proven absent by answers from before it was seen there', () => {
    const { asked, negatives } = doubtOf({ reached: 'none', since: 0 }, [save(10)], [no(20), yes(30), no(40)]);
    expect([asked, negatives.map(({ at }) => at)]).toEqual([3, [40]]);
  });

  it('remembers that Kingdee showed it once: what is not there any more was taken away', () => {
    const seen = (answers: readonly Answered[]) => doubtOf({ reached: 'none', since: 0 }, [save(10)], answers).seen;
    expect([seen([no(20), yes(30), no(40)]), seen([yes(5), no(20)])]).toEqual([true, false]);
  });

  it('is an earlier save again when what vouched for it is worth nothing any more, by answers from after the last', () => {
    const calls = [save(10), { ...save(100), attempt: 2, cleared: true }];
    const { attempt, sentAt, cleared, asked } = doubtOf({ reached: 'none', since: 200 }, calls, [no(50), no(150)]);
    expect([attempt, sentAt, cleared, asked]).toEqual([1, 100, false, 1]);
  });

  it('is never a save of which Kingdee has held the bill since: not there means gone, not unsent', () => {
    const { step, cleared, asked } = doubtOf({ reached: 'audited', since: 500 }, [save(10)], [no(20), no(600)]);
    expect([step, cleared, asked]).toEqual(['audit', true, 1]);
  });

  it('counts the questions of a bill that was found before it was ever sent, so that the schedule comes to an end', () => {
    const { step, asked, negatives } = doubtOf({ reached: 'none', since: 500 }, [], [yes(400), no(600), no(700)]);
    expect([step, asked, negatives.length]).toEqual(['save', 2, 2]);
  });

  it('is the last attempt by its number, though the clock was set back before it', () => {
    const calls = [
      { ...save(50), attempt: 2 },
      { ...save(100), cleared: true },
    ];
    const { attempt, sentAt, cleared } = doubtOf({ reached: 'none', since: 60, now: 70 }, calls, []);
    expect([attempt, sentAt, cleared]).toEqual([2, 50, false]);
  });

  it('is not proven absent by answers that a clock which was set back has put after now', () => {
    const { asked, negatives } = doubtOf(
      { reached: 'none', since: 60, now: 70 },
      [save(50)],
      [no(65), no(300), no(400)],
    );
    expect([asked, negatives.map(({ at }) => at)]).toEqual([1, [65]]);
  });
});
