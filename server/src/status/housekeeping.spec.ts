import { expect, it } from 'vitest';
import { type Settings, settingsSchema } from '../config/settings.js';
import { insertTuples } from '../database/database.js';
import { LocalWakes } from '../queue/local-wakes.js';
import { temporaryDatabase } from '../schema/temporary-database.js';
import { Housekeeping } from './housekeeping.js';

const HOUR_MS = 3_600_000;

it('what nobody can use any more is deleted, each kind after its time, a selection with its bills; the rest stays', async () => {
  const { db, drop } = await temporaryDatabase();
  try {
    const now = Date.now();
    const ends = { gone: now - 25 * HOUR_MS, late: now - HOUR_MS / 2, live: now + HOUR_MS };
    const each = Object.entries(ends);
    await db.inTransaction(async (tx) => {
      await insertTuples(
        tx,
        'event',
        ['kind', 'subject', 'at'],
        each.map(([id, at]) => ['bill', id, at]),
      );
      const session = ['id', 'user_id', 'created_at', 'expires_at'];
      await insertTuples(
        tx,
        'session',
        session,
        each.map(([id, at]) => [id, 'u', 1, at]),
      );
      const preview = ['token', 'owner', 'items', 'created_at', 'expires_at'];
      await insertTuples(
        tx,
        'push_preview',
        preview,
        each.map(([id, at]) => [id, 'u', '[]', 1, at]),
      );
      const selection = ['id', 'owner', 'criteria', 'created_at', 'expires_at'];
      await insertTuples(
        tx,
        'selection',
        selection,
        each.map(([id, at]) => [id, 'u', '{}', 1, at]),
      );
      const item = ['selection_id', 'bill_id', 'bill_version', 'payee', 'changed_at'];
      await insertTuples(
        tx,
        'selection_item',
        item,
        each.map(([id]) => [id, 'b', 1, '', 1]),
      );
      const client = ['kind', 'bridge', 'code_call', 'code_ms', 'user_agent', 'first_seen_at', 'last_seen_at'];
      await insertTuples(
        tx,
        'log_in_client',
        [...client, 'times', 'refused_since', 'last_result'],
        each.map(([id, at]) => [id, 'none', '', 1, '', 1, id === 'gone' ? now - 366 * 24 * HOUR_MS : at, 1, 0, 'in']),
      );
    });
    await new Housekeeping(db, new LocalWakes(), settingsSchema.partial().parse({}) as Settings).run();
    const left = async (table: string, column: string) =>
      (await db.query<{ id: string }>(`SELECT ${column} AS id FROM ${table} ORDER BY ${column}`)).map(({ id }) => id);
    expect(await left('event', 'subject')).toEqual(['late', 'live']);
    expect(await left('session', 'id')).toEqual(['live']);
    expect(await left('push_preview', 'token')).toEqual(['late', 'live']);
    expect(await left('selection', 'id')).toEqual(['late', 'live']);
    expect(await left('selection_item', 'selection_id')).toEqual(['late', 'live']);
    expect(await left('log_in_client', 'kind')).toEqual(['late', 'live']);
  } finally {
    await drop();
  }
});
