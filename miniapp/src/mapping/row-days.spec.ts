import { expect, it } from 'vitest';
import { dayMeans, rowWritten } from './row-days.js';

const NEW_YEAR = '2027-01-01';
const shown = { id: 'r1', current: 'CI0010', fromDay: '' };
const chosen = (targetNumber: string, fromDay: string) => ({ key: '差旅费', targetNumber, orgNumbers: [''], fromDay });

it('another number from another day is a row beside the shown one, which the other bills keep', () => {
  expect(rowWritten(shown, chosen('CI0012', NEW_YEAR))).toEqual({ fromDay: NEW_YEAR, was: null, edits: 'r1' });
  expect(dayMeans(shown, { chosen: 'CI0012', day: NEW_YEAR })).toContain('更早的仍用原来的');
});

it('another day alone moves the shown row, and no day makes it count always', () => {
  expect(rowWritten(shown, chosen('CI0010', NEW_YEAR))).toEqual({
    fromDay: NEW_YEAR,
    was: null,
    edits: 'r1',
    instead: 'r1',
  });
  const dated = { ...shown, fromDay: NEW_YEAR };
  expect(rowWritten(dated, chosen('CI0010', ''))).toEqual({ was: null, edits: 'r1', instead: 'r1' });
  expect(dayMeans(dated, { chosen: 'CI0010', day: '' })).toContain('一直有效');
});

it('another number on the same day takes the place of the one that was shown', () => {
  const dated = { ...shown, fromDay: NEW_YEAR };
  expect(rowWritten(dated, chosen('CI0012', NEW_YEAR))).toEqual({ fromDay: NEW_YEAR, was: 'CI0010', edits: 'r1' });
  const none = { current: null, fromDay: '' };
  expect(rowWritten(none, chosen('CI0012', NEW_YEAR))).toEqual({ fromDay: NEW_YEAR, was: null });
});
