import { type DataSource, MigrationExecutor } from 'typeorm';
import { columnKinds } from '../database/column-kinds.js';
import { dialectOf } from '../database/dialect.js';
import { resumable } from './resumable-steps.js';

const WAIT_SECONDS = 120;

/**
 * Brings the schema up to date, and continues a migration in which an earlier start died. Processes that start together on one MySQL or MariaDB
 * migrate one after the other; the second finds nothing to do.
 * @throws Error if another process has not finished within two minutes.
 */
export async function migrate(source: DataSource): Promise<void> {
  if (dialectOf(source) === 'sqlite') {
    await source.runMigrations({ transaction: 'each' });
    return;
  }
  // GET_LOCK belongs to the connection, and the lock's name is shared by the whole database server.
  const runner = resumable(source.createQueryRunner());
  try {
    const name = `CONCAT('dingdee-migrate-', MD5(DATABASE()))`;
    const [row]: { locked: unknown }[] = await runner.query(`SELECT GET_LOCK(${name}, ${WAIT_SECONDS}) AS locked`);
    if (Number(row?.locked) !== 1) throw new Error('另一个进程正在更新数据库结构，两分钟内没有完成。请稍后再启动。');
    const executor = new MigrationExecutor(source, runner);
    executor.transaction = 'each';
    // A dump does not name the collation of its database: restored elsewhere, new tables would get another one. A session keeps the collation that it
    // has seen, so tables are created on the connection that has set it.
    if ((await executor.getPendingMigrations()).length > 0) await columnKinds(runner).prepareDatabase();
    await executor.executePendingMigrations();
    await runner.query(`SELECT RELEASE_LOCK(${name})`);
  } finally {
    await runner.release();
  }
}
