import { QueryFailedError } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { databaseTroubleOf, isDatabaseAway, UnsureCommitError } from './database-away.js';

const failed = (cause: object) => new QueryFailedError('UPDATE …', [], Object.assign(new Error('…'), cause));

describe('what kept the database from storing', () => {
  it.each([
    [failed({ code: 'SQLITE_FULL' }), 'full'],
    [failed({ code: 'ER_DISK_FULL', errno: 1021 }), 'full'],
    [failed({ code: 'ER_RECORD_FILE_FULL', errno: 1114 }), 'full'],
    [failed({ errno: 3, message: 'Error writing file (Errcode: 28 "No space left on device")' }), 'full'],
    [Object.assign(new Error('no space'), { code: 'ENOSPC' }), 'full'],
    [failed({ code: 'SQLITE_IOERR_WRITE' }), 'disk'],
    [failed({ code: 'SQLITE_READONLY' }), 'disk'],
    [failed({ code: 'ER_OPTION_PREVENTS_STATEMENT', errno: 1290 }), 'disk'],
    [failed({ code: 'SQLITE_BUSY' }), 'busy'],
    [Object.assign(new Error('refused'), { code: 'ECONNREFUSED', fatal: true }), 'away'],
    [failed({ code: 'PROTOCOL_CONNECTION_LOST', fatal: true }), 'away'],
    [failed({ code: 'ER_SERVER_SHUTDOWN', errno: 1053 }), 'away'],
    [new UnsureCommitError(new Error('lost')), 'unsure'],
  ])('%s', (error, trouble) => {
    expect(databaseTroubleOf(error)).toBe(trouble);
    expect(isDatabaseAway(error)).toBe(true);
  });

  it.each([
    failed({ code: 'ER_DUP_ENTRY', errno: 1062 }),
    failed({ code: 'SQLITE_CONSTRAINT_UNIQUE' }),
    failed({ code: 'ER_DATA_TOO_LONG', errno: 1406 }),
    new TypeError('undefined is not a function'),
    // Another system's connection.
    Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
    'no error',
  ])('%s is an error of the work itself', (error) => {
    expect(databaseTroubleOf(error)).toBeNull();
  });
});
