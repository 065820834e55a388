import type { BillStateKind, Outcome, Reached } from '@dingdee/shared/bill-state';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AuditLog } from '../../audit/audit-log.js';
import { type Database, insertTuples } from '../../database/database.js';
import { SYSTEM } from '../../domain/actor.js';
import { temporaryDatabase } from '../../schema/temporary-database.js';
import { AuditRows } from './audit-rows.js';
import { BillRows } from './bill-rows.js';
import { LineRows } from './line-rows.js';

const audit = new AuditLog();
const scope = { filter: {}, orgs: null, fullAccounts: false };
let db: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ db, drop } = await temporaryDatabase());
});
afterAll(() => drop?.());

let count = 0;
/** Inserts a bill in this state, with its audit entries and their times. */
async function bill(
  { state, reached, outcome }: { state: BillStateKind; reached: Reached; outcome: Outcome },
  log: readonly (readonly [action: string, to: BillStateKind, at: number])[] = [],
): Promise<string> {
  count += 1;
  const id = `bill-${count}`;
  const row = {
    id,
    corp_id: 'corp',
    process_instance_id: id,
    part: '',
    bill_no: id,
    third_bill_no: id,
    scheme_id: 's',
    scheme_version: 1,
    approval_id: id,
    org_number: '100',
    outcome,
    state_kind: state,
    reached,
    state: '{}',
    business_id: id,
    title: '报销',
    originator_userid: 'u',
    originator_name: '甲',
    payee: '甲',
    department: '销售',
    purpose: '差旅',
    cost_items: '[]',
    attachments: 0,
    action: 'approve',
    reason_key: '',
    reason_rank: 9,
    currency: 'CNY',
    amount_minor: '100',
    rate: '1',
    base_fen: '100',
    version: 1,
    finished_at: 1,
    state_since: 1,
    created_at: 1,
    updated_at: 1,
  };
  const line = { amount: '1.00', sourceTitle: '车费', sourceNote: '', sourceAmount: '1', fields: {} };
  const content = {
    bill_id: id,
    provenance: '{}',
    issues: '[]',
    citations: '{}',
    notes: JSON.stringify({ fields: { rows: [line] } }),
    updated_at: 1,
  };
  await db.inTransaction(async (tx) => {
    await insertTuples(tx, 'bill', Object.keys(row), [Object.values(row)]);
    await insertTuples(tx, 'bill_content', Object.keys(content), [Object.values(content)]);
    for (const [action, to, at] of log) {
      await audit.append(tx, SYSTEM, [{ action, subjectKind: 'bill', subjectId: id, to }]);
      await tx.query('UPDATE audit SET at = ? WHERE seq = (SELECT seq FROM (SELECT MAX(seq) AS seq FROM audit) last)', [
        at,
      ]);
    }
  });
  return id;
}
async function told(id: string) {
  const { rows } = await new BillRows(db).page(scope, null, 100);
  const { rows: lines } = await new LineRows(db).page(scope, null, 100);
  const [own, line] = [rows, lines].map((all) => all.find(({ billNo }) => billNo === id));
  expect(line?.state).toBe(own?.state);
  return [own?.state, own?.bookedAt];
}
const saved = { state: 'written-back', outcome: 'save' } as const;

it('is 已入账, with its time, only where Kingdee has audited it', async () => {
  const whole = { state: 'booked', reached: 'audited', outcome: 'save+submit+audit' } as const;
  expect(await told(await bill(whole, [['booked', 'booked', 700]]))).toEqual(['已入账', 700]);
  expect(await told(await bill({ ...saved, reached: 'saved' }, [['booked', 'booked', 700]]))).toEqual([
    '已保存未审核',
    null,
  ]);
  const submitted = { state: 'booked', reached: 'submitted', outcome: 'save+submit' } as const;
  expect(await told(await bill(submitted, [['booked', 'booked', 700]]))).toEqual(['已提交', null]);
});

it('what people went on with in Kingdee was booked when they audited it', async () => {
  const id = await bill({ ...saved, reached: 'audited' }, [
    ['booked', 'booked', 700],
    ['watch-step', 'written-back', 800],
    ['watch-step', 'written-back', 900],
  ]);
  expect(await told(id)).toEqual(['已入账', 900]);
});

it('the time stays when the bill goes on from there, and what was never booked has none', async () => {
  const gone = { reached: 'audited', outcome: 'save+submit+audit' } as const;
  const log = [
    ['booked', 'booked', 700],
    ['reversal', 'reversal-needed', 800],
  ] as const;
  expect(await told(await bill({ ...gone, state: 'reversal-needed' }, log))).toEqual(['待冲销', 700]);
  expect(
    await told(await bill({ ...gone, state: 'handled-outside' }, [...log, ['reversed', 'handled-outside', 900]])),
  ).toEqual(['线下处理', 700]);
  expect(await told(await bill({ ...gone, state: 'reversal-needed' }, log.slice(1)))).toEqual(['待冲销', null]);
});

it('the log calls a bill that was to be saved only what it became, as its own history does', async () => {
  const id = await bill({ ...saved, reached: 'saved' }, [['booked', 'booked', 700]]);
  const whole = await bill({ state: 'booked', reached: 'audited', outcome: 'save+submit+audit' }, [
    ['booked', 'booked', 700],
  ]);
  const { rows } = await new AuditRows(db).page(scope, null, 100);
  const told = (subject: string) =>
    rows.filter(({ subjectId }) => subjectId === subject).map(({ what, to }) => [what, to]);
  expect(told(id)).toEqual([['推送完成', '已保存未审核']]);
  expect(told(whole)).toEqual([['推送完成', '已入账']]);
});
