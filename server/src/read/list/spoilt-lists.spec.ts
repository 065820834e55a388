import { RISKS, SORTS } from '@dingdee/shared/bill';
import { BILL_STATES, STAGE_OF, STAGES } from '@dingdee/shared/bill-state';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BulkOffers } from '../../bill/selection/bulk-offers.js';
import type { Actor } from '../../domain/actor.js';
import { FILLED, type MappingForSpec, mappingForSpec } from '../../mapping/run/mapping-for-spec.js';
import { ListBills } from './list-bills.js';

const actor: Actor = { userId: '0166028437', name: '祝清和', roles: ['reviewer', 'pusher', 'admin'] };
const settings = { SINGLE_PERSON_MODE: false, FOUR_EYES_BILL: '20000.00', ASK_UNANSWERED_DAYS: 3 } as never;
let given: MappingForSpec;
let ids: string[] = [];
beforeAll(async () => {
  given = await mappingForSpec();
  for (const [code, rows] of Object.entries(FILLED)) await given.put(code, rows);
  ids = await given.collect([{ index: 1 }, { index: 2 }, { index: 3 }]);
  await given.mapping.mapCollected();
});
afterAll(() => given.close());

const SPOILS: readonly [table: 'bill' | 'bill_content', column: string, value: string][] = [
  ['bill', 'state', '{"orderId"'],
  ['bill', 'state', 'null'],
  ['bill', 'state', '[1]'],
  ['bill', 'state', '{"v":99}'],
  ['bill', 'payees', '{'],
  ['bill', 'payees', '[]'],
  ['bill', 'reached', 'posted'],
  ['bill', 'outcome', 'everything'],
  ['bill', 'action', 'do-something'],
  ['bill', 'cost_items', '{'],
  ['bill', 'issue_marks', '{'],
  ['bill', 'issue_marks', '[["blue"],[1]]'],
  ['bill', 'part', 'second'],
  ['bill_content', 'issues', '{'],
  ['bill_content', 'issues', '{"a":"b"}'],
  ['bill_content', 'issues', '["b"]'],
  ['bill_content', 'issues', 'null'],
];

it.each(SPOILS)(
  'one row whose %s.%s is %s keeps no list, group, sum or offer from being shown; the other bills are in all of them',
  async (table, column, value) => {
    const lists = new ListBills(given.db, new BulkOffers(given.db, settings), settings);
    const [bad = ''] = ids;
    const key = table === 'bill' ? 'id' : 'bill_id';
    const [before] = await given.db.query<Record<string, unknown>>(`SELECT ${column} FROM ${table} WHERE ${key} = ?`, [
      bad,
    ]);
    const run = (sql: string, params: unknown[]) => given.db.inTransaction((tx) => tx.query(sql, params));
    await run(`UPDATE ${table} SET ${column} = ? WHERE ${key} = ?`, [value, bad]);
    // Where no mark is kept, the issues themselves are read.
    if (table === 'bill_content') await run('UPDATE bill SET issue_marks = NULL WHERE id = ?', [bad]);
    try {
      for (const kind of BILL_STATES) {
        await run(`UPDATE bill SET state_kind = ?, reason_key = 'total-mismatch', approved_by = '${actor.userId}'`, [
          kind,
        ]);
        const stage = STAGE_OF[kind];
        for (const sort of SORTS) {
          const page = await lists.page({ stage, sort, limit: 50 }, actor);
          expect(page.items.map(({ id }) => id).sort()).toEqual([...ids].sort());
          expect(page.total).toBe(3);
        }
        for (const by of ['reason', 'risk', 'person'] as const) {
          const { items } = await lists.groups({ stage, by, rows: 5 }, actor);
          expect(items.reduce((n, { count }) => n + count, 0)).toBe(3);
        }
        for (const risk of RISKS) {
          await lists.page({ stage, risk, sort: 'waiting', limit: 50 }, actor);
          await lists.sumOf({ stage, risk }, actor);
        }
        await lists.page({ decided: 'lately', sort: 'waiting', limit: 50 }, actor);
        await lists.groups({ decided: 'lately' }, actor);
        const seen = await given.db.query<{ id: string; version: number }>('SELECT id, version FROM bill');
        const offers = await new BulkOffers(given.db, settings).ofSeen(
          { items: seen.map(({ id, version }) => ({ id, version: Number(version) })) },
          actor,
        );
        expect(offers.changed).toEqual([]);
      }
      expect((await lists.stages({})).stages).toHaveLength(STAGES.length);
    } finally {
      await run(`UPDATE ${table} SET ${column} = ? WHERE ${key} = ?`, [before?.[column], bad]);
    }
  },
);
