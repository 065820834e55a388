import { expect, it } from 'vitest';
import { BILL_STATES, forApplicant, REACHED, STATE_WORDS } from './bill-state.js';

it('an applicant whose approval was changed or cancelled reads that this one is void, never that it is being looked at', () => {
  for (const reached of REACHED) expect(forApplicant('superseded', reached)).toBe('void');
  for (const state of BILL_STATES) if (state !== 'superseded') expect(forApplicant(state, 'none')).not.toBe('void');
});

it('an applicant whose payment was reversed does not read that it is booked', () => {
  expect(forApplicant('handled-outside', 'audited', true)).toBe('void');
  expect(forApplicant('handled-outside', 'none')).toBe('booked');
});

it('what a cancelled approval leaves behind is not called replaced: nothing may have come in its place', () => {
  expect(STATE_WORDS.superseded).toBe('已作废');
});
