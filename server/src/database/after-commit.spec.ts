import { afterEach, beforeEach, expect, it } from 'vitest';
import { temporaryDatabase } from '../schema/temporary-database.js';
import { afterCommit, type Database } from './database.js';

let db: Database;
let drop: () => Promise<void>;
let done: string[];
beforeEach(async () => {
  ({ db, drop } = await temporaryDatabase());
  done = [];
});
afterEach(() => drop());

it('is done once the outermost transaction has committed, each thing once', async () => {
  const note = () => void done.push('noted');
  const inner = () =>
    db.inTransaction(async () => {
      afterCommit(note);
      afterCommit(note);
    });
  await db.inTransaction(async () => {
    await inner();
    await inner();
    expect(done).toEqual([]);
  });
  expect(done).toEqual(['noted']);
});

it('is not done where the transaction is rolled back, nor outside of any', async () => {
  const broken = db.inTransaction(async () => {
    afterCommit(() => void done.push('never'));
    throw new Error('no');
  });
  await expect(broken).rejects.toThrow('no');
  afterCommit(() => void done.push('never'));
  expect(done).toEqual([]);
});

it('of several that share a commit each does its own', async () => {
  await Promise.all(
    ['a', 'b', 'c'].map((name) => db.inTransaction(async () => afterCommit(() => void done.push(name)))),
  );
  expect(done.sort()).toEqual(['a', 'b', 'c']);
});
