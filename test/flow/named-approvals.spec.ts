import { afterEach, beforeEach, expect, it } from 'vitest';
import { SYSTEM } from '../../server/src/domain/actor.js';
import { PullNamed } from '../../server/src/intake/pull/pull-named.js';
import { RecordRun } from '../../server/src/intake/run/record-run.js';
import { generateApprovals } from '../sandbox/dingtalk/generator.js';
import { type Sandbox, startSandbox } from '../sandbox/start.js';
import { intakeParts, migratedDatabase, type OpenedDatabase, putScheme, schemeContentFor } from './intake-parts.js';
import { closeAll } from './own-process.js';

/** Approvals that another approval names: they are read for what they change, and may be of a form that nobody collects. */
let sandbox: Sandbox;
let database: OpenedDatabase;
beforeEach(async () => {
  sandbox = await startSandbox({ approvals: 60, qps: 0 });
  database = await migratedDatabase();
});
afterEach(() =>
  closeAll(
    () => database.close(),
    () => sandbox.close(),
  ),
);

it.each([[null], ['quota'], ['reset']] as const)(
  'an ordinary one of another form never becomes a bill of this form (%s while it is read)',
  async (kind) => {
    const { state, company } = sandbox.state.dingtalk;
    const form = state.approvals.firstForm(sandbox.dingtalk.processCodes.费用报销 ?? '');
    await putScheme(database.db, 's1', schemeContentFor(form.processCode));
    const another = { ...form, processCode: 'PROC-ANOTHER', name: '另一张表单' };
    state.approvals.addForm(another);
    const made = generateApprovals({ count: 10, seed: 71, now: Date.now(), form: another, company, clean: true });
    state.approvals.add(made);
    const other = made.find(({ fate }) => fate === 'agreed');
    if (!other) throw new Error('no approval');

    const parts = intakeParts(database.db, sandbox, { SWEEP_INTERVAL_MS: '900000' });
    const record = new RecordRun(database.db, parts.meter, parts.runs);
    const named = new PullNamed(database.db, parts.known, parts.runs, record, parts.pipeline, parts.schemes);
    if (kind) sandbox.state.ctx.faults.add({ system: 'dingtalk', kind, api: 'processInstances', times: 0 });
    const ends = await named.run('s1', [other.instanceId]);
    if (kind === null) expect([...ends.values()]).toEqual(['ordinary']);
    sandbox.state.ctx.faults.clear();

    const later = intakeParts(database.db, sandbox, {});
    const scheme = await later.schemes.get('s1');
    if (!scheme) throw new Error('the scheme is off');
    await database.db.inTransaction((tx) => tx.query('UPDATE listed_approval SET next_at = NULL'));
    await (await later.pull.start(scheme, 'look-back', SYSTEM)).ended;
    const bills = await database.db.query<{ id: string }>('SELECT process_instance_id AS id FROM bill');
    expect(bills.length).toBeGreaterThan(0);
    expect(bills.filter(({ id }) => id === other.instanceId)).toEqual([]);
    expect(await database.db.query("SELECT process_instance_id FROM listed_approval WHERE outcome = 'unread'")).toEqual(
      [],
    );
  },
);
