import type { BaseDataKind } from '@dingdee/shared/base-data';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AuditLog } from '../../audit/audit-log.js';
import { type BaseDataRecord, KingdeeUnavailableError } from '../../connectors/target.js';
import type { Database } from '../../database/database.js';
import { LiveEvents } from '../../event-log/live-events.js';
import { temporaryDatabase } from '../../schema/temporary-database.js';
import { OvertakenError } from '../base-data.errors.js';
import { BaseDataStore } from '../base-data-store.js';
import { EmptiedBaseData } from '../emptied/emptied-base-data.js';
import { ListingKingdee, record } from '../listing-kingdee-for-spec.js';
import { ReadKind } from '../read-kind.js';
import { Increments } from './increments.js';
import { ReadChanges } from './read-changes.js';

/** Incremental readings（增量）of one kind; times are those of Kingdee's clock. */
const KIND: BaseDataKind = 'costItem';
const item = (number: string, name: string, modified: string, change: Partial<BaseDataRecord> = {}) =>
  record(KIND, number, name, { modified: `2026-03-02T${modified}`, ...change });

let db: Database;
let drop: () => Promise<void>;
let kingdee: ListingKingdee;
let full: ReadKind;
let changes: ReadChanges;
beforeEach(async () => {
  ({ db, drop } = await temporaryDatabase());
  kingdee = new ListingKingdee();
  ({ full, changes } = processWith(kingdee));
  list(item('01', '打车', '08:00:00'), item('02', '快递', '09:00:00'), item('03', '油费', '09:55:00'));
  await full.run(KIND);
});
afterEach(() => drop());

function processWith(client: ListingKingdee): { full: ReadKind; changes: ReadChanges } {
  const store = new BaseDataStore(db);
  const increments = new Increments(db, store, client, { BASE_DATA_CHANGES_MS: 600_000 });
  const reader = new ReadKind(client, store, new EmptiedBaseData(db, new AuditLog(), new LiveEvents()), increments);
  return { full: reader, changes: new ReadChanges(client, store, reader, increments) };
}
const list = (...records: BaseDataRecord[]): void => void kingdee.lists.set(KIND, records);
/** Lets time pass since changes were last asked for; the interval, if nothing else is said. */
const later = (ms = 600_000) =>
  db.inTransaction((tx) => tx.query('UPDATE base_data_increment SET asked_at = asked_at - ?', [ms]));
const held = async () =>
  (
    await db.query<Record<'number' | 'name', string> & { reason: string | null }>(
      'SELECT number, name, reason FROM base_data ORDER BY number',
    )
  ).map(({ number, name, reason }) => `${number} ${name}${reason === null ? '' : ` ${reason}`}`);
const why = async () => (await db.query<{ why: string }>('SELECT why FROM base_data_increment'))[0]?.why;
const reported = async () =>
  (await db.query<Record<'what' | 'number', string>>('SELECT what, number FROM base_data_change ORDER BY number')).map(
    ({ what, number }) => `${what} ${number}`,
  );

it('asks from ten minutes before the latest change that Kingdee listed, stores what is different and reports it', async () => {
  list(item('01', '出租车', '10:30:00'), item('03', '油费', '09:55:00'), item('04', '培训费', '10:20:00'));
  expect(await changes.run(KIND)).toEqual({ kind: KIND, total: 3, added: 1, changed: 1, removed: 0 });
  // 02 is gone in Kingdee: only a full reading sees that.
  expect(await held()).toEqual(['01 出租车', '02 快递', '03 油费', '04 培训费']);
  expect(await reported()).toEqual(['renamed 01', 'added 04']);
  await later();
  expect(await changes.run(KIND)).toMatchObject({ total: 2, added: 0, changed: 0 });
  expect(kingdee.since).toEqual(['2026-03-02T09:45:00', '2026-03-02T10:20:00']);
  await full.run(KIND);
  expect(await held()).toContain('02 快递 gone');
});

it('is made once an interval, by one process of several', async () => {
  const other = processWith(kingdee);
  const made = await Promise.all([changes.run(KIND), other.changes.run(KIND)]);
  expect(made.filter((one) => one !== null)).toHaveLength(1);
  expect(await changes.run(KIND)).toBeNull();
  expect(kingdee.since).toHaveLength(1);
});

it('does not begin while a full reading is under way, and writes nothing once one has begun', async () => {
  let goOn = (): void => undefined;
  const wait = () => {
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    kingdee.held.set(KIND, held);
  };
  wait();
  const going = full.run(KIND);
  await expect.poll(() => kingdee.asked).toBe(2);
  expect(await changes.run(KIND)).toBeNull();
  goOn();
  await going;
  wait();
  const incremental = changes.run(KIND);
  await expect.poll(() => kingdee.asked).toBe(3);
  list(item('01', '老名字', '10:00:00'), item('02', '快递', '09:00:00'), item('03', '油费', '09:55:00'));
  kingdee.held.clear();
  const latest = processWith(kingdee).full.run(KIND);
  await latest;
  list(item('01', '更老的名字', '10:00:00'));
  goOn();
  await expect(incremental).rejects.toThrow(OvertakenError);
  expect(await held()).toContain('01 老名字');
});

it('that Kingdee refuses becomes a full one, and is not tried again with this connection', async () => {
  kingdee.refusal = new KingdeeUnavailableError('金蝶没有回答。', false);
  list(item('01', '打车', '08:00:00'), item('03', '油费', '09:55:00'));
  expect(await changes.run(KIND)).toMatchObject({ total: 2, removed: 1 });
  await later();
  expect([await changes.run(KIND), await why()]).toEqual([null, 'refused']);
  await full.run(KIND);
  await later();
  expect([await changes.run(KIND), await why(), kingdee.since.length]).toEqual([null, 'refused', 1]);
  // After a week once more: rights and versions change.
  await later(7 * 86_400_000);
  await changes.run(KIND);
  await later();
  expect([await changes.run(KIND), await why(), kingdee.since.length]).toEqual([null, 'refused', 2]);
  // Another site, account set or user: its own full reading comes first.
  kingdee.place = 'two';
  kingdee.refusal = null;
  expect(await changes.run(KIND)).toBeNull();
  await full.run(KIND);
  await later();
  expect(await changes.run(KIND)).toMatchObject({ total: 1 });
  expect(await why()).toBe('');
});

it('that is refused with everything else is remembered as nothing: the right may come back', async () => {
  kingdee.refusal = new KingdeeUnavailableError('没有权限。', false);
  kingdee.trouble.set(KIND, kingdee.refusal);
  await expect(changes.run(KIND)).rejects.toThrow('没有权限');
  kingdee.refusal = null;
  kingdee.trouble.clear();
  await later();
  expect(await changes.run(KIND)).toMatchObject({ total: 1 });
});

it('that meets no answer leaves everything to the next one', async () => {
  kingdee.refusal = new KingdeeUnavailableError('连不上金蝶。', true);
  const before = kingdee.asked;
  await expect(changes.run(KIND)).rejects.toThrow('连不上');
  expect([kingdee.asked - before, await why()]).toEqual([0, '']);
});

it('that lists nothing is no answer: the latest entry would be in it. The full reading tells which of the two it was', async () => {
  list(item('01', '打车', '08:00:00'), item('02', '快递', '09:00:00'));
  expect(await changes.run(KIND)).toMatchObject({ total: 2, removed: 1 });
  expect([await held(), await why()]).toEqual([['01 打车', '02 快递', '03 油费 gone'], '']);
  // A filter that never finds anything.
  kingdee.changedBaseData = async function* () {
    yield [];
  };
  await later();
  expect(await changes.run(KIND)).toMatchObject({ total: 2 });
  expect(await why()).toBe('refused');
});

it.each([
  ['no-date', [record(KIND, '01', '打车'), record(KIND, '02', '快递')]],
  ['repeated', [item('01', '打车', '08:00:00', { repeated: true })]],
] as const)('is not made where it would be wrong: %s', async (code, records) => {
  list(...records);
  await full.run(KIND);
  await later();
  expect([await changes.run(KIND), await why(), kingdee.since]).toEqual([null, code, []]);
});

it('takes a change in the future for an input and not for the clock', async () => {
  list(
    item('01', '打车', '08:00:00'),
    item('02', '快递', '09:30:00'),
    record(KIND, '03', '油费', { modified: '2099-12-31T00:00:00' }),
  );
  await full.run(KIND);
  expect(await changes.run(KIND)).toMatchObject({ total: 2 });
  expect(kingdee.since).toEqual(['2026-03-02T09:20:00']);
});

it('of too many at once waits for the next full reading: it would be no cheaper', async () => {
  list(
    ...Array.from({ length: 2_001 }, (_, at) => item(`M${at}`, `导入 ${at}`, '10:00:00')),
    item('03', '油费', '09:55:00'),
  );
  expect(await changes.run(KIND)).toMatchObject({ added: 2_001 });
  await later();
  expect([await changes.run(KIND), await why()]).toEqual([null, 'many']);
  await full.run(KIND);
  expect(await why()).toBe('');
});
