import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DingTalkClient } from '../../server/src/connectors/source.js';
import { LaterNames } from '../../server/src/intake/approval/later-names.js';
import { OriginatorNames } from '../../server/src/intake/approval/originator-names.js';
import { FILLED, type MappingForSpec, mappingForSpec } from '../../server/src/mapping/run/mapping-for-spec.js';
import type { Wakes } from '../../server/src/queue/wakes.js';

/** Approvals stored without a name, or by an earlier version with the userid in its place: the contacts are asked later, once a person. */
let given: MappingForSpec;
let asked: string[];
let known: Map<string, string>;
let later: LaterNames;
beforeEach(async () => {
  given = await mappingForSpec();
  for (const [code, rows] of Object.entries(FILLED)) await given.put(code, rows);
  asked = [];
  known = new Map();
  const dingtalk = {
    getUser: async (userId: string) => {
      asked.push(userId);
      const name = known.get(userId);
      return name === undefined ? null : { userId, name, deptIds: [], jobNumber: null };
    },
  } as unknown as DingTalkClient;
  const names = new OriginatorNames(given.db, dingtalk);
  later = new LaterNames(given.db, dingtalk, names, given.ledger, given.wakes, { SWEEP_INTERVAL_MS: 0 });
});
afterEach(() => given.close());

/** As an earlier version left them: `name` in place of the applicant's, mapped with it. */
async function stored(name: string, ...states: string[]): Promise<void> {
  const ids = await given.collect(states.map((_, index) => ({ index: index + 1 })));
  await given.mapping.work();
  await given.db.inTransaction(async (tx) => {
    await tx.query('UPDATE approval SET originator_name = ?', [name]);
    await tx.query('UPDATE bill SET originator_name = ?, payee = ?', [name, name]);
    for (const [i, state] of states.entries())
      await tx.query(
        'UPDATE bill SET state_kind = ?, approved_hash = CASE WHEN ? = 1 THEN content_hash END WHERE id = ?',
        [state, state === 'approved' ? 1 : 0, ids[i]],
      );
  });
}
const bills = () =>
  given.db.query<Record<'s' | 'name' | 'payee' | 'voided', string | null>>(
    'SELECT state_kind AS s, originator_name AS name, payee, approval_voided AS voided FROM bill ORDER BY business_id',
  );

it.each(['', '4417'])(
  'a name that was stored as “%s” is asked for once, and open bills are mapped anew with it',
  async (name) => {
    await stored(name, 'ready', 'approved', 'booked');
    known.set('4417', '冯赟');
    await later.run();
    await given.mapping.work();
    expect(asked).toEqual(['4417']);
    expect(await bills()).toMatchObject([
      { s: 'ready', name: '冯赟', payee: '冯赟', voided: null },
      { s: 'ready', name: '冯赟', payee: '冯赟', voided: expect.stringContaining('姓名从通讯录补上了') },
      // What was paid keeps the name under which it was paid.
      { s: 'booked', name, payee: name },
    ]);
    await later.run();
    expect(asked).toEqual(['4417']);
  },
);

it('of somebody whom DingTalk does not name, no userid stays in the place of the name', async () => {
  await stored('4417', 'ready');
  await later.run();
  await given.mapping.work();
  const [bill] = await bills();
  expect(bill?.name).toBe('');
  expect(bill?.payee).not.toBe('4417');
  // Asked again tomorrow, not with each run.
  await later.run();
  expect(asked).toEqual(['4417']);
});

it('asks a few people at a time', async () => {
  await given.collect(Array.from({ length: 60 }, (_, i) => ({ index: i + 1, originatorUserId: `9${i}` })));
  await given.db.inTransaction((tx) => tx.query("UPDATE approval SET originator_name = ''"));
  await given.mapping.work();
  await later.run();
  expect(asked).toHaveLength(50);
  await later.run();
  expect(new Set(asked).size).toBe(60);
});

it('people whose name in DingTalk is their userid are asked for once, and hold up nobody else', async () => {
  const userIds = Array.from({ length: 55 }, (_, i) => `tom${String(i).padStart(2, '0')}`);
  await given.collect([...userIds, 'zz'].map((originatorUserId, i) => ({ index: i + 1, originatorUserId })));
  for (const userId of userIds) known.set(userId, userId);
  known.set('zz', '冯赟');
  await given.db.inTransaction(async (tx) => {
    await tx.query('UPDATE approval SET originator_name = originator_userid');
    await tx.query("UPDATE bill SET originator_name = originator_userid, state_kind = 'ready'");
  });
  const woken: string[] = [];
  const wakes = { wake: (name: string) => void woken.push(name) } as unknown as Wakes;
  const dingtalk = {
    getUser: async (userId: string) => {
      asked.push(userId);
      return { userId, name: known.get(userId) ?? '', deptIds: [], jobNumber: null };
    },
  } as unknown as DingTalkClient;
  const names = new OriginatorNames(given.db, dingtalk);
  later = new LaterNames(given.db, dingtalk, names, given.ledger, wakes, { SWEEP_INTERVAL_MS: 0 });
  // As often as it wakes itself.
  let runs = 0;
  do {
    woken.length = 0;
    await later.run();
    runs += 1;
  } while (woken.includes('names') && runs < 6);
  expect(runs).toBeLessThan(4);
  expect([...asked].sort()).toEqual([...userIds, 'zz'].sort());
  const [zz] = await given.db.query<{ name: string }>(
    "SELECT originator_name AS name FROM approval WHERE originator_userid = 'zz'",
  );
  expect(zz?.name).toBe('冯赟');
});
