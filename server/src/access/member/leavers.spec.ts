import type { Amount } from '@dingdee/shared/money';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AuditLog } from '../../audit/audit-log.js';
import { NO_FACTS, whyNot } from '../../bill/action/offered-actions.js';
import type { Settings } from '../../config/settings.js';
import { type DingTalkClient, DingTalkError, type Standing } from '../../connectors/source.js';
import { type Database, insertTuples } from '../../database/database.js';
import type { Wakes } from '../../queue/wakes.js';
import { temporaryDatabase } from '../../schema/temporary-database.js';
import { Sessions } from '../session/sessions.js';
import { Leavers } from './leavers.js';
import { grant, saveMember } from './members.js';

const DAY = 86_400_000;
const settings = { LEAVER_CHECK_MS: DAY, SESSION_TTL_MS: DAY, SESSION_LIFE_MS: DAY } as Settings;

let db: Database;
let drop: () => Promise<void>;
let said: Map<string, Standing>;
let leavers: Leavers;
beforeEach(async () => {
  ({ db, drop } = await temporaryDatabase());
  said = new Map();
  const dingtalk = {
    standing: async (userId: string) => {
      const answer = said.get(userId);
      if (!answer) throw new DingTalkError('transient', '钉钉没有回答', '-1');
      return answer;
    },
  } as unknown as DingTalkClient;
  leavers = new Leavers(db, dingtalk, new AuditLog(), {} as Wakes, settings);
});
afterEach(() => drop());

const hire = (userId: string, name: string) =>
  db.inTransaction(async (tx) => {
    await saveMember(tx, { userId, name });
    await grant(tx, userId, ['reviewer'], 'boss');
  });
const withRoles = async () =>
  (await db.query<{ id: string }>('SELECT DISTINCT user_id AS id FROM role ORDER BY user_id')).map(({ id }) => id);
const actorOf = async (userId: string) => {
  const sessions = new Sessions(db, settings);
  const found = await sessions.find((await sessions.open(userId)).cookie);
  if (!found) throw new Error('no session');
  return found.actor;
};
const refusal = async (userId: string, payee: string) =>
  whyNot(
    'approve',
    {
      kind: 'ready',
      reached: 'none',
      originatorUserId: 'somebody',
      contentHash: 'h',
      approvedHash: null,
      approvedBy: null,
      baseFen: 100n,
      part: '',
      payees: { hands: [], names: [payee] },
    },
    await actorOf(userId),
    NO_FACTS,
    { singlePerson: false, fourEyesBill: '20000.00' as Amount },
  )?.code;

it('one person about whom DingTalk gives no answer keeps their roles, and keeps nobody else from being asked', async () => {
  for (const [userId, name] of [
    ['a', '赵一'],
    ['b', '钱二'],
    ['c', '孙三'],
    ['d', '李四'],
  ] as const) {
    await hire(userId, name);
    said.set(userId, { is: 'here', name });
  }
  said.delete('a');
  said.set('c', { is: 'left', name: '' });
  await leavers.run();
  expect(await withRoles()).toEqual(['a', 'b', 'd']);
  const rows = await db.query<{ id: string; at: unknown }>(
    'SELECT user_id AS id, asked_at AS at FROM member ORDER BY user_id',
  );
  expect(rows.filter(({ at }) => at === null).map(({ id }) => id)).toEqual(['a']);
});

it('who was renamed in DingTalk goes by the new name within a day, and approves nothing that is paid to the old one', async () => {
  await hire('a', '赵一');
  said.set('a', { is: 'here', name: '赵壹' });
  await leavers.run();
  expect((await actorOf('a')).name).toBe('赵壹');
  for (const payee of ['赵一', '赵壹']) expect(await refusal('a', payee)).toBe('bill/own-bill');
  expect(await refusal('a', '钱二')).toBeUndefined();
});

it('who was renamed before anybody saw the old name is known by the name of their employee in Kingdee', async () => {
  await hire('a', '赵壹');
  expect(await refusal('a', '赵一')).toBeUndefined();
  await db.inTransaction(async (tx) => {
    await insertTuples(
      tx,
      'mapping_table',
      ['id', 'code', 'name', 'key_name', 'target', 'revision', 'created_at', 'updated_at'],
      [['table-of-people', 'contactUnit', '员工', '发起人', 'employee', 1, 1, 1]],
    );
    await insertTuples(
      tx,
      'mapping_row',
      [
        'id',
        'table_id',
        'row_key',
        'key_label',
        'target_number',
        'target_name',
        'since_revision',
        'created_by',
        'created_at',
      ],
      [['row-of-a', 'table-of-people', 'a', '', 'YG001', '赵一', 1, 'mapper', 1]],
    );
  });
  expect(await refusal('a', '赵一')).toBe('bill/own-bill');
});
