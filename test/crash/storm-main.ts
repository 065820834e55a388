import { kindsOf } from './databases.js';
import { interruption } from './interruption.js';
import { type Schedule, scheduleOf, told } from './schedule.js';
import { prepareGround } from './storm-ground.js';
import { runSchedule } from './storm-schedule.js';

/**
 * npm run test:storm: random but seeded schedules over all faults of both stand-ins, with servers killed and stopped; on MariaDB with two
 * servers, the database killed and Redis lost. STORM_SCHEDULES (500, split over the databases), STORM_DATABASES (sqlite,mariadb);
 * STORM_SEED replays one schedule. Exit code 1 if an approval ends with anything but one audited bill and one comment.
 */
const setting = (name: string, fallback: string): string => process.env[name] || fallback;
const kinds = kindsOf(setting('STORM_DATABASES', 'sqlite,mariadb'));
const one = setting('STORM_SEED', '');
const count = one === '' ? Math.ceil(Number(setting('STORM_SCHEDULES', '500')) / kinds.length) : 1;
const first = one === '' ? (Date.now() % 1_000_000) * 1000 : Number(one);

let failed = 0;
let held = 0;
let fired = 0;
let longest = 0;
for (const kind of kinds) {
  const stage = await prepareGround(kind);
  try {
    for (let i = 0; i < count; i++) {
      interruption.signal.throwIfAborted();
      const schedule: Schedule = scheduleOf(first + i, stage.ground);
      const outcome = await runSchedule(stage, schedule);
      fired += outcome.fired;
      longest = Math.max(longest, outcome.seconds);
      const good = outcome.wrong.length === 0;
      if (good) held += 1;
      else failed += 1;
      console.log(
        `${good ? 'held  ' : 'FAILED'} ${kind} ${outcome.seconds.toFixed(1)} s (recovery ${outcome.recovery.toFixed(1)} s), ${outcome.fired} faults fired · ${told(schedule)}`,
      );
      if (good) continue;
      for (const line of outcome.wrong) console.log(`       ${line}`);
      console.log(`       again: STORM_SEED=${schedule.seed} STORM_DATABASES=${kind} npm run test:storm`);
      console.log(outcome.log.slice(-6000));
    }
  } finally {
    await stage.close();
  }
}
console.log(
  `\n${held + failed} schedules, ${fired} faults fired, longest ${longest.toFixed(1)} s: ${held} held, ${failed} failed`,
);
process.exitCode = failed === 0 ? 0 : 1;
