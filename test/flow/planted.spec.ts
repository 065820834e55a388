import './at-ten.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { balanceBooks, complaintsOf } from '../books/balance-books.js';
import { Books } from '../books/books.js';
import { KINDS, type Planted, plant } from '../books/plantings.js';
import { closeSound, newApprovals, type RunningOffice, startOffice, wholeWay } from './batch.js';

/** Books of a month: what differs in them was planted, and the statement has to find it and nothing else. */
const BILLS = 600;
const DAYS = 31;
/** Fixed, so that a red run is about the change: `npm run test:statement` draws one. */
const seed = Number(process.env.PLANT_SEED ?? 20_261_128);
let run: RunningOffice;
let books: Books;
beforeAll(async () => {
  run = await startOffice({
    settings: {
      STATEMENT_DAYS: '0',
      WATCH_INTERVAL_MS: '86400000',
      SWEEP_INTERVAL_MS: '0',
      LOOK_BACK_INTERVAL_MS: '0',
    },
  });
  newApprovals(run, { count: 20, seed: 41 });
  await wholeWay(run);
  books = await Books.over(run, BILLS, DAYS);
});
afterAll(() => closeSound(run, () => books?.db.close()));

it('of books in which nothing was planted is green on every day, with the sums of all three ledgers to the cent', async () => {
  const statements = await balanceBooks(books, run.office.reviewer);
  expect(await complaintsOf(books, statements, [], run.office.reviewer)).toEqual([]);
});

it('has each planted difference of either side under its name with its bill, and nothing else, to the cent, whatever is planted where', async () => {
  const planted: Planted[] = [];
  for (const [round, count] of [Object.keys(KINDS).length, 30].entries()) {
    planted.push(...(await plant(books, count, seed + round)));
    const statements = await balanceBooks(books, run.office.reviewer);
    const wrong = await complaintsOf(books, statements, planted, run.office.reviewer);
    expect(wrong, `PLANT_SEED=${seed}, round ${round + 1}`).toEqual([]);
  }
});
