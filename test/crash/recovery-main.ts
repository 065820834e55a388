import { kindsOf, ownDatabase } from './databases.js';
import { isClean } from './ledger-check.js';
import { type RecoveryResult, runRecovery } from './recovery.js';

/**
 * npm run test:recovery: kill −9 of the only process in the middle of a push, with all default times and without a press of a person.
 * Measures the time until the bills that Kingdee holds are finished and commented, and until the others have been sent again.
 * RECOVERY_BILLS per database (200), RECOVERY_DATABASES (sqlite,mariadb), RECOVERY_SEED. Exit code 1 if a time is exceeded or the ledgers
 * differ.
 */
const setting = (name: string, fallback: string): string => process.env[name] || fallback;
const options = {
  bills: Number(setting('RECOVERY_BILLS', '200')),
  seed: Number(setting('RECOVERY_SEED', String(Date.now() % 1_000_000))),
};

/** Seconds within which the bills in Kingdee must be finished: after the restart, or after the kill with a second process. */
const HELD_WITHIN = { sqlite: 30, mariadb: 150 };
/** Seconds for the others: KINGDEE_TIMEOUT_MS and PROBE_GAP_MS, plus the looks, sends and comments on a busy machine. */
const ABSENT_WITHIN = { sqlite: 240, mariadb: 300 };

function complaints(kind: 'sqlite' | 'mariadb', result: RecoveryResult): string[] {
  const { heldThrough, absentThrough, absent, held, meanwhile, verdict } = result;
  return [
    ...(held === 0 || absent === 0 ? ['the kill came too early or too late: nothing to recover'] : []),
    ...(heldThrough > HELD_WITHIN[kind] ? [`what Kingdee holds took longer than ${HELD_WITHIN[kind]} s`] : []),
    ...(absentThrough > ABSENT_WITHIN[kind] ? [`what it does not hold took longer than ${ABSENT_WITHIN[kind]} s`] : []),
    ...(meanwhile.inDoubt > 0 && meanwhile.state === 'done' ? ['the order said done while bills were in doubt'] : []),
    ...(meanwhile.told < meanwhile.inDoubt ? ['the screen did not say when bills in doubt are looked at'] : []),
    ...(isClean(verdict) ? [] : ['the ledgers differ']),
  ];
}

console.log(`seed ${options.seed}: RECOVERY_SEED=${options.seed} npm run test:recovery`);
let green = true;
for (const kind of kindsOf(setting('RECOVERY_DATABASES', 'sqlite,mariadb'))) {
  const database = await ownDatabase(kind, 'recovery');
  try {
    const result = await runRecovery(kind, database, options);
    const { held, absent, heldThrough, absentThrough, start, meanwhile, verdict, log } = result;
    const wrong = complaints(kind, result);
    console.log(`\n${kind}: ${options.bills} bills, kill −9 in mid-push, default settings, nobody pressed`);
    if (kind === 'sqlite') console.log(`  started again in ${start.toFixed(1)} s; counted from there`);
    else console.log('  a second process goes on; counted from the kill');
    console.log(
      `  ${held} that Kingdee held: finished and commented on after ${heldThrough.toFixed(1)} s (at most ${HELD_WITHIN[kind]})`,
    );
    console.log(
      `  ${absent} that it did not hold: after ${absentThrough.toFixed(1)} s (at most ${ABSENT_WITHIN[kind]})`,
    );
    console.log(
      `  meanwhile the order said: ${meanwhile.state}, ${meanwhile.inDoubt} in doubt, ${meanwhile.told} of the listed with the time of the next look`,
    );
    console.log(
      `  bills in Kingdee ${verdict.bills} of ${verdict.approvals}, twice ${verdict.duplicates.length}, commented twice ${verdict.doubleComment.length}`,
    );
    for (const line of wrong) console.log(`  WRONG ${line}`);
    if (wrong.length > 0) console.log(`  last words of the server:\n${log.slice(-4000)}`);
    console.log(`  ${wrong.length === 0 ? 'green' : 'RED'}`);
    green = wrong.length === 0 && green;
  } finally {
    await database.drop();
  }
}
process.exitCode = green ? 0 : 1;
