import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseApproval } from '../../server/src/connectors/dingtalk/form/parse-approval.js';
import { SYSTEM } from '../../server/src/domain/actor.js';
import { ApprovalSource } from '../../server/src/engine/source/approval-source.js';
import { amendsOf } from '../../server/src/intake/approval/approval-fate.js';
import { formTotalOf, type ReadApproval } from '../../server/src/intake/approval/read-approval.js';
import { RunTally } from '../../server/src/intake/run/run-tally.js';
import type { SchemeToPull } from '../../server/src/intake/scope/scheme-to-pull.js';
import { quarantineOlder } from '../../server/src/scheme/version/sweep-marks.js';
import { type Sandbox, startSandbox } from '../sandbox/start.js';
import { intakeParts, migratedDatabase, type OpenedDatabase, putScheme, schemeContentFor } from './intake-parts.js';
import { closeAll } from './own-process.js';
import { until } from './person.js';

/** Whoever meets an approval that a person is to decide about collects nothing, however early they have read it. */
const INTO = { backfillId: 'back-fill-1', batchId: 'batch-1', schemeId: 's1' };
let sandbox: Sandbox;
let database: OpenedDatabase;

beforeEach(async () => {
  sandbox = await startSandbox({ approvals: 20, qps: 0 });
  database = await migratedDatabase();
  await putScheme(database.db, 's1', schemeContentFor(sandbox.dingtalk.processCodes.费用报销 ?? ''));
});
afterEach(async () => {
  await closeAll(
    () => database.close(),
    () => sandbox.close(),
  );
});

const agreed = () =>
  sandbox.state.dingtalk.state.approvals
    .all()
    .filter(
      ({ processCode, status, result, bizAction }) =>
        processCode === sandbox.dingtalk.processCodes.费用报销 &&
        status === 'COMPLETED' &&
        result === 'agree' &&
        bizAction === 'NONE',
    )
    .map(({ instanceId }) => instanceId);
const count = async (table: string): Promise<number> =>
  Number((await database.db.query<{ n: unknown }>(`SELECT COUNT(*) AS n FROM ${table}`))[0]?.n);

async function given() {
  const parts = intakeParts(database.db, sandbox);
  const scheme: SchemeToPull = (await parts.schemes.get('s1')) ?? expect.fail('the scheme is off');
  const read = async (id: string, fate: ReadApproval['fate']): Promise<ReadApproval> => {
    const raw = await parts.dingtalk.getInstance(scheme.content.processCode, id);
    const instance = parseApproval(raw);
    const source = new ApprovalSource(instance, '');
    const formTotal = formTotalOf(scheme.content, source);
    return { raw, instance, fate, amends: amendsOf(source), originatorName: '', formTotal, approvalId: null };
  };
  const backfill = (ids: readonly string[]) =>
    parts.pull.takeTurn(scheme, (base) => parts.pipeline.run({ ...base, pages: [ids], quarantine: INTO }));
  const sweep = async () => {
    const { ended } = await parts.pull.start(scheme, 'manual', SYSTEM);
    await ended;
  };
  const store = (reads: readonly ReadApproval[], into?: typeof INTO) =>
    parts.storing.store(scheme, 'run-1', new RunTally(), reads, into);
  return { ...parts, read, backfill, sweep, store };
}

describe('a turn of a back-fill', () => {
  it('lets no other run of the scheme begin beside it; a sweep that was due and who asked have their run after it', async () => {
    const { pull, runs, read } = await given();
    const scheme = (await intakeParts(database.db, sandbox).schemes.get('s1')) ?? expect.fail('the scheme is off');
    await read(agreed()[0] ?? '', { kind: 'collect' });
    let end = (): void => undefined;
    // Its row is there a moment before the turn itself begins.
    const over = new Promise<void>((resolve) => {
      end = resolve;
    });
    const turn = pull.takeTurn(scheme, () => over);
    await until(
      () => count('intake_run'),
      (n) => n === 1,
    );
    const head = pull.start(scheme, 'head', SYSTEM);
    const asked = await pull.start(scheme, 'manual', SYSTEM);
    expect((await runs.byIds([asked.runId]))[0]).toMatchObject({ kind: 'back-fill', state: 'running' });
    expect(await count('intake_run')).toBe(1);
    end();
    await turn;
    const { runId, ended } = await head;
    await ended;
    expect(runId).not.toBe(asked.runId);
    await until(
      async () => (await runs.page({ limit: 10 })).items.map(({ kind, state }) => `${kind} ${state}`),
      (kinds) => ['back-fill done', 'manual done'].every((each) => kinds.includes(each)),
    );
  });
});

describe('an approval in quarantine', () => {
  it('is known to every sweep: it is neither read again nor decided again', async () => {
    const { backfill, known, sweep } = await given();
    const ids = agreed();
    await backfill(ids);
    expect([await count('backfill_item'), await count('bill')]).toEqual([ids.length, 0]);
    const { settled, undecided } = await known.among(ids);
    expect([[...settled].sort(), undecided]).toEqual([[...ids].sort(), []]);
    await sweep();
    expect(await count('bill')).toBe(0);
    // Where each day is proven it is no approval that is missing, but one that is not collected.
    const places = await database.db.query<{ id: string; outcome: string; reason: string | null }>(
      'SELECT process_instance_id AS id, outcome, reason FROM listed_approval',
    );
    const mine = places.filter(({ id }) => ids.includes(id));
    expect(new Set(mine.map(({ outcome, reason }) => `${outcome} ${reason}`))).toEqual(
      new Set(['left-out 补采，进隔离区，不推送']),
    );
    expect(mine.length).toBe(ids.length);
  });

  it('that was named and not read before the back-fill broke off is left to the back-fill, not to the next sweep', async () => {
    const { pull, pipeline, schemes } = await given();
    const scheme = (await schemes.get('s1')) ?? expect.fail('the scheme is off');
    const ids = agreed();
    let looks = 0;
    const checkStop = () => {
      looks += 1;
      if (looks > 3) throw new Error('killed');
    };
    await pull.takeTurn(scheme, (base) => pipeline.run({ ...base, checkStop, pages: [ids], quarantine: INTO }));
    expect(await count('backfill_item')).toBeLessThan(ids.length);
    // It lists nothing, and reads what earlier runs have named and not read.
    await (await pull.start(scheme, 'open', SYSTEM)).ended;
    expect(await count('bill')).toBe(0);
    await pull.takeTurn(scheme, (base) => pipeline.run({ ...base, pages: [ids], quarantine: INTO }));
    expect([await count('backfill_item'), await count('bill')]).toEqual([ids.length, 0]);
  });

  it('gets no bill from who had read it before it went there', async () => {
    const { backfill, read, store } = await given();
    const [id = ''] = agreed();
    const early = [await read(id, { kind: 'collect' }), await read(id, { kind: 'handled-outside', reason: '期初' })];
    await backfill([id]);
    for (const one of early) expect(await store([one])).toEqual({ created: 0 });
    expect(await count('bill')).toBe(0);
  });

  it('is none that was collected while the back-fill read it', async () => {
    const { read, store } = await given();
    const [id = ''] = agreed();
    const late = await read(id, { kind: 'quarantine' });
    await store([await read(id, { kind: 'collect' })]);
    await store([late], INTO);
    expect([await count('backfill_item'), await count('bill')]).toEqual([0, 1]);
  });
});

describe('a first day that was moved while a sweep had already read', () => {
  const moveTo = async (cutOverDate: string) => {
    const { db } = database;
    const content = schemeContentFor(sandbox.dingtalk.processCodes.费用报销 ?? '', { cutOverDate });
    await db.inTransaction(async (tx) => {
      await tx.query(
        "INSERT INTO scheme_version (id, scheme_id, number, content, content_hash, created_by, created_at) VALUES ('v2', 's1', 2, ?, 'h', 'u', 1)",
        [JSON.stringify(content)],
      );
      await tx.query("UPDATE scheme SET current_version = 2 WHERE id = 's1'");
    });
  };
  const states = () =>
    database.db
      .query<{ state_kind: string }>('SELECT state_kind FROM bill')
      .then((rows) => rows.map((r) => r.state_kind));

  it('counts as it is when the approval is stored: later, and it is 期初', async () => {
    const { read, store } = await given();
    const [id = ''] = agreed();
    const early = await read(id, { kind: 'collect' });
    await moveTo('2099-01-01');
    await store([early]);
    expect(await states()).toEqual(['handled-outside']);
  });

  it('earlier, and it waits in quarantine; Kingdee is asked about it', async () => {
    const { backfills, read, store } = await given();
    const [id = ''] = agreed();
    const early = await read(id, { kind: 'handled-outside', reason: '期初' });
    await moveTo('2001-01-01');
    const range = { from: '2001-01-01', to: '2001-01-01' };
    const scheme = { id: 's1', formName: '费用报销', sliceDays: 1, calls: 0 };
    await database.db.inTransaction(async (tx) => {
      const { backfillId } = await backfills.open(tx, range, [scheme], SYSTEM, true);
      await quarantineOlder(tx, 's1', Date.now(), backfillId);
    });
    await store([early]);
    expect([await states(), await count('backfill_item')]).toEqual([[], 1]);
    expect(await database.db.query('SELECT look_due, state FROM backfill')).toEqual([{ look_due: 1, state: 'done' }]);
  });
});
