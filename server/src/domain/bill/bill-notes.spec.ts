import { expect, it } from 'vitest';
import {
  amendedBy,
  askedOf,
  awaitsOf,
  caseOf,
  pushTroubleOf,
  readNotes,
  standsDespite,
  withdrawalOf,
} from './bill-notes.js';

it('a bill without notes, and notes that are none of ours, carry nothing', () => {
  for (const text of ['', null, undefined, 'null', '0', '"x"', '{"trouble":null}']) {
    const notes = readNotes(text);
    expect(pushTroubleOf(notes)).toBeNull();
    expect(withdrawalOf(notes)).toBeNull();
  }
  const other = readNotes(
    '{"reversal":{"causes":["amount"]},"standsDespite":"a","amendedBy":[1],"awaits":true,"asked":{"what":"pay"}}',
  );
  expect([caseOf(other), awaitsOf(other), askedOf(other, 'stands')]).toEqual([null, null, null]);
  expect([standsDespite(other), amendedBy(other)]).toEqual([[], []]);
});

it('a case that a person settles is no trouble of a push', () => {
  const since = 1;
  expect(pushTroubleOf({ trouble: { class: 'reversal', sentence: '', nextStep: '', since } })).toBeNull();
  const stopped = { class: 'stopped', step: 'audit', sentence: '', nextStep: '', since, messages: [] } as const;
  expect(pushTroubleOf({ trouble: stopped })).toBe(stopped);
});
