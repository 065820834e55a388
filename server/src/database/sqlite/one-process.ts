import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Libsql from 'libsql';

/** Thrown if another process uses the same SQLite file; the message is one sentence for the terminal. */
export class DatabaseInUseError extends Error {
  constructor(file: string) {
    super(
      `数据库文件 ${file} 正被另一个钉蝶进程使用：SQLite 只能由一个进程打开。请先停掉那个进程，或改用 MySQL（DATABASE_URL=mysql://…）。`,
    );
  }
}

/**
 * Takes the operating system's lock on a side file (<file>.lock) for as long as the process lives; a killed process leaves no lock behind. Does
 * nothing for MySQL and MariaDB.
 * @returns a function that releases the lock. @throws DatabaseInUseError
 */
export function claimDatabase(url: string): () => void {
  if (!url.startsWith('sqlite:')) return () => undefined;
  const file = url.slice('sqlite:'.length);
  mkdirSync(dirname(file), { recursive: true });
  const lock = new Libsql(`${file}.lock`, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY') throw new DatabaseInUseError(file);
    throw error;
  }
  return () => lock.close();
}
