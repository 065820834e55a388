import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crossings } from './table-owners.mjs';

// npm run lint: checks that only the room that owns a table writes it, and that no room reads the tables of a room above.
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (path) => readFileSync(join(ROOT, path), 'utf8');

/** Accepted reads of rooms above or beside. None is to be added: each is a dependency that the imports do not show. */
const KNOWN = {
  // Names that a person had on bills and in mapping rows count in the four-eyes rule.
  'server/src/access/member/known-names.ts': ['bill', 'mapping_row', 'mapping_table'],
  // Four words for the applicant, who may see no other part of a bill.
  'server/src/access/member/my-approvals.controller.ts': ['bill'],
  // The targets of mapping rows are compared with Kingdee's list when it is read again.
  'server/src/base-data/base-data-store.ts': ['mapping_row', 'mapping_table'],
  // The file ids of an approval are only in its raw answer.
  'server/src/bill/file/open-file.ts': ['approval'],
  // The history of one bill is made from all actions on it.
  'server/src/bill/history/bill-history.ts': ['push_receipt', 'probe'],
  // The look asks about every field to which a bill's key was ever written: scheme/ is beside bill/.
  'server/src/bill/ledger/bill-rows.ts': ['scheme_key_field'],
  // A bill whose approval was changed is not approved; this is checked in the same transaction.
  'server/src/bill/action/action-facts.ts': ['amendment'],
  // Kingdee's answer "absent" counts only if it shows bills that are known to exist.
  'server/src/connectors/kingdee/known-bills.ts': ['bill', 'kingdee_watch'],
  // The bills that were being pushed at the time of the hold are written by one INSERT … SELECT.
  'server/src/hold/ledger-holds.ts': ['bill'],
  // Events of a disabled scheme are still used while its bills are watched.
  'server/src/intake/scope/schemes-to-pull.ts': ['kingdee_watch'],
  // Mapping reads the approval with the bill: intake/ is beside mapping/.
  'server/src/mapping/run/bills-to-map.ts': ['approval'],
  // A scheme with collected data is not deleted.
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
    // The file is deleted, but the deletion is not committed.
    if (error.code !== 'ENOENT') throw error;
  }
const [, floors] = /const FLOORS = (\[[\s\S]*?\n\]);/.exec(read('.dependency-cruiser.cjs')) ?? [];
if (floors === undefined) throw new Error('.dependency-cruiser.cjs names no FLOORS');
const found = crossings(files, JSON.parse(floors.replaceAll("'", '"').replace(/,(\s*\])/g, '$1')), KNOWN);
for (const sentence of found) process.stderr.write(`${sentence}\n`);
process.exitCode = found.length > 0 ? 1 : 0;
