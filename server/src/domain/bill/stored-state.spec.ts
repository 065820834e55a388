import { BILL_STATES, type BillStateKind } from '@dingdee/shared/bill-state';
import { expect, it } from 'vitest';
import {
  amendedBy,
  askedOf,
  awaitsOf,
  type BillNotes,
  caseOf,
  pushTroubleOf,
  standsDespite,
  withdrawalOf,
} from './bill-notes.js';
import { carriedTo, NOTES_OF, type NotesOf, readNotes, readState, shownNotes, writeNotes } from './stored-state.js';

const trouble = {
  class: 'stopped',
  step: 'audit',
  sentence: '推送已停止。',
  nextStep: '点“继续”。',
  since: 7,
  messages: ['已停止'],
} as const;
const withdrawal = { by: 'li', byName: '李娜', at: 5, from: 'saved', kingdeeId: '100001', sent: 1 } as const;

it('a bill without notes carries none', () => {
  for (const text of ['', null, undefined, 'null', '{"trouble":null}', '{"v":1}', '{"secret":"x"}'])
    for (const kind of BILL_STATES) expect(readNotes(kind, text)).toEqual({});
});

it('a note that cannot be read is named and stops the bill; a page shows the others', () => {
  for (const kind of BILL_STATES)
    for (const text of ['0', '"x"', 'true', '{']) {
      expect(() => readNotes(kind, text)).toThrow();
      expect(shownNotes(kind, text)).toEqual({});
    }
  // One of another shape is read as the case that a person has to look at.
  for (const kind of BILL_STATES)
    for (const name of NOTES_OF[kind])
      if (name !== 'withdrawal') {
        const wrong = JSON.stringify({ [name]: name === 'payeeHands' ? 'x' : [[]] });
        expect(() => readNotes(kind, wrong), name).toThrow(name);
      }
  const other =
    '{"reversal":{"causes":["amount"]},"standsDespite":"a","amendedBy":[1],"asked":{"what":"pay"},"by":"wang"}';
  expect(() => readNotes('reversal-needed', other)).toThrow('standsDespite, amendedBy, asked, reversal');
  expect(shownNotes('reversal-needed', other)).toEqual({ by: 'wang' });
  const notes = shownNotes('reversal-needed', other.replace(',"by":"wang"', ''));
  expect(notes).toEqual({});
  expect([caseOf(notes), askedOf(notes, 'stands')]).toEqual([null, null]);
  expect([standsDespite(notes), amendedBy(notes)]).toEqual([[], []]);
  expect(awaitsOf(shownNotes('held', '{"awaits":true}'))).toBeNull();
});

it('what is written is read back, with its version, and rows from before there was one are read the same', () => {
  const notes: NotesOf<'failed'> = {
    orderId: 'o1',
    by: 'wang',
    byName: '王强',
    taken: 2,
    trouble,
    withdrawal,
    amendedBy: ['a'],
  };
  const text = writeNotes('failed', notes);
  expect(JSON.parse(text)).toMatchObject({ v: 1, orderId: 'o1' });
  expect(readNotes('failed', text)).toEqual(notes);
  expect(readNotes('failed', JSON.stringify(notes))).toEqual(notes);
  expect(readState('failed', text)).toEqual({ kind: 'failed', state: notes });
});

it('a note that its state may not carry is neither written nor read, and one that no state has cannot be written', () => {
  // @ts-expect-error one that is booked has no trouble
  expect(() => writeNotes('booked', { orderId: 'o1', trouble })).toThrow('booked: trouble');
  const carried = carriedTo('booked', { orderId: 'o1', trouble, withdrawal, busy: 3 });
  expect(writeNotes('booked', carried)).toBe('{"v":1,"orderId":"o1"}');
  expect(readNotes('ready', JSON.stringify({ orderId: 'o1', trouble, reason: '挂起过' }))).toEqual({});
  // @ts-expect-error no bill has a colour
  expect(() => writeNotes('failed', { colour: 'red' })).toThrow('colour');
});

it('every note has a state that may carry it', () => {
  const all = new Set(BILL_STATES.flatMap((kind): readonly string[] => NOTES_OF[kind]));
  const full: Record<keyof BillNotes, true> = {
    trouble: true,
    orderId: true,
    by: true,
    byName: true,
    reason: true,
    question: true,
    answer: true,
    askNow: true,
    keyless: true,
    answering: true,
    busy: true,
    taken: true,
    commented: true,
    filled: true,
    replaced: true,
    note: true,
    payeeHands: true,
    singlePerson: true,
    own: true,
    ownHand: true,
    withdrawal: true,
    handedOver: true,
    watchSaid: true,
    reversal: true,
    standsDespite: true,
    amendedBy: true,
    awaits: true,
    asked: true,
    reversed: true,
    settledBy: true,
    seenGone: true,
    paidBy: true,
    cleared: true,
  };
  expect([...all].sort()).toEqual(Object.keys(full).sort());
});

it('trouble of a kind that this program does not know, or without its sentence, still stands in the way', () => {
  const later = readNotes('failed', JSON.stringify({ trouble: { ...trouble, class: 'moon', colour: 'red' } }));
  expect(pushTroubleOf(later)).toEqual({ ...trouble, class: 'unknown' });
  expect(pushTroubleOf(readNotes('in-doubt', '{"trouble":{"class":"absent"}}'))).toMatchObject({
    class: 'absent',
    sentence: '',
    messages: [],
  });
  expect(pushTroubleOf(readNotes('failed', JSON.stringify(trouble)))).toEqual(trouble);
});

it('a withdrawal that cannot be read goes on and stands still: nothing more is sent before a person has looked', () => {
  const broken = readNotes('pushing', JSON.stringify({ withdrawal: { ...withdrawal, from: 'moon' } }));
  expect(withdrawalOf(broken)).toMatchObject({ stopped: true, kingdeeId: null });
  expect(withdrawalOf(readNotes('pushing', JSON.stringify({ withdrawal })))).toEqual(withdrawal);
  expect(withdrawalOf(readNotes('pushing', '{}'))).toBeNull();
});

it('a case that a person settles is no trouble of a push, and its lines of Kingdee’s are known, however they were kept', () => {
  const found = { class: 'reversal', sentence: '', nextStep: '', since: 1 } as const;
  expect(pushTroubleOf({ trouble: found })).toBeNull();
  const reversal = {
    causes: ['modified'],
    against: 'approval',
    lines: [
      { label: '金额', sent: '1', now: '2' },
      { label: '金蝶里的金额', sent: '1', now: '3' },
    ],
    sentence: '',
    nextStep: '',
    since: 1,
    amendments: ['a'],
    held: null,
  };
  const lines = caseOf(readNotes('reversal-needed', JSON.stringify({ reversal })))?.lines;
  expect(lines?.map(({ inKingdee }) => inKingdee === true)).toEqual([false, true]);
});

it('what a later program wrote is not guessed at', () => {
  const kind: BillStateKind = 'failed';
  expect(() => readNotes(kind, '{"v":2,"orderId":"o1"}')).toThrow('later');
});

/** The text of bill.state as it was written before a note had a state: whatever did not fit was dropped on the way. */
function formerText(kind: BillStateKind, notes: BillNotes): string {
  const allowed: readonly string[] = NOTES_OF[kind];
  const kept = Object.entries(notes).filter(([name, note]) => allowed.includes(name) && note !== undefined);
  return JSON.stringify(Object.fromEntries([['v', 1], ...kept]));
}

it('what is stored is byte for byte what it was, in every state and in the order of the notes', () => {
  const all: Required<BillNotes> = {
    trouble,
    orderId: 'o1',
    by: 'wang',
    byName: '王强',
    reason: '等发票',
    question: true,
    answer: '已补',
    askNow: true,
    keyless: false,
    answering: true,
    busy: 2,
    taken: 1,
    commented: true,
    filled: 'a0b1',
    replaced: { key: 'a0b1', rows: [] },
    note: '看过',
    payeeHands: [{ row: 0 }],
    singlePerson: true,
    own: false,
    ownHand: true,
    withdrawal,
    handedOver: { by: 'li', byName: '李娜', at: 6 },
    watchSaid: { key: 'gone', before: trouble, listed: { action: 'continue' } },
    reversal: {
      causes: ['amount'],
      against: 'kingdee',
      lines: [],
      sentence: '',
      nextStep: '',
      since: 1,
      amendments: ['a'],
      held: null,
    },
    standsDespite: ['a'],
    amendedBy: ['b'],
    awaits: { standing: true, sentence: '等原单' },
    asked: { what: 'stands', by: 'li', byName: '李娜', reason: '核对过' },
    reversed: true,
    settledBy: 'li',
    seenGone: true,
    paidBy: { number: 'FKD1', seen: 'same' },
    cleared: { by: 'li', byName: '李娜', sentence: '等原单' },
  };
  const turned = Object.fromEntries(Object.entries(all).reverse()) as BillNotes;
  const cleared = { ...turned, trouble: undefined, askNow: undefined, by: 'li' };
  for (const kind of BILL_STATES)
    for (const notes of [all, turned, cleared, { ...cleared, trouble }, {}]) {
      const text = writeNotes(kind, carriedTo(kind, notes));
      expect(text).toBe(formerText(kind, notes));
      expect(writeNotes(kind, readNotes(kind, text)).length).toBe(text.length);
    }
});
