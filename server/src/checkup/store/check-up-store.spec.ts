import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Database } from '../../database/database.js';
import { temporaryDatabase } from '../../schema/temporary-database.js';
import { green, red } from '../probe/finding.js';
import { NO_SUBJECT } from '../probe/probe.js';
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
  const tokens = await Promise.all(['a', 'b', 'c'].map((who) => store.claim(who)));
  const [token, ...more] = tokens.filter((each) => each !== null);
  expect(more).toEqual([]);
  expect((await store.run()).running).not.toBeNull();
  await store.finish(token ?? '', [line('kingdee/site')]);
  expect(await store.claim('d')).not.toBeNull();
});

it('what a run found takes the place of all lines but those of consent; one that lost its lease writes nothing', async () => {
  const first = (await store.claim('a')) ?? '';
  await store.finish(first, [line('kingdee/site'), line('kingdee/bills:old')]);
  await db.inTransaction((tx) => store.put(tx, line('kingdee/save-right', red('accepted', { number: 'N' }))));
  const second = (await store.claim('b')) ?? '';
  await store.finish(first, [line('dingtalk/login')]);
  await store.finish(second, [line('kingdee/site', red('not-listed', { listed: 1, names: '' }))]);
  expect((await store.lines()).map((each) => `${each.line} ${each.finding.state}`)).toEqual([
    'kingdee/save-right red',
    'kingdee/site red',
  ]);
});

it('a run whose process died is followed by another once its lease is over', async () => {
  await store.claim('a');
  expect(await store.claim('b')).toBeNull();
  await db.inTransaction((tx) => tx.query('UPDATE check_up_run SET lease_until = 0'));
  expect((await store.run()).running).toBeNull();
  expect(await store.claim('b')).not.toBeNull();
});

it('what another version wrote is unknown, not an error', async () => {
  await db.inTransaction((tx) => store.put(tx, line('kingdee/site')));
  await db.inTransaction((tx) => tx.query('UPDATE check_up_line SET finding = \'{"v":9}\''));
  expect((await store.lines())[0]?.finding).toMatchObject({ state: 'unknown', code: 'not-yet' });
});
