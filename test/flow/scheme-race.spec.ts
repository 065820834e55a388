import { afterAll, beforeAll, expect, it } from 'vitest';
import { Database } from '../../server/src/database/database.js';
import type { Actor } from '../../server/src/domain/actor.js';
import { LiveEvents } from '../../server/src/event-log/live-events.js';
import { IntakeRuns } from '../../server/src/intake/run/intake-runs.js';
import { DeadLeases } from '../../server/src/queue/dead-leases.js';
import { ProcessHeartbeat } from '../../server/src/queue/process-heartbeat.js';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import { LEASED } from '../../server/src/schema/leased.js';
import { schemesForSpec } from '../../server/src/scheme/scheme-for-spec.js';
import { migratedDatabase, type OpenedDatabase } from './intake-parts.js';
import { closeAll } from './own-process.js';
import { onMariaDb } from './stack.js';

/** One approval enters one scheme: of several that are switched on for a form at the same moment one is on. */
let database: OpenedDatabase;
const closing: (() => Promise<unknown>)[] = [];
const ADMIN: Actor = { userId: '0139', name: '郑毅', roles: ['admin'] };
const FORM = { template: 'expense-to-paybill', orgNumber: '101' } as const;

beforeAll(async () => {
  database = await migratedDatabase();
});
afterAll(() => closeAll(...closing, () => database.close()));

const office = schemesForSpec;
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

type Office = ReturnType<typeof schemesForSpec>;
/** Lets every warning pass. */
async function enable({ enabling }: Office, id: string, version: number) {
  const { findings } = await enabling.readiness(id);
  return enabling.enable(id, { version, accepted: findings.map(({ key }) => key) }, ADMIN);
}

it('two schemes of a form that are switched on at once: one is on, the other is told that the form is taken', async () => {
  const [here, there] = [office(database.db), office(await second())];
  for (let round = 0; round < 10; round++) {
    const processCode = `PROC-switch-${round}`;
    const made = await Promise.all([0, 1].map(() => here.writing.create({ ...FORM, processCode }, ADMIN)));
    const tried = await Promise.allSettled(
      made.map(({ id, version }, i) => enable(i === 0 ? here : there, id, version)),
    );
    expect(outcomes(tried)).toEqual(['on', 'scheme/form-taken']);
    expect(await switchedOn(processCode)).toBe(1);
  }
});

it('one that is switched off gives the form free', async () => {
  const here = office(database.db);
  const wanted = { ...FORM, processCode: 'PROC-free' };
  const [one, two] = [await here.writing.create(wanted, ADMIN), await here.writing.create(wanted, ADMIN)];
  const on = await enable(here, one.id, one.version);
  await expect(enable(here, two.id, two.version)).rejects.toMatchObject({ code: 'scheme/form-taken' });
  const off = await here.retiring.disable(one.id, { version: on.version, reason: '换成新的方案' }, ADMIN);
  expect((await enable(here, two.id, two.version)).enabled).toBe(true);
  await expect(enable(here, one.id, off.version)).rejects.toMatchObject({ code: 'scheme/form-taken' });
  expect(await switchedOn('PROC-free')).toBe(1);
});

it('a scheme that is deleted while a sweep of it begins: either the sweep finds no scheme, or the scheme stays', async () => {
  const [here, there] = [office(database.db), await second()];
  const runs = new IntakeRuns(there, new LiveEvents(), new ProcessHeartbeat(there, new DeadLeases(LEASED)));
  for (let round = 0; round < 10; round++) {
    const { id, version } = await here.writing.create({ ...FORM, processCode: `PROC-gone-${round}` }, ADMIN);
    const [swept, deleted] = await Promise.allSettled([
      there.inTransaction((tx) => runs.open(tx, id, 'manual')),
      here.retiring.delete(id, { version }, ADMIN),
    ]);
    expect([swept.status, deleted.status].sort()).toEqual(['fulfilled', 'rejected']);
  }
});
