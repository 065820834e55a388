import { boundariesOf, SAFETIES } from './boundaries.js';
import { kindsOf, ownDatabase } from './databases.js';
import { interruption } from './interruption.js';
import { isClean } from './ledger-check.js';
import { type MatrixOptions, type MatrixResult, runMatrix } from './matrix.js';
import { type Ended, runCalamities } from './run-calamities.js';

/**
 * npm run test:crash: a real server against the stand-ins, killed at every boundary and at random times. CRASH_BILLS per database (1000; 0
 * skips the matrix), CRASH_DATABASES (sqlite,mariadb), CRASH_KILLS per boundary (4), CRASH_SEED, CRASH_ONLY=save,probe for some of the
 * boundaries, CRASH_NUMBERING=kingdee (the scheme is set so, and a person sends again the bills that Kingdee does not hold),
 * CRASH_CALAMITIES=off or parts of their names (default: all run after the whole matrix), CRASH_WITHOUT=probe|lease|intent to see it fail
 * (look and hold: with CRASH_BILLS=0 and CRASH_CALAMITIES=late or backup). Exit code 1 unless every bill exists once.
 */
const setting = (name: string, fallback: string): string => process.env[name] || fallback;
const options: MatrixOptions = {
  bills: Number(setting('CRASH_BILLS', '1000')),
  seed: Number(setting('CRASH_SEED', String(Date.now() % 1_000_000))),
  boundaries: boundariesOf(setting('CRASH_ONLY', '')),
  kills: Number(setting('CRASH_KILLS', '4')),
  numbering: setting('CRASH_NUMBERING', 'ours') === 'kingdee' ? 'kingdee' : 'ours',
  without: setting('CRASH_WITHOUT', ''),
  signal: interruption.signal,
};
if (options.without !== '' && !SAFETIES.some((safety) => safety === options.without))
  throw new Error(`CRASH_WITHOUT must be one of ${SAFETIES.join(', ')}`);

const listed = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ') || 'none';
const named = (list: readonly string[]): string =>
  list.length === 0 ? '0' : `${list.length}  ${list.slice(0, 5).join(' ')}${list.length > 5 ? ' …' : ''}`;

/** @returns whether the run is green. */
function report(kind: string, { verdict, kills, inDoubt, stuck, openOrders, seconds, log }: MatrixResult): boolean {
  const total = [...kills.values()].reduce((sum, count) => sum + count, 0);
  const random = kills.get('random') ?? 0;
  console.log(`\n${kind}: ${verdict.approvals} approvals, ${total} kills in ${seconds.toFixed(0)} s`);
  for (const boundary of options.boundaries) console.log(`  ${boundary.padEnd(24)}${kills.get(boundary) ?? 0}`);
  console.log(`  ${'at random instants'.padEnd(24)}${random}`);
  const { cases, adopted, absentTwice, leftToPerson } = inDoubt;
  const doubts = Object.values(cases).reduce((sum, count) => sum + count, 0);
  console.log(`  in doubt: ${doubts} (${listed(cases)})`);
  console.log(`    found in Kingdee and continued, by its status there: ${listed(adopted)}`);
  console.log(`    not there twice, sent again: ${absentTwice}`);
  console.log(`    left to a person: ${leftToPerson}`);
  console.log(`  bills in Kingdee: ${verdict.bills} of ${verdict.approvals}`);
  console.log(`  duplicates: ${named(verdict.duplicates)}`);
  console.log(`  lost: ${named(verdict.lost)}`);
  console.log(`  not audited: ${named(verdict.notAudited)}`);
  console.log(`  another amount: ${named(verdict.wrongAmount)}`);
  console.log(`  without a comment: ${named(verdict.withoutComment)}`);
  console.log(`  commented twice: ${named(verdict.doubleComment)}`);
  console.log(`  stuck after the recovery window: ${listed(stuck)}`);
  console.log(`  orders still open: ${openOrders}`);
  const missed = options.boundaries.filter((boundary) => (kills.get(boundary) ?? 0) < options.kills);
  if (missed.length > 0) console.log(`  boundaries with too few kills: ${missed.join(', ')}`);
  const green = isClean(verdict) && Object.keys(stuck).length === 0 && openOrders === 0 && missed.length === 0;
  if (!green) console.log(`  last words of the server:\n${log.slice(-4000)}`);
  console.log(`  ${green ? 'green' : 'RED'}`);
  return green;
}

function reportCalamity({ name, heals, aftermath, seconds, green, log }: Ended): boolean {
  const { approvals, twice, lost, unwanted, presses } = aftermath;
  const pressed = `${presses} presses${heals ? ' (none allowed)' : ''}`;
  console.log(
    `  ${green ? 'green' : 'RED  '} ${name}: ${approvals} approvals, ${twice} twice, ${lost} lost, ${unwanted} against a decision, ${pressed}, ${seconds.toFixed(0)} s`,
  );
  if (!green) console.log(`  last words of the server:\n${log.slice(-4000)}`);
  return green;
}

console.log(`seed ${options.seed}: CRASH_SEED=${options.seed} npm run test:crash`);
if (options.without) console.log(`without: ${options.without}`);
if (options.numbering === 'kingdee') console.log('Kingdee numbers the bills');
const calamities = setting('CRASH_CALAMITIES', options.without || process.env.CRASH_ONLY ? 'off' : '');
let green = true;
for (const kind of kindsOf(setting('CRASH_DATABASES', 'sqlite,mariadb'))) {
  const database = await ownDatabase(kind, 'crash');
  try {
    if (options.bills > 0) green = report(kind, await runMatrix(database, options)) && green;
  } finally {
    await database.drop();
  }
  if (calamities === 'off') continue;
  console.log(`\n${kind}, one calamity after another:`);
  for await (const ended of runCalamities(
    kind,
    calamities.split(',').filter((name) => name !== ''),
  ))
    green = reportCalamity(ended) && green;
}
process.exitCode = green ? 0 : 1;
