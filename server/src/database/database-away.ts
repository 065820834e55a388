import { QueryFailedError } from 'typeorm';

/** MySQL and MariaDB: shutting down, connection killed. The others of its connection come from the driver as fatal. */
const GOING = new Set([1053, 1317, 1927]);
/** SQLite: the file or the disk, not the row. */
const DISK = /^SQLITE_(BUSY|LOCKED|IOERR|FULL|READONLY|CANTOPEN|PROTOCOL)/;

/** Whether a write failed because the database cannot be reached or cannot write at all: the same rows may be tried again later. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const cause: { fatal?: unknown; errno?: unknown; code?: unknown } =
    error instanceof QueryFailedError ? error.driverError : error;
  return (
    cause.fatal === true ||
    (typeof cause.errno === 'number' && GOING.has(cause.errno)) ||
    (typeof cause.code === 'string' && DISK.test(cause.code))
  );
}
