import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSentences } from './sentences.mjs';

// npm run lint: checks that codes with parameters are stored and compared, and that sentences are only made and shown.
const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Folder of the connectors: texts of both systems are facts and are read there. */
const THEIRS = 'server/src/connectors/';

/** Reasons why the Chinese texts of a file are no sentences of ours. */
const ALLOWED = {
  // Words of forms: names of controls, and texts that people type into them.
  'miniapp/src/bill/file/is-invoice.ts': 'what a control or a file is called',
  'server/src/domain/bill/account-mask.ts': 'what a control is called',
  'server/src/read/bill/files-check.ts': 'what a control is called, and numbers as people type them',
  'server/src/engine/rule/joined-key.ts': 'how a key that people read and type says that nothing stands there',
  'server/src/engine/check/amount-unit.ts': 'units as forms name them',
  'server/src/engine/check/check-currency.ts': 'currencies as forms name them',
  'server/src/engine/check/check-offsets.ts': 'offsets as forms name them',
  'server/src/engine/check/offset-words.ts': 'offsets as forms name them',
  'server/src/engine/check/paid-words.ts': 'ways of payment as forms name them',
  'server/src/engine/check/check-other-totals.ts': 'totals as forms name them',
  'server/src/engine/check/check-typed-words.ts': 'amounts in words as forms name them',
  'server/src/engine/check/sum-words.ts': 'sum rows as people type them',
  'server/src/engine/check/same-holder.ts': 'banks beside a payee as people type them',
  'server/src/engine/field/carried-along.ts': 'what a control is called',
  'server/src/engine/payee/no-name.ts': 'what people type in the place of a name',
  'server/src/engine/payee/payee-labels.ts': 'what a control is called',
  'server/src/engine/payee/payee-reading.ts': 'payees as people type them',
  'server/src/engine/payee/payee-text.ts': 'payees as people type them',
  'server/src/engine/payee/payee-tokens.ts': 'payees as people type them',
  'server/src/engine/payee/payee-known-words.ts': 'banks and words of payment as people type them',
  'server/src/checkup/probe/outside-words.ts': 'what people call a password, to hide the one behind it',
  'server/src/ops/record/known-words.ts': 'what both systems answer, before it is passed on',
  'server/src/ops/record/may-stay.ts': 'what both systems answer, before it is passed on',
  'server/src/engine/source/amount-in-words.ts': '大写 amounts as people type them',
  'server/src/engine/source/dates.ts': 'dates as people type them',
  'server/src/engine/source/exact-number.ts': 'numbers as people type them',
  'miniapp/src/scheme/filter-choices.ts': 'values as people part them',
  'shared/src/header-row.ts': 'the word in a scheme that stands for a detail table',
  'server/src/scheme/form/propose-matches.ts': 'what a control is called',
  'server/src/engine/source/form-amounts.ts': 'amounts as people type them',
  // Comments on approvals, as DingTalk returns them: ours and those of people.
  'server/src/writeback/booked-mark.ts': 'the mark that our comment ends with on an approval',
  'server/src/writeback/booked-comment.ts': 'comments as they stand on approvals',
  // Words of Kingdee's base data, which the customer chose.
  'server/src/base-data/base-data-reading.ts': 'how characters are read aloud',
  'server/src/engine/field/settlement.ts': 'a settlement type of the customer’s own is known by its name alone',
  // A key that people write in mapping tables, on our screens and in sheets.
  'server/src/engine/field/map-field.ts': '默认 as the key of a row',
  'server/src/mapping/fix/suggestions-for.ts': '默认 as the key of a row',
  // Stored before there were codes, and read only here.
  'server/src/domain/draft/provenance-before.ts': 'reasons that were stored in words',
  'server/src/domain/bill/stored-state.ts': 'lines of a case that were told apart by their label',
  'server/src/database/migrations/1835000000000-known-approvals.ts': 'a reason that was stored in words',
  // Released migrations are not edited.
  'server/src/database/migrations/1822000000001-decisions-until-now.ts': 'JSON of a sealed log',
  // Joins sentences and decides nothing.
  'server/src/problem/clause.ts': 'a full stop',
};

const listed = execFileSync(
  'git',
  [
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
    '--deduplicate',
    'server/src',
    'shared/src',
    'miniapp/src',
  ],
  { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
);
const files = new Map();
for (const path of listed.split('\0'))
  if (/\.(ts|vue)$/.test(path) && !/(\.spec|-for-spec)\.ts$/.test(path) && !path.startsWith(THEIRS))
    try {
      files.set(path, readFileSync(join(ROOT, path), 'utf8'));
    } catch (error) {
      // The file is deleted, but the deletion is not committed.
      if (error.code !== 'ENOENT') throw error;
    }
const found = readSentences(files, ALLOWED);
for (const sentence of found) process.stderr.write(`${sentence}\n`);
process.exitCode = found.length > 0 ? 1 : 0;
