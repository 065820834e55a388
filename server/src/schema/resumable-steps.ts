import type { QueryRunner } from 'typeorm';

/** A step that changes the schema, and the query that shows whether it is done. */
interface Step {
  matches: RegExp;
  /** Query with the names that `matches` found as parameters, in order; a row means that the object exists. */
  look: string;
  /** Whether the step is done when the object exists (`there`) or when it does not (`gone`). */
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

/** The first match counts. */
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
/** Statements that describe a final state, so running them twice does no harm. */
const THE_SAME_TWICE = /^\s*ALTER (DATABASE|TABLE `?\w+`? (MODIFY|ALTER COLUMN))\b/i;
const CHANGES_SCHEMA = /^\s*(CREATE|ALTER|DROP|RENAME|TRUNCATE)\b/i;

/**
 * Makes the schema changes of a migration resumable. MySQL and MariaDB commit each schema change by itself: a process that dies during a migration
 * leaves half of it, and its record is not written. So each step is checked first, and the next start continues where the last one died. Row changes
 * in a migration must give the same result if they run twice.
 * @throws Error for a schema change that matches no known step: such a migration could not be resumed.
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
