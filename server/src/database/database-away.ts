import { QueryFailedError } from 'typeorm';

/** Reasons why nothing can be stored; `unsure`: the answer to a COMMIT was lost, so it is unknown whether the data was stored. */
export const DATABASE_TROUBLES = ['full', 'disk', 'busy', 'away', 'unsure'] as const;
export type DatabaseTrouble = (typeof DATABASE_TROUBLES)[number];

/** MySQL and MariaDB: shutting down, connection killed, too many connections. The driver reports other connection errors as fatal. */
const GOING = new Set([1040, 1053, 1203, 1317, 1927]);
/** MySQL and MariaDB: disk or table space full; a file that cannot be written; read-only. */
const FULL = new Set([1021, 1114]);
const UNWRITABLE = new Set([3, 1026, 1030, 1290, 1792, 1836]);
/** SQLite errors of the file or the disk, not of the row. */
const DISK = /^SQLITE_(IOERR|READONLY|CANTOPEN|PROTOCOL)/;
const BUSY = /^SQLITE_(BUSY|LOCKED)/;
/** Error codes of the operating system, for files that are written without SQLite. */
const FULL_FILE = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const BROKEN_FILE = new Set(['EIO', 'EROFS']);
/** Errcode 28 is ENOSPC: "Error writing file '…' (Errcode: 28 "No space left on device")". */
const NO_SPACE = /No space left|errno: 28|Errcode: 28|disk full/i;

/** The connection broke between COMMIT and its answer. */
export class UnsureCommitError extends Error {
  constructor(cause: unknown) {
    super('the connection broke while committing', { cause });
  }
}

/** Returns why the database could not store; null for an error of the work itself. */
export function databaseTroubleOf(error: unknown): DatabaseTrouble | null {
  if (!(error instanceof Error)) return null;
  if (error instanceof UnsureCommitError) return 'unsure';
  const cause: { fatal?: unknown; errno?: unknown; code?: unknown; message?: unknown } =
    error instanceof QueryFailedError ? error.driverError : error;
  const code = typeof cause.code === 'string' ? cause.code : '';
  const errno = typeof cause.errno === 'number' ? cause.errno : 0;
  if (code === 'SQLITE_FULL' || FULL_FILE.has(code) || FULL.has(errno)) return 'full';
  if (UNWRITABLE.has(errno)) return NO_SPACE.test(String(cause.message)) ? 'full' : 'disk';
  if (DISK.test(code) || BROKEN_FILE.has(code)) return 'disk';
  if (BUSY.test(code)) return 'busy';
  return cause.fatal === true || GOING.has(errno) ? 'away' : null;
}

/** Tells whether a write failed because the database cannot be reached or cannot write at all: the same rows may be tried again later. */
export const isDatabaseAway = (error: unknown): boolean => databaseTroubleOf(error) !== null;
