import { afterEach, beforeEach, expect, it } from 'vitest';
import { BillClaims } from '../../bill/ledger/bill-claims.js';
import { SeenBills } from '../../bill/review/seen-bills.js';
import { FILLED, type MappingForSpec, mapper, mappingForSpec } from './mapping-for-spec.js';

let given: MappingForSpec;
beforeEach(async () => {
  given = await mappingForSpec();
  for (const [code, rows] of Object.entries(FILLED)) await given.put(code, rows);
});
afterEach(() => given.close());

const billOf = async (id: string) => {
  const [row] = await given.db.query<Record<string, string | number | null>>('SELECT * FROM bill WHERE id = ?', [id]);
  return row ?? {};
};
const set = (table: 'bill' | 'bill_content', column: string, value: unknown, id: string) =>
  given.db.inTransaction((tx) =>
    tx.query(`UPDATE ${table} SET ${column} = ? WHERE ${table === 'bill' ? 'id' : 'bill_id'} = ?`, [value, id]),
  );
const three = async (): Promise<[string, string, string]> => {
  const [a = '', bad = '', c = ''] = await given.collect([{ index: 1 }, { index: 2 }, { index: 3 }]);
  return [a, bad, c];
};

/** What the mapping reads of a bill; a BIGINT of MySQL and MariaDB takes no letters. */
const SPOILS: readonly [column: string, value: string][] = [
  ['payees', '{'],
  ['payees', '[]'],
  ['payees', '{"hands":1,"names":[]}'],
  ['reached', 'posted'],
  ['part', 'second'],
  ...(process.env.TEST_DATABASE_URL
    ? []
    : ([['base_fen', '157.3x']] as const).map(([a, b]): [string, string] => [a, b])),
];

it.each(SPOILS)(
  'a first mapping with one bill whose %s is %s maps the others; it waits for the administrator, and goes on once it is put right',
  async (column, value) => {
    const [a, bad, c] = await three();
    const before = (await billOf(bad))[column];
    await set('bill', column, value, bad);
    await given.mapping.work();
    for (const id of [a, c]) expect(await billOf(id)).toMatchObject({ state_kind: 'ready' });
    const stopped = await billOf(bad);
    expect(stopped).toMatchObject({ state_kind: 'collected', reason_key: 'row-unreadable', action: 'none' });
    expect(stopped.reason).toMatch(/读不出来，没有发送，也没有改动。请管理员/);
    expect(stopped[column]).toBe(value);
    await given.mapping.work();
    expect((await billOf(bad)).version).toBe(stopped.version);
    await set('bill', column, before, bad);
    await given.mapping.work();
    expect(await billOf(bad)).toMatchObject({ state_kind: 'ready', reason_key: '' });
  },
);

it.each(SPOILS)(
  'a change of a table with one bill behind it whose %s is %s reaches the others; it stops alone until it is put right',
  async (column, value) => {
    const [a, bad, c] = await three();
    await given.mapping.work();
    const before = (await billOf(bad))[column];
    await set('bill', column, value, bad);
    const tally = await given.mapping.remap({ table: 'costItem', keys: ['住宿'] }, '映射表 费用项目 改了 住宿', mapper);
    expect(tally.remapped).toBe(2);
    const stopped = await billOf(bad);
    expect(stopped).toMatchObject({ state_kind: 'ready', reason_key: 'row-unreadable', action: 'none' });
    expect(stopped[column]).toBe(value);
    for (const id of [a, c]) expect(await billOf(id)).toMatchObject({ state_kind: 'ready', reason_key: '' });
    const seen = new SeenBills(new BillClaims(given.db), { SINGLE_PERSON_MODE: false, FOUR_EYES_BILL: '20000.00' });
    if (column !== 'part')
      await expect(seen.load(given.db.read, bad, Number(stopped.version))).rejects.toMatchObject({
        code: 'bill/unreadable',
      });
    await set('bill', column, before, bad);
    await given.mapping.work();
    expect(await billOf(bad)).toMatchObject({ state_kind: 'ready', reason_key: '' });
  },
);

it.each(['{', '{}', '[1]', 'null'])(
  'issues that are %s keep no bill from being mapped by the engine of today, and differ from those it tells',
  async (text) => {
    const [a, bad, c] = await three();
    await given.mapping.work();
    await given.db.inTransaction((tx) => tx.query('UPDATE bill_content SET engine_revision = 0'));
    await set('bill_content', 'issues', text, bad);
    await given.restarted().work();
    for (const id of [a, bad, c]) expect(await billOf(id)).toMatchObject({ state_kind: 'ready', reason_key: '' });
    const left = await given.db.query('SELECT bill_id FROM bill_content WHERE engine_revision = 0');
    expect(left).toEqual([]);
  },
);
