import { BILL_STATES, STATE_WORDS } from '@dingdee/shared/bill-state';

/** Returns the state of a bill in words; "" if there is no bill. */
export const stateWord = (state: unknown): string => {
  const known = BILL_STATES.find((kind) => kind === state);
  return known === undefined ? '' : STATE_WORDS[known];
};
