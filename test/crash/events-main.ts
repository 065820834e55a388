import { kindsOf, ownDatabase } from './databases.js';
import { complaintsOf, type FloodResult, runFlood } from './event-flood.js';

/**
 * npm run test:events: EVENTS (10000) events of finished approvals, shuffled, sent over Stream, a fifth twice, one in twenty over HTTP as
 * well and one in twenty never, to a server that is killed EVENTS_KILLS (5) times, on EVENTS_DATABASES (sqlite; mariadb). Exit code 1 if an
 * approval has no bill or two after the next sweep.
 */
const setting = (name: string, fallback: string): string => process.env[name] || fallback;
const options = {
  events: Number(setting('EVENTS', '10000')),
  seed: Number(setting('EVENTS_SEED', '20261127')),
  kills: Number(setting('EVENTS_KILLS', '5')),
};

function tell(result: FloodResult): string[] {
  const { ended, agreed, messages, acknowledged, undelivered, kills, afterEvents, calls, askedAgain, seconds } = result;
  return [
    `${ended} approvals ended, ${agreed} agreed; ${messages} messages, ${acknowledged.stream} acknowledged over Stream and ${acknowledged.http} over HTTP; ${undelivered} approvals never came through, ${kills} kills`,
    `    by events: ${agreed - afterEvents.missing} bills beside ${calls.events} detail calls (${askedAgain} asked for again) in ${seconds.events.toFixed(0)} s; the sweep found the other ${afterEvents.missing} beside ${calls.sweep}; ${seconds.all.toFixed(0)} s in all`,
  ];
}

let green = true;
for (const kind of kindsOf(setting('EVENTS_DATABASES', 'sqlite'))) {
  const database = await ownDatabase(kind, 'events');
  try {
    const result = await runFlood(database, options);
    console.log(`${kind}: ${tell(result).join('\n')}`);
    const wrong = complaintsOf(result);
    for (const line of wrong) console.log(`    ${line}`);
    console.log(`    ${wrong.length === 0 ? 'green' : 'RED'}, seed ${options.seed}`);
    green = wrong.length === 0 && green;
  } finally {
    await database.drop();
  }
}
process.exitCode = green ? 0 : 1;
