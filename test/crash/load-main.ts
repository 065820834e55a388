import { kindsOf, ownDatabase } from './databases.js';
import { runLoad } from './load.js';
import { loadComplaints, tellLoad } from './load-report.js';

/**
 * npm run test:load: thirty people work while a large order is being pushed to Kingdee. LOAD_APPROVALS per database (20000), LOAD_SECONDS
 * shortest time of that push (300), LOAD_DATABASES (sqlite,mariadb), LOAD_SEED. Exit code 1 if a person met an error, a bill is missing or
 * exists twice, or the memory grew by more than a fifth.
 */
const setting = (name: string, fallback: string): string => process.env[name] || fallback;
const options = {
  approvals: Number(setting('LOAD_APPROVALS', '20000')),
  seconds: Number(setting('LOAD_SECONDS', '300')),
  seed: Number(setting('LOAD_SEED', String(Date.now() % 1_000_000))),
};

console.log(`seed ${options.seed}: LOAD_SEED=${options.seed} npm run test:load`);
let green = true;
for (const kind of kindsOf(setting('LOAD_DATABASES', 'sqlite,mariadb'))) {
  const database = await ownDatabase(kind, 'load');
  try {
    const result = await runLoad(database, options);
    const wrong = loadComplaints(result);
    console.log(`\n${kind}: ${tellLoad(result).join('\n')}`);
    for (const line of wrong) console.log(`    WRONG ${line}`);
    console.log(`    ${wrong.length === 0 ? 'green' : 'RED'}`);
    green = wrong.length === 0 && green;
  } finally {
    await database.drop();
  }
}
process.exitCode = green ? 0 : 1;
