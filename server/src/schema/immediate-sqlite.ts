import libsql from 'libsql';

/**
 * SQLite's driver for the connection that writes: a transaction takes the right to write when it begins. TypeORM begins without it,
 * and then one that reads before it writes is refused at once, however long it was willing to wait, when another program (a command
 * beside the server, a shell) has written in between.
 * @see https://www.sqlite.org/lang_transaction.html#deferred_immediate_and_exclusive_transactions
 */
export class ImmediateSqlite extends libsql {
  override prepare: libsql.Database['prepare'] = (sql: string) =>
    super.prepare(sql === 'BEGIN TRANSACTION' ? 'BEGIN IMMEDIATE TRANSACTION' : sql);
}
