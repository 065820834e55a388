import { expect, it } from 'vitest';
import { applicantWord, BILL_STATES, REACHED, STATE_WORDS } from './bill-state.js';

it('an applicant whose approval was changed or cancelled reads that this one is void, never that it is being looked at', () => {
  for (const reached of REACHED) expect(applicantWord('superseded', reached)).toBe('已作废');
  for (const state of BILL_STATES) if (state !== 'superseded') expect(applicantWord(state, 'none')).not.toBe('已作废');
});

it('an applicant whose payment was reversed does not read that it is booked', () => {
  expect(applicantWord('handled-outside', 'audited', true)).toBe('已作废');
  expect(applicantWord('handled-outside', 'none')).toBe('已入账');
});

it('what a cancelled approval leaves behind is not called replaced: nothing may have come in its place', () => {
  expect(STATE_WORDS.superseded).toBe('已作废');
});
