import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Actor } from '../../server/src/access/actor.js';
import { AuditLog } from '../../server/src/audit/audit-log.js';
import type { Settings } from '../../server/src/config/settings.js';
import { dataSourceOptions, openDataSource } from '../../server/src/database/data-source.js';
import { Database } from '../../server/src/database/database.js';
import type { DingTalkClient } from '../../server/src/dingtalk/dingtalk.client.js';
import { LiveEvents } from '../../server/src/live/live-events.js';
import { LocalWakes } from '../../server/src/queue/local-wakes.js';
import { KeptNumbers } from '../../server/src/scheme/kept-numbers.js';
import { ReadForm } from '../../server/src/scheme/read-form.js';
import { SchemeStore } from '../../server/src/scheme/scheme-store.js';
import { WriteScheme } from '../../server/src/scheme/write-scheme.js';
import { migratedDatabase, type OpenedDatabase } from './intake-parts.js';
import { onMariaDb } from './stack.js';

/** One approval enters one scheme: of several that are switched on for a form at the same moment one is on. */
let database: OpenedDatabase;
const closing: (() => Promise<unknown>)[] = [];
const ADMIN: Actor = { userId: '0139', name: '郑毅', roles: ['admin'] };
const FORM = { template: 'expense-to-paybill', orgNumber: '101' } as const;

beforeAll(async () => {
  database = await migratedDatabase();
});
afterAll(async () => {
  for (const close of closing) await close();
  await database.close();
});

const office = (db: Database): WriteScheme => {
  const dingtalk = { getForm: async () => ({ name: '费用报销', controls: [] }) } as unknown as DingTalkClient;
  return new WriteScheme(
    db,
    new SchemeStore(db),
    new KeptNumbers({} as Settings),
    new ReadForm(dingtalk),
    new AuditLog(),
    new LiveEvents(),
    new LocalWakes(),
  );
};
/** As two processes have it; SQLite belongs to one. */
async function second(): Promise<Database> {
  if (!onMariaDb) return database.db;
  const [row] = await database.db.query<{ name: string }>('SELECT DATABASE() AS name');
  const url = new URL(process.env.TEST_DATABASE_URL ?? '');
  url.pathname = `/${row?.name ?? ''}`;
  const source = await openDataSource(dataSourceOptions(url.toString()));
  closing.push(() => source.destroy());
  return new Database(source, source);
}
const outcomes = (tried: readonly PromiseSettledResult<unknown>[]): string[] =>
  tried.map((each) => (each.status === 'fulfilled' ? 'on' : (each.reason as { code: string }).code)).sort();
const switchedOn = async (processCode: string): Promise<number> => {
  const [row] = await database.db.query<{ n: unknown }>(
    'SELECT COUNT(*) AS n FROM scheme WHERE process_code = ? AND enabled = 1',
    [processCode],
  );
  return Number(row?.n);
};

it('two schemes of a form that are switched on at once: one is on, the other is told that the form is taken', async () => {
  const [here, there] = [office(database.db), office(await second())];
  for (let round = 0; round < 10; round++) {
    const processCode = `PROC-switch-${round}`;
    const made = await Promise.all([0, 1].map(() => here.create({ ...FORM, processCode }, ADMIN)));
    const tried = await Promise.allSettled(
      made.map(({ id, version }, i) => (i === 0 ? here : there).patch(id, { version, enabled: true }, ADMIN)),
    );
    expect(outcomes(tried)).toEqual(['on', 'scheme/form-taken']);
    expect(await switchedOn(processCode)).toBe(1);
  }
});

it('two schemes of a form that are made switched on at once: one is made, the other is told that the form is taken', async () => {
  const [here, there] = [office(database.db), office(await second())];
  for (let round = 0; round < 10; round++) {
    const wanted = { ...FORM, processCode: `PROC-create-${round}`, enabled: true };
    const tried = await Promise.allSettled([here.create(wanted, ADMIN), there.create(wanted, ADMIN)]);
    expect(outcomes(tried)).toEqual(['on', 'scheme/form-taken']);
    expect(await switchedOn(wanted.processCode)).toBe(1);
  }
});

it('one that is switched off gives the form free', async () => {
  const here = office(database.db);
  const wanted = { ...FORM, processCode: 'PROC-free' };
  const [one, two] = [await here.create({ ...wanted, enabled: true }, ADMIN), await here.create(wanted, ADMIN)];
  await expect(here.patch(two.id, { version: two.version, enabled: true }, ADMIN)).rejects.toMatchObject({
    code: 'scheme/form-taken',
  });
  const off = await here.patch(one.id, { version: one.version, enabled: false }, ADMIN);
  expect((await here.patch(two.id, { version: two.version, enabled: true }, ADMIN)).enabled).toBe(true);
  await expect(here.patch(one.id, { version: off.version, enabled: true }, ADMIN)).rejects.toMatchObject({
    code: 'scheme/form-taken',
  });
  expect(await switchedOn('PROC-free')).toBe(1);
});
