import { expect, expectTypeOf, it } from 'vitest';
import type { BillNotes, Trouble } from '../../domain/bill/bill-notes.js';
import { type BillState, carriedTo, type NotesOf } from '../../domain/bill/stored-state.js';
import type { BillRef, Move } from './bill-ledger.js';

const bill: BillRef = { id: 'b', version: 1, kind: 'pushing', reached: 'none' };
const common = { bill, action: 'booked' };
const trouble: Trouble = { class: 'stopped', step: 'save', sentence: '', nextStep: '', since: 1, messages: [] };
const reasoned = (): { reason: string } => ({ reason: '等发票' });
const bag = (): BillNotes => ({ orderId: 'o' });
const ofHalted = (): NotesOf<'failed'> => ({ orderId: 'o' });

it('a note that the state may not carry does not compile, however it comes there', () => {
  const moves: Move[] = [
    { ...common, to: 'booked', data: { orderId: 'o' } },
    { ...common, to: 'held', data: reasoned() },
    { ...common, to: 'booked', data: carriedTo('booked', bag()) },
    // @ts-expect-error written where it stands
    { ...common, to: 'booked', data: { orderId: 'o', trouble } },
    // @ts-expect-error no bill has it
    { ...common, to: 'held', data: { colour: 'red' } },
    // @ts-expect-error of a function that says what it gives
    { ...common, to: 'booked', data: reasoned() },
    // @ts-expect-error spread among others
    { ...common, to: 'booked', data: { orderId: 'o', ...reasoned() } },
    // @ts-expect-error of any state
    { ...common, to: 'booked', data: bag() },
    // @ts-expect-error of another state
    { ...common, to: 'booked', data: ofHalted() },
    // @ts-expect-error carried to another state than it goes to
    { ...common, to: 'booked', data: carriedTo('failed', bag()) },
  ];
  expect(moves).toHaveLength(10);
});

it('who knows the state of a bill knows its notes', () => {
  const ofDesk = (each: BillState) => (each.kind === 'ready' ? each.state : null);
  expectTypeOf(ofDesk).returns.toEqualTypeOf<NotesOf<'ready'> | null>();
  const other = (each: BillState<'failed'>): BillState =>
    // @ts-expect-error its notes do not go along by themselves
    ({ ...each, kind: 'ready' });
  expect(other({ kind: 'failed', state: {} }).kind).toBe('ready');
});
