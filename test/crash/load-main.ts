import { mariaDatabase, mariaDbServer, type OwnDatabase, sqliteDatabase } from './databases.js';
import { runLoad } from './load.js';
import { loadComplaints, tellLoad } from './load-report.js';

/**
 * npm run test:load: thirty people work while a large order is on its way to Kingdee. LOAD_APPROVALS per database (20000),
 * LOAD_SECONDS that their way takes at least (300), LOAD_DATABASES (sqlite,mariadb), LOAD_SEED. Exit code 1 when anybody met an error,
 * a bill is missing or there twice, or the memory grew by more than a fifth.
 */
const setting = (name: string, fallback: string): string => process.env[name] || fallback;
const options = {
  approvals: Number(setting('LOAD_APPROVALS', '20000')),
  seconds: Number(setting('LOAD_SECONDS', '300')),
  seed: Number(setting('LOAD_SEED', String(Date.now() % 1_000_000))),
};

async function onOne(kind: string, database: OwnDatabase): Promise<boolean> {
  try {
    const result = await runLoad(database, options);
    console.log(`\n${kind}: ${tellLoad(result).join('\n')}`);
    const wrong = loadComplaints(result);
    for (const line of wrong) console.log(`    WRONG ${line}`);
    console.log(`    ${wrong.length === 0 ? 'green' : 'RED'}`);
    return wrong.length === 0;
  } finally {
    await database.drop();
  }
}

console.log(`seed ${options.seed}: LOAD_SEED=${options.seed} npm run test:load`);
let green = true;
for (const kind of setting('LOAD_DATABASES', 'sqlite,mariadb').split(',')) {
  if (kind === 'sqlite') green = (await onOne(kind, sqliteDatabase())) && green;
  else if (kind === 'mariadb') {
    const server = await mariaDbServer();
    try {
      green = (await onOne(kind, await mariaDatabase(server.url, `dd_load_${process.pid}`))) && green;
    } finally {
      await server.stop();
    }
  } else throw new Error(`no such database: ${kind}`);
}
process.exitCode = green ? 0 : 1;
