import type { Decision, DecisionKind } from '@dingdee/shared/decision';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type AuditLine, AuditLog } from '../../server/src/audit/audit-log.js';
import { BillHistory } from '../../server/src/bill/history/bill-history.js';
import { DecisionsUntilNow1822000000001 } from '../../server/src/database/migrations/1822000000001-decisions-until-now.js';
import { ShowDecisions } from '../../server/src/read/decision/show-decisions.js';
import { putBill } from './bill-rows.js';
import { migratedDatabase, type OpenedDatabase } from './intake-parts.js';

let opened: OpenedDatabase;
beforeEach(async () => {
  opened = await migratedDatabase();
});
afterEach(() => opened.close());

const AUDITOR = { userId: 'auditor', name: '审计', roles: ['auditor' as const] };
const BOSS = { userId: 'boss', name: '老板', roles: ['admin' as const] };
const say = (...lines: AuditLine[]) => opened.db.inTransaction((tx) => new AuditLog().append(tx, BOSS, lines));
/** The log as an update finds it. */
const update = () =>
  opened.db.inTransaction(async (tx) => {
    if (!tx.queryRunner) throw new Error('no transaction');
    await new DecisionsUntilNow1822000000001().up(tx.queryRunner);
  });
async function listed(kind?: DecisionKind): Promise<[Decision['kind'], string | null][]> {
  const { items } = await new ShowDecisions(opened.db, new BillHistory(opened.db)).page({ kind, limit: 100 }, AUDITOR);
  return items.map((item) => [item.kind, item.about]);
}

it('decisions from before they had an action of their own are listed as they were, once, beside the new ones', async () => {
  const bill = { subjectKind: 'bill', subjectId: await putBill(opened.db, 'one') } as const;
  const person = { subjectKind: 'member', subjectId: 'li' } as const;
  await say(
    { ...bill, action: 'approve', detail: { singlePerson: true, note: '一个人值班' } },
    { ...bill, action: 'push-confirmed', detail: { singlePerson: true } },
    { ...bill, action: 'push-confirmed', detail: { singlePerson: false } },
    { ...person, action: 'log-in', detail: { granted: ['admin'] } },
    { ...person, action: 'log-in', detail: { granted: [] } },
    { ...person, action: 'set-roles', detail: { name: '李娜', before: ['pusher'], after: [], left: true } },
    { ...person, action: 'set-roles', detail: { name: '李娜', before: [], after: ['viewer'] } },
  );
  await update();
  await update();
  const before = [
    ['alone', '推送'],
    ['alone', '审核通过'],
  ];
  expect(await listed('alone')).toEqual(before);
  expect(await listed('first-roles')).toEqual([['first-roles', 'li：管理']]);
  expect(await listed('left')).toEqual([['left', '李娜 在钉钉里查不到，收回角色：推送']]);
  expect(await listed('set-roles')).toEqual([['set-roles', '李娜：没有角色 → 查看']]);
  await say(
    { ...bill, action: 'alone', detail: { what: 'approve' } },
    { ...bill, action: 'approve', detail: { singlePerson: true } },
    { ...person, action: 'left', detail: { name: '李娜', before: ['viewer'], after: [] } },
  );
  // Taken down and up again it notes no row that has its own action beside it.
  await update();
  expect(await listed('alone')).toEqual([['alone', '审核通过'], ...before]);
  expect((await listed()).map(([kind]) => kind)).toEqual([
    'left',
    'alone',
    'set-roles',
    'left',
    'first-roles',
    'alone',
    'alone',
  ]);
});

it('without such rows one kind is one range of an index', async () => {
  const asked: { sql: string; values: unknown[] }[] = [];
  const db = Object.create(opened.db, {
    query: {
      value: (sql: string, values: unknown[] = []) => {
        asked.push({ sql, values });
        return opened.db.query(sql, values);
      },
    },
  }) as typeof opened.db;
  await new ShowDecisions(db, new BillHistory(db)).page({ kind: 'alone', limit: 100 }, AUDITOR);
  const page = asked.find(({ sql }) => sql.includes('FROM audit a'));
  expect(page?.sql).not.toMatch(/a\.detail LIKE|earlier_decision/);
  // MariaDB plans a table of ten rows as it likes.
  if (opened.db.dialect !== 'sqlite') return;
  const plan = await opened.db.query<{ detail: string }>(`EXPLAIN QUERY PLAN ${page?.sql}`, page?.values);
  expect(plan.map(({ detail }) => detail).join()).toContain('ix_audit_action_seq (action=?)');
});
