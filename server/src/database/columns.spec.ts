import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '..');
/** Not what counts bills. */
const RAW_SUM = /\bSUM\((?![^)]*THEN 1 ELSE 0 END\))[^)]*(fen|minor)\b[^)]*\)(?!\s*(DESC|ASC)\b)/;

it('money is summed by sumOfFen only: a plain SUM past 2^53 cannot be read on SQLite', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('spec.ts') && !file.startsWith('database/migrations'),
  );
  expect(files.length).toBeGreaterThan(200);
  expect(files.filter((file) => RAW_SUM.test(readFileSync(join(SRC, file), 'utf8')))).toEqual([]);
});
