import { type CrowdResult, runCrowd } from './crowd.js';
import { kindsOf, ownDatabase } from './databases.js';

/**
 * npm run test:crowd: a thousand idle pages, 300 failed log-ins, 40 full selections and six confirm sheets at once, at CROWD_BILLS bills
 * (50000), for CROWD_SECONDS (30), on CROWD_DATABASES (sqlite; mariadb with TEST_DATABASE_URL). CROWD_PRIORITY=-10, as root, for a machine
 * that is busy with other work. Exit code 1 if a person at work waited too long, the event loop was blocked or the memory grew too much.
 */
const setting = (name: string, fallback: string): string => process.env[name] || fallback;
const options = {
  bills: Number(setting('CROWD_BILLS', '50000')),
  seconds: Number(setting('CROWD_SECONDS', '30')),
  priority: Number(setting('CROWD_PRIORITY', '0')),
};
const AIMS = { othersMs: 1000, loopMs: 100, rssMiB: 500 };

const ms = (value: number): string => `${Math.round(value)} ms`;

function tell({ bills, streams, heavy, others, loop, rssMiB, seconds }: CrowdResult): string[] {
  return [
    `${bills} bills, ${streams} idle streams, measured for ${seconds.toFixed(0)} s`,
    ...heavy.map(
      ({ what, count, most }) => `    the crowd: ${String(count).padStart(4)} × ${what}, longest ${ms(most)}`,
    ),
    ...others.map(
      ({ what, count, p50, p99, most }) =>
        `    at work:   ${what.padEnd(8)} ${String(count).padStart(5)} ×  p50 ${ms(p50)}  p99 ${ms(p99)}  most ${ms(most)}`,
    ),
    `    event loop: p99 ${ms(loop.p99)}, most ${ms(loop.most)}; resident memory at most ${rssMiB} MiB`,
  ];
}

/** Returns the missed aims, in words. */
function complaints({ others, loop, rssMiB, errors }: CrowdResult): string[] {
  const slow = others.filter(({ p99 }) => p99 > AIMS.othersMs);
  return [
    ...slow.map(({ what, p99 }) => `${what}: p99 ${ms(p99)}, aim ${AIMS.othersMs} ms`),
    ...(loop.p99 <= AIMS.loopMs ? [] : [`event loop: p99 ${ms(loop.p99)}, aim ${AIMS.loopMs} ms`]),
    ...(rssMiB <= AIMS.rssMiB ? [] : [`resident memory ${rssMiB} MiB, aim ${AIMS.rssMiB} MiB`]),
    ...errors,
  ];
}

let green = true;
for (const kind of kindsOf(setting('CROWD_DATABASES', 'sqlite'))) {
  const database = await ownDatabase(kind, 'crowd');
  try {
    const result = await runCrowd(database, options);
    console.log(`${kind}: ${tell(result).join('\n')}`);
    const wrong = complaints(result);
    for (const line of wrong) console.log(`    MISSED ${line}`);
    console.log(`    ${wrong.length === 0 ? 'green' : 'RED'}`);
    green = wrong.length === 0 && green;
  } finally {
    await database.drop();
  }
}
process.exitCode = green ? 0 : 1;
