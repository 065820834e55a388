import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Database } from '../../database/database.js';
import { settingsForSpec } from '../../http/settings-for-spec.js';
import { temporaryDatabase } from '../../schema/temporary-database.js';
import { formsToAsk } from '../dingtalk/forms.js';
import { loadFacts } from '../facts/load-facts.js';
import { green, red } from '../probe/finding.js';
import { NO_SUBJECT } from '../probe/probe.js';
import { runProbes } from '../run/run-probes.js';
import { worldOf } from '../run/world.js';
import type { LineFound } from '../words/line-words.js';
import { CheckUpStore } from './check-up-store.js';

let opened: Awaited<ReturnType<typeof temporaryDatabase>>;
let db: Database;
let store: CheckUpStore;
beforeEach(async () => {
  opened = await temporaryDatabase();
  db = opened.db;
  store = new CheckUpStore(db);
});
afterEach(() => opened.drop());

const line = (probe: string, finding = green('in')): LineFound => ({
  line: probe,
  probe,
  subject: NO_SUBJECT,
  finding,
  at: Date.now(),
  ms: 1,
});

it('of several who want a run at once one has it, and the next when it is over', async () => {
  const tokens = await Promise.all(['a', 'b', 'c'].map((who) => store.claim(who, 40)));
  const [token, ...more] = tokens.filter((each) => each !== null);
  expect(more).toEqual([]);
  expect((await store.run()).running).not.toBeNull();
  await store.finish(token ?? '', [line('kingdee/site')]);
  expect(await store.claim('d', 40)).not.toBeNull();
});

it('what a run found takes the place of all lines but those of consent; one that lost its lease writes nothing', async () => {
  const first = (await store.claim('a', 40)) ?? '';
  await store.finish(first, [line('kingdee/site'), line('kingdee/bills:old')]);
  await db.inTransaction((tx) => store.put(tx, line('kingdee/save-right', red('accepted', { number: 'N' }))));
  const second = (await store.claim('b', 40)) ?? '';
  await store.finish(first, [line('dingtalk/login')]);
  await store.finish(second, [line('kingdee/site', red('not-listed', { listed: 1, names: '' }))]);
  expect((await store.lines()).map((each) => `${each.line} ${each.finding.state}`)).toEqual([
    'kingdee/save-right red',
    'kingdee/site red',
  ]);
});

it('a run whose process died is followed by another once its lease is over', async () => {
  await store.claim('a', 40);
  expect(await store.claim('b', 40)).toBeNull();
  await db.inTransaction((tx) => tx.query('UPDATE check_up_run SET lease_until = 0'));
  expect((await store.run()).running).toBeNull();
  expect(await store.claim('b', 40)).not.toBeNull();
});

it('what another version wrote is unknown, not an error', async () => {
  await db.inTransaction((tx) => store.put(tx, line('kingdee/site')));
  await db.inTransaction((tx) => tx.query('UPDATE check_up_line SET finding = \'{"v":9}\''));
  expect((await store.lines())[0]?.finding).toMatchObject({ state: 'unknown', code: 'not-yet' });
});

it('a run and one line are asked one at a time, and a line is no run', async () => {
  const asking = (await store.claim('a', 0)) ?? '';
  expect([await store.claim('b', 0), await store.claim('c', 40)]).toEqual([null, null]);
  expect(await store.run()).toEqual({ startedAt: null, finishedAt: null, running: null, failed: null });
  await store.finishLine(asking, line('kingdee/site'));
  expect((await store.lines()).map((each) => each.line)).toEqual(['kingdee/site']);
  // Whoever gives up what it has not any more takes nobody's place away.
  const next = await store.claim('b', 0);
  await store.release(asking);
  expect([next === null, await store.claim('c', 40)]).toEqual([false, null]);
});

it('a run that failed or died is told until one ends with a result; what was found before stays, with its time', async () => {
  await store.finish((await store.claim('a', 40)) ?? '', [line('kingdee/site')]);
  const found = await store.run();
  expect(found).toMatchObject({ running: null, failed: null });
  await store.fail((await store.claim('a', 40)) ?? '');
  expect(await store.run()).toEqual({ ...found, failed: { startedAt: expect.any(Number), why: 'broken' } });

  await store.claim('a', 40);
  await db.inTransaction((tx) => tx.query('UPDATE check_up_run SET lease_until = 0'));
  expect(await store.run()).toMatchObject({ finishedAt: found.finishedAt, failed: { why: 'died' } });
  // A line that is asked since hides nothing.
  await store.finishLine((await store.claim('a', 0)) ?? '', line('kingdee/site'));
  expect(await store.run()).toMatchObject({ finishedAt: found.finishedAt, failed: { why: 'died' } });
  expect(await store.lines()).toHaveLength(1);

  await store.finish((await store.claim('a', 40)) ?? '', [line('kingdee/site')]);
  expect(await store.run()).toMatchObject({ running: null, failed: null });
});

it('two schemes are drawn up for one form and none is switched on: the form is one line, and the run ends with it', async () => {
  await db.inTransaction(async (tx) => {
    for (const id of ['s1', 's2'])
      await tx.query(
        `INSERT INTO scheme (id,name,template,process_code,form_name,org_number,outcome,enabled,current_version,version,created_by,created_at,updated_at)
         VALUES (?,?,'t','PROC-1','费用报销','101','save',0,1,1,'a',1,1)`,
        [id, id],
      );
  });
  const quota = { used: 0, limit: 10_000, forecast: 0, short: false };
  const facts = await loadFacts(db, quota, settingsForSpec());
  expect(facts.forms).toEqual([{ processCode: 'PROC-1', name: '费用报销' }]);
  const world = worldOf({} as Parameters<typeof worldOf>[0], facts);
  const form = {
    code: 'dingtalk/form',
    system: 'dingtalk',
    subjects: formsToAsk,
    ask: async () => green('read'),
  } as const;
  await store.finish((await store.claim('a', 40)) ?? '', await runProbes([form], world));
  expect(await store.run()).toMatchObject({ running: null, failed: null });
  expect((await store.lines()).map((each) => each.line)).toEqual(['dingtalk/form:PROC-1']);
});
