import { BILL_STATES, type BillStateKind } from '@dingdee/shared/bill-state';
import { expect, it } from 'vitest';
import { eventOf } from './bill-events.js';

const told = (from: BillStateKind | null, to: BillStateKind, action = 'x') => eventOf({ from, to, action });

it('a payment is told as booked once: neither its comment nor a decision that it stands says so again, but for one that never was', () => {
  const from = BILL_STATES.filter((state) => told(state, 'booked') === 'bill.booked');
  expect(from).toEqual(expect.arrayContaining(['pushing', 'in-doubt', 'failed']));
  expect(from).not.toEqual(expect.arrayContaining(['written-back']));
  expect([
    told('booked', 'written-back'),
    told('reversal-needed', 'written-back'),
    told('reversal-needed', 'booked'),
  ]).toEqual([null, 'bill.stands', 'bill.booked']);
});

it('a bill that was taken back out of Kingdee is withdrawn, not failed; one that stays where it is says nothing', () => {
  expect([told('pushing', 'failed', 'withdrawn'), told('pushing', 'failed'), told('failed', 'failed')]).toEqual([
    'bill.withdrawn',
    'bill.failed',
    null,
  ]);
  expect([told(null, 'collected'), told('approved', 'pushing'), told('ready', 'held')]).toEqual([
    'bill.collected',
    null,
    null,
  ]);
});
