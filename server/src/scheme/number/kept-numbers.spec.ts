import { describe, expect, it } from 'vitest';
import { type NumberPlace, numberGuard, type SeenNumber } from './kept-numbers.js';

const PLACE: NumberPlace = { schemeId: 's', orgNumber: '101', billType: 'FKDLX01' };
const kept = (sentAt: number, change: Partial<SeenNumber> = {}): SeenNumber => ({
  ...PLACE,
  id: `kept-${sentAt}`,
  site: 'here',
  kept: true,
  sentAt,
  seenAt: sentAt + 5,
  ...change,
});
const renumbered = (seenAt: number): SeenNumber => ({
  ...kept(seenAt, { orgNumber: '', billType: '' }),
  kept: false,
  seenAt,
});
const guarded = (seen: readonly SeenNumber[], sentAt: number, place = PLACE) =>
  numberGuard(seen, 'here')(place, sentAt);

describe('our number keeps Kingdee from taking a second bill', () => {
  it('never before a bill has been read back under it', () => {
    expect(guarded([], 100)).toBeNull();
  });

  it('where one has, and none under another number', () => {
    expect([guarded([kept(50)], 100), guarded([kept(50)], 10)]).toEqual(['kept-50', 'kept-50']);
  });

  it('not in another organisation, bill type, scheme or account set: each may have its own coding rule', () => {
    const elsewhere = [{ orgNumber: '102' }, { billType: 'FKDLX04' }, { schemeId: 't' }].map((change) =>
      guarded([kept(50)], 100, { ...PLACE, ...change }),
    );
    expect([...elsewhere, guarded([kept(50, { site: 'there' })], 100)]).toEqual([null, null, null, null]);
  });

  it('not once Kingdee has renumbered any bill of the scheme, whatever was seen before', () => {
    expect(guarded([kept(50), renumbered(60)], 100)).toBeNull();
  });

  it('not by a bill that was saved before the renumbering and read back after it', () => {
    expect(guarded([renumbered(60), kept(50, { seenAt: 70 })], 100)).toBeNull();
  });

  it('after a renumbering only for saves that were sent since the first kept one', () => {
    const seen = [kept(50), renumbered(60), kept(90), kept(80)];
    expect([guarded(seen, 79), guarded(seen, 80), guarded(seen, 100)]).toEqual([null, 'kept-80', 'kept-80']);
  });
});
