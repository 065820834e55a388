import { afterEach, beforeEach, expect, it } from 'vitest';
import { noteClosed, noteOpen } from '../../bill/period/closed-periods.js';
import { SYSTEM } from '../../domain/actor.js';
import { MappingTables } from '../table/mapping-tables.js';
import { WriteMappingRows } from '../table/write-mapping-rows.js';
import { behindMapping } from './behind-mapping.js';
import { CONTENT, FILLED, type MappingForSpec, mapper, mappingForSpec } from './mapping-for-spec.js';

/** Bills that a change of a table or a scheme did not reach: each is mapped by a later run, and not only by one after a restart. */
let given: MappingForSpec;
beforeEach(async () => {
  given = await mappingForSpec();
  for (const [code, rows] of Object.entries(FILLED)) await given.put(code, rows);
});
afterEach(() => given.close());

const AWAY = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:3306'), { code: 'ECONNREFUSED', fatal: true });
const NOW = Date.UTC(2026, 10, 30);
const CHANGED = { rows: [{ key: '住宿', targetNumber: 'CI0009', orgNumber: '' }] };

const writing = () =>
  new WriteMappingRows(
    given.db,
    new MappingTables(given.db, given.catalog),
    given.catalog,
    given.mapping,
    given.audit,
    given.live,
  );
const set = (id: string, sql: string) =>
  given.db.inTransaction((tx) => tx.query(`UPDATE bill SET ${sql}, version = version + 1 WHERE id = ?`, [id]));
const drafts = async () =>
  (
    await given.db.query<{ draft: string }>(
      'SELECT c.draft FROM bill b JOIN bill_content c ON c.bill_id = b.id ORDER BY b.id',
    )
  ).map(({ draft }) => (draft.includes('CI0009') ? 'new' : 'old'));
const versionOf = async (id: string) =>
  Number((await given.db.query<{ version: unknown }>('SELECT version FROM bill WHERE id = ?', [id]))[0]?.version);
const behind = (ids: readonly string[]) => given.db.inTransaction((tx) => behindMapping(tx, ids));

/** Somebody takes back the approval of a bill, by the ledger as the program does it. */
async function unapprove(id: string): Promise<void> {
  await given.db.inTransaction(async (tx) => {
    const bill = { id, version: await versionOf(id), kind: 'approved' as const, reached: 'none' as const };
    await given.ledger.moveAll(
      tx,
      [{ bill, to: 'ready', data: {}, patch: { approved_hash: null }, action: 'unapprove' }],
      SYSTEM,
    );
  });
}
const APPROVED = `state_kind = 'approved', approved_hash = content_hash`;

it('a bill that comes back from its approval is mapped by the rows of today, long after others were', async () => {
  const [id = ''] = await given.collect([{ index: 1 }]);
  await given.mapping.work();
  await set(id, APPROVED);
  await writing().put('costItem', CHANGED, mapper);
  await given.mapping.work();
  expect(await drafts()).toEqual(['old']);
  await unapprove(id);
  expect([...(await behind([id]))]).toEqual([id]);
  await given.mapping.work();
  expect([await drafts(), [...(await behind([id]))]]).toEqual([['new'], []]);
});

it('the same of a new version of its scheme', async () => {
  const [id = ''] = await given.collect([{ index: 1 }]);
  await given.mapping.work();
  await set(id, APPROVED);
  await given.db.inTransaction(async (tx) => {
    await given.schemes.addVersion(tx, 's1', 2, CONTENT, SYSTEM);
    await tx.query('UPDATE scheme SET current_version = 2 WHERE id = ?', ['s1']);
  });
  await given.mapping.work();
  await unapprove(id);
  const seen = await versionOf(id);
  await given.mapping.work();
  const [row] = await given.db.query<{ scheme_version: unknown }>('SELECT scheme_version FROM bill');
  expect(Number(row?.scheme_version)).toBe(2);
  // Nothing came out otherwise: whoever looks at it sees no change.
  expect([await versionOf(id), [...(await behind([id]))]]).toEqual([seen, []]);
});

it('a row for another organisation alone leaves a bill as it is, and keeps nobody from approving it', async () => {
  const [id = ''] = await given.collect([{ index: 1 }]);
  await given.mapping.work();
  const seen = await versionOf(id);
  await given.db.inTransaction((tx) =>
    tx.query(`UPDATE mapping_table SET revision = revision + 1 WHERE code = 'costItem'`),
  );
  await given.db.inTransaction((tx) =>
    tx.query(
      `INSERT INTO mapping_row (id, table_id, org_number, row_key, key_label, target_number, target_name, since_revision, created_by, created_at)
       SELECT 'other', id, '999', '住宿', '', 'CI0009', '', revision, 'u', 1 FROM mapping_table WHERE code = 'costItem'`,
    ),
  );
  expect([...(await behind([id]))]).toEqual([id]);
  await given.mapping.work();
  expect([await drafts(), await versionOf(id), [...(await behind([id]))]]).toEqual([['old'], seen, []]);
});

it('bills whose mapping was broken off by the database are mapped by the next run', async () => {
  await given.collect([{ index: 1 }, { index: 2 }]);
  await given.mapping.work();
  const { where } = given.bills;
  let away = true;
  given.bills.where = (...asked) => {
    if (away) throw AWAY;
    return where.apply(given.bills, asked);
  };
  await expect(writing().put('costItem', CHANGED, mapper)).rejects.toThrow('ECONNREFUSED');
  away = false;
  await given.mapping.work();
  expect(await drafts()).toEqual(['new', 'new']);
});

it('bills under which a table changed again and again are due, and the next run maps them', async () => {
  await given.collect([{ index: 1 }, { index: 2 }]);
  await given.mapping.work();
  const { isCurrent } = given.books;
  let busy = 4;
  given.books.isCurrent = async (tx, book) => (busy-- > 0 ? false : isCurrent.call(given.books, tx, book));
  await writing().put('costItem', CHANGED, mapper);
  const due = await given.db.query('SELECT bill_id FROM bill_due_map');
  await given.mapping.work();
  expect([due.length, await drafts()]).toEqual([2, ['new', 'new']]);
  expect(await given.db.query('SELECT bill_id FROM bill_due_map')).toEqual([]);
});

const march = [{ orgNumber: '101', businessDate: '2026-03-05' }];
const day = async (id: string) =>
  (await given.db.query<{ business_date: string }>('SELECT business_date FROM bill WHERE id = ?', [id]))[0]
    ?.business_date;
const nextOpen = () =>
  given.db.inTransaction(async (tx) => {
    const rule = { kind: 'date', from: 'row:费用发生日期', pick: 'earliest', closed: 'next-open' } as const;
    const header = { ...CONTENT.header, businessDate: { label: '业务日期', required: true, rules: [rule] } };
    await given.schemes.addVersion(tx, 's1', 2, { ...CONTENT, header }, SYSTEM);
    await tx.query('UPDATE scheme SET current_version = 2 WHERE id = ?', ['s1']);
  });

it('a month that Kingdee opened again just before a restart gives a moved bill its own day back', async () => {
  await nextOpen();
  const [id = ''] = await given.collect([{ index: 1 }]);
  await given.mapping.work();
  await given.db.inTransaction((tx) => noteClosed(tx, march, NOW));
  await given.mapping.work();
  expect(await day(id)).toBe('2026-04-01');
  await given.db.inTransaction((tx) => noteOpen(tx, march));
  await given.restarted().work();
  expect(await day(id)).toBe('2026-03-01');
});

it('a month that has not begun is not taken to be closed, whatever a refusal sounds like', async () => {
  await nextOpen();
  const [id = ''] = await given.collect([{ index: 1 }]);
  await given.mapping.work();
  await given.db.inTransaction((tx) => noteClosed(tx, [{ orgNumber: '101', businessDate: '2062-03-05' }], NOW));
  await given.mapping.work();
  expect(await day(id)).toBe('2026-03-01');
  expect(await given.db.query('SELECT month FROM closed_period')).toEqual([]);
});
