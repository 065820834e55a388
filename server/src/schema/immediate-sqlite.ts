import libsql from 'libsql';

/**
 * SQLite's driver for the write connection: a transaction takes the write lock when it begins. TypeORM begins a transaction without it; then a
 * transaction that reads before it writes is refused at once, whatever its time-out, if another program (a command beside the server, a shell) has
 * written in between.
 * @see https://www.sqlite.org/lang_transaction.html#deferred_immediate_and_exclusive_transactions
 */
export class ImmediateSqlite extends libsql {
  override prepare: libsql.Database['prepare'] = (sql: string) =>
    super.prepare(sql === 'BEGIN TRANSACTION' ? 'BEGIN IMMEDIATE TRANSACTION' : sql);
}
