import { DataSource, type QueryRunner } from 'typeorm';

/** Statements that change the schema, rows or the record of migrations. */
const ACTS = /^\s*(CREATE|ALTER|DROP|INSERT|UPDATE|DELETE|COMMIT)\b/i;

/** Called by hooks.js: kills the process right after the nth act of all connections, which during a start are those of the migrations. */
export function dieAfterAct(nth: number, die: () => void): void {
  let acts = 0;
  const create = DataSource.prototype.createQueryRunner;
  DataSource.prototype.createQueryRunner = function (this: DataSource, ...given) {
    const runner: QueryRunner = create.apply(this, given);
    const query = runner.query.bind(runner) as (...args: unknown[]) => Promise<unknown>;
    const counted = async (...args: unknown[]): Promise<unknown> => {
      const answer = await query(...args);
      if (ACTS.test(String(args[0]))) acts += 1;
      if (acts === nth) die();
      return answer;
    };
    runner.query = counted as QueryRunner['query'];
    return runner;
  };
}
