import { complaintsOf } from './judge.js';
import type { Lived } from './lived.js';
import { liveMonth } from './month.js';
import { table } from './report.js';
import { nameOf, scenarioOf } from './scenario.js';

/**
 * npm run test:months: months in virtual time, each with a real server, a database of its own and the stand-ins, whose clocks are moved
 * together; DingTalk's stand-in counts the calls and refuses what is beyond 5,000. MONTHS names them, e.g. "3x200-on,1x2000-off" (forms ×
 * approvals a month and form; events on, off, or broken for three days; scenario.ts); MONTHS_SEED. Exit code 1 where a rule is broken.
 */
const ALL = ['off', 'on', 'broken']
  .flatMap((events) =>
    ['1x20', '1x200', '1x2000', '3x20', '3x200', '3x2000', '10x20', '10x200', '10x2000'].map(
      (size) => `${size}-${events}`,
    ),
  )
  .join(',');
const names = (process.env.MONTHS || ALL).split(',');
const seed = Number(process.env.MONTHS_SEED || '20261127');

const months: Lived[] = [];
let green = true;
for (const name of names) {
  const scenario = scenarioOf(name.trim());
  const lived = await liveMonth(
    scenario,
    seed,
    (line) => process.env.MONTHS_QUIET || console.error(`${nameOf(scenario)}: ${line}`),
  );
  months.push(lived);
  const wrong = complaintsOf(lived);
  console.log(
    `${nameOf(scenario)}: ${wrong.length === 0 ? 'green' : 'RED'}, ${lived.seconds.toFixed(0)} s, seed ${seed}`,
  );
  for (const line of wrong) console.log(`    ${line}`);
  const { said, ...rest } = lived;
  console.error(JSON.stringify(rest));
  green = wrong.length === 0 && green;
}
console.log(['', ...table(months)].join('\n'));
process.exitCode = green ? 0 : 1;
