import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '..');
/** What could take a connection past `Database`, which reads through the transaction that is open. */
const PAST_DATABASE =
  /\b(createQueryRunner|InjectDataSource|InjectEntityManager|InjectRepository|new DataSource)\b|\{[^}]*\bDataSource\b[^}]*\}\s*from 'typeorm'/;
/** Opens the database for a command of its own, outside the server. */
const OWN_PROGRAM = 'ops/with-database.ts';

it('only the room of the database takes connections: elsewhere a second one inside a transaction cannot be written', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !/(^(database|schema)\/|spec\.ts$)/.test(file) && file !== OWN_PROGRAM,
  );
  expect(files.length).toBeGreaterThan(200);
  expect(files.filter((file) => PAST_DATABASE.test(readFileSync(join(SRC, file), 'utf8')))).toEqual([]);
});
