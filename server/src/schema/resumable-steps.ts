import type { QueryRunner } from 'typeorm';

/** A step that changes the schema, and what the server's own tables say once it is done. */
interface Step {
  matches: RegExp;
  /** Asks with the names that `matches` found, in their order; a row means that the thing is there. */
  look: string;
  /** Whether the step is done when the thing is there, or when it is gone. */
  doneWhen: 'there' | 'gone';
}

const NAME = '`?(\\w+)`?';
const of = (table: string) =>
  `SELECT 1 FROM information_schema.${table} WHERE table_schema = DATABASE() AND table_name = ?`;
const TABLE = of('tables');
const COLUMN = `${of('columns')} AND column_name = ?`;
const CONSTRAINT = `${of('table_constraints')} AND constraint_name = ?`;
const INDEX = `${of('statistics')} AND index_name = ?`;
/** CREATE INDEX and DROP INDEX name the index before its table. */
const INDEX_FIRST =
  'SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND index_name = ? AND table_name = ?';

const step = (pattern: string, look: string, doneWhen: Step['doneWhen']): Step => ({
  matches: new RegExp(`^\\s*${pattern}`, 'i'),
  look,
  doneWhen,
});

/** The first that matches counts. */
const STEPS: readonly Step[] = [
  step(`CREATE TABLE ${NAME}`, TABLE, 'there'),
  step(`DROP TABLE ${NAME}`, TABLE, 'gone'),
  step(`CREATE (?:UNIQUE )?INDEX ${NAME} ON ${NAME}`, INDEX_FIRST, 'there'),
  step(`DROP INDEX ${NAME} ON ${NAME}`, INDEX_FIRST, 'gone'),
  step(`ALTER TABLE ${NAME} ADD CONSTRAINT ${NAME}`, CONSTRAINT, 'there'),
  step(`ALTER TABLE ${NAME} DROP (?:CONSTRAINT|CHECK|FOREIGN KEY) ${NAME}`, CONSTRAINT, 'gone'),
  step(`ALTER TABLE ${NAME} ADD (?:UNIQUE )?INDEX ${NAME}`, INDEX, 'there'),
  step(`ALTER TABLE ${NAME} DROP INDEX ${NAME}`, INDEX, 'gone'),
  step(`ALTER TABLE ${NAME} ADD (?:COLUMN )?${NAME} \\w`, COLUMN, 'there'),
  step(`ALTER TABLE ${NAME} DROP COLUMN ${NAME}`, COLUMN, 'gone'),
];
/** Says how something shall be: the same twice as once. */
const THE_SAME_TWICE = /^\s*ALTER (DATABASE|TABLE `?\w+`? (MODIFY|ALTER COLUMN))\b/i;
const CHANGES_SCHEMA = /^\s*(CREATE|ALTER|DROP|RENAME|TRUNCATE)\b/i;

/**
 * MySQL and MariaDB commit each change of the schema by itself: a process that dies in the middle of a migration leaves half of it, and
 * its record is not written. So each step looks whether it is done already, and the next start goes on where the last one died.
 * Changes of rows in a migration must come out the same when they are made twice.
 * @throws Error for a change of the schema that it has no look for: such a migration could not be taken up again.
 */
export function resumable(runner: QueryRunner): QueryRunner {
  const query = runner.query.bind(runner) as (...args: unknown[]) => Promise<unknown>;
  const looking = async (...args: unknown[]): Promise<unknown> => {
    const sql = String(args[0]);
    if (!CHANGES_SCHEMA.test(sql) || THE_SAME_TWICE.test(sql)) return query(...args);
    const found = STEPS.find(({ matches }) => matches.test(sql));
    const names = found?.matches.exec(sql)?.slice(1);
    if (!found || !names) throw new Error(`a migration step that cannot be taken up again: ${sql}`);
    const there = ((await query(found.look, names)) as unknown[]).length > 0;
    return there === (found.doneWhen === 'there') ? [] : query(...args);
  };
  runner.query = looking as QueryRunner['query'];
  return runner;
}
