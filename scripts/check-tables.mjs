import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crossings } from './table-owners.mjs';

// npm run lint: only the room that owns a table writes it, and nobody reads the tables of a room above.
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (path) => readFileSync(join(ROOT, path), 'utf8');

/** Reads of rooms above, or beside, that stand for now. None is to be added: each is an arrow that the imports do not show. */
const KNOWN = {
  // Who may be whose: names that a person had on bills and in mapping rows count in the four-eyes rule.
  'server/src/access/member/known-names.ts': ['bill', 'mapping_row', 'mapping_table'],
  // Four words for the applicant, who may see nothing else of a bill.
  'server/src/access/member/my-approvals.controller.ts': ['bill'],
  // What mapping rows aim at is compared with Kingdee's list when that is read anew.
  'server/src/base-data/base-data-store.ts': ['mapping_row', 'mapping_table'],
  // The file ids that an approval names are in its raw answer alone.
  'server/src/bill/file/open-file.ts': ['approval'],
  // The history of one bill is put together from all that was done with it.
  'server/src/bill/history/bill-history.ts': ['push_receipt', 'probe'],
  // Every field that a bill's key was ever written to is asked about: scheme/ stands beside bill/.
  'server/src/bill/ledger/bill-rows.ts': ['scheme_key_field'],
  // A bill whose approval was changed is not approved, in the same transaction.
  'server/src/bill/action/action-facts.ts': ['amendment'],
  // Kingdee's "not there" counts only where it shows bills that we know to be there.
  'server/src/connectors/kingdee/known-bills.ts': ['bill', 'kingdee_watch'],
  // What was on its way when everything was held is one INSERT … SELECT.
  'server/src/hold/ledger-holds.ts': ['bill'],
  // A scheme that is off is listened to while bills of it are still watched.
  'server/src/intake/scope/schemes-to-pull.ts': ['kingdee_watch'],
  // Mapping reads the approval beside the bill: intake/ stands beside mapping/.
  'server/src/mapping/run/bills-to-map.ts': ['approval'],
  // A scheme through which anything came is not deleted.
  'server/src/scheme/version/scheme-use.ts': ['approval', 'bill', 'intake_run'],
};

const listed = execFileSync(
  'git',
  ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate', 'server/src'],
  { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
);
const files = new Map();
for (const path of listed.split('\0').filter((each) => each.endsWith('.ts')))
  try {
    files.set(path, read(path));
  } catch (error) {
    // Deleted and not yet committed.
    if (error.code !== 'ENOENT') throw error;
  }
const [, floors] = /const FLOORS = (\[[\s\S]*?\n\]);/.exec(read('.dependency-cruiser.cjs')) ?? [];
if (floors === undefined) throw new Error('.dependency-cruiser.cjs names no FLOORS');
const found = crossings(files, JSON.parse(floors.replaceAll("'", '"').replace(/,(\s*\])/g, '$1')), KNOWN);
for (const sentence of found) process.stderr.write(`${sentence}\n`);
process.exitCode = found.length > 0 ? 1 : 0;
