import { newApprovals, startOffice, wholeWay } from '../flow/batch.js';
import { balanceBooks, complaintsOf } from './balance-books.js';
import { Books } from './books.js';
import { type Planted, plant } from './plantings.js';

/**
 * npm run test:statement: books of SIZE bills (20000) over BOOK_DAYS (92), written straight into our tables and into the stand-in of Kingdee; the
 * statement of every day by the real server, first with nothing planted, then ROUNDS (2) times with PLANTED (60) differences more each, by
 * PLANT_SEED (drawn, and printed). TEST_DATABASE_URL for MariaDB or MySQL. Exit code 1 where one is not under its name, another is, or a sum is not
 * that of the ledger itself.
 */
const setting = (name: string, fallback: number): number => Number(process.env[name] || fallback);
const [size, days] = [setting('SIZE', 20_000), setting('BOOK_DAYS', 92)];
const [count, rounds] = [setting('PLANTED', 60), setting('ROUNDS', 2)];
const seed = setting('PLANT_SEED', (Date.now() % 100_000) + 1);

const run = await startOffice({
  settings: { STATEMENT_DAYS: '0', WATCH_INTERVAL_MS: '86400000', SWEEP_INTERVAL_MS: '0', LOOK_BACK_INTERVAL_MS: '0' },
});
let wrong = 0;
try {
  newApprovals(run, { count: 40, seed: 41 });
  await wholeWay(run);
  const books = await Books.over(run, size, days);
  console.log(`${size} bills over ${days} days, PLANT_SEED=${seed}`);
  const planted: Planted[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    if (round > 0) planted.push(...(await plant(books, count, seed + round)));
    const since = performance.now();
    const statements = await balanceBooks(books, run.office.reviewer);
    const seconds = (performance.now() - since) / 1000;
    const complaints = await complaintsOf(books, statements, planted, run.office.reviewer);
    console.log(
      `  ${round * count} planted, ${planted.length} names: ${complaints.length === 0 ? 'green' : 'RED'}, ${seconds.toFixed(1)} s, ${((seconds * 1000) / days).toFixed(0)} ms a day`,
    );
    for (const line of complaints.slice(0, 50)) console.log(`    ${line}`);
    wrong += complaints.length;
  }
  await books.db.close();
} finally {
  await run.stack.close();
}
process.exitCode = wrong === 0 ? 0 : 1;
