import { performance } from 'node:perf_hooks';
import type { Amount } from '@dingdee/shared/money';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AuditLog } from '../../server/src/audit/audit-log.js';
import { BillLedger } from '../../server/src/bill/ledger/bill-ledger.js';
import { insertTuples } from '../../server/src/database/database.js';
import { SYSTEM } from '../../server/src/domain/actor.js';
import { beijingDate } from '../../server/src/domain/beijing-time.js';
import { LiveEvents } from '../../server/src/event-log/live-events.js';
import { ListDayApprovals } from '../../server/src/read/day/list-day-approvals.js';
import { ShowDays } from '../../server/src/read/day/show-days.js';
import { migratedDatabase, type OpenedDatabase, putScheme, schemeContentFor } from './intake-parts.js';

const COUNT = 20_000;
const DAYS = 45;
const DAY = 86_400_000;
const NOW = Date.now();
const CODE = 'PROC-1';

const ledger = new BillLedger(new AuditLog(), new LiveEvents());
const billOf = (n: number, processInstanceId: string, finishedAt: number) => ({
  corpId: 'corp',
  processInstanceId,
  part: '',
  billNoPrefix: 'DD',
  schemeId: 's1',
  schemeVersion: 1,
  approvalId: `a-${n}`,
  orgNumber: '101',
  outcome: 'save+submit+audit' as const,
  businessId: `B${n}`,
  title: '报销',
  originatorUserId: 'u',
  originatorName: '名',
  department: '部门',
  departmentKey: '',
  formTotal: '1.00' as Amount,
  finishedAt,
});

let database: OpenedDatabase;

beforeAll(async () => {
  database = await migratedDatabase();
  await putScheme(database.db, 's1', schemeContentFor(CODE));
  const raw = 'x'.repeat(3_000);
  for (let start = 0; start < COUNT; start += 500)
    await database.db.inTransaction(async (tx) => {
      const numbers = Array.from({ length: 500 }, (_, i) => start + i);
      const at = (n: number) => NOW - (n % DAYS) * DAY;
      const id = (n: number) => `instance-${n}`;
      await insertTuples(
        tx,
        'listed_approval',
        [
          'corp_id',
          'process_instance_id',
          'process_code',
          'scheme_id',
          'day',
          'listed_at',
          'started_at',
          'finished_at',
          'outcome',
          'reason',
          'total_fen',
        ],
        numbers.map((n) => [
          'corp',
          id(n),
          CODE,
          's1',
          beijingDate(at(n)),
          at(n),
          at(n),
          at(n),
          n % 10 === 0 ? 'left-out' : 'collected',
          n % 10 === 0 ? '审批未通过（已拒绝）' : null,
          n % 7 === 0 ? null : 100,
        ]),
      );
      await insertTuples(
        tx,
        'approval',
        [
          'id',
          'corp_id',
          'process_instance_id',
          'source_version',
          'process_code',
          'scheme_id',
          'business_id',
          'title',
          'originator_userid',
          'originator_name',
          'status',
          'result',
          'biz_action',
          'started_at',
          'finished_at',
          'family',
          'raw_hash',
          'collected_at',
          'raw',
        ],
        numbers.map((n) => [
          `a-${n}`,
          'corp',
          id(n),
          1,
          CODE,
          's1',
          `B${n}`,
          '报销',
          'u',
          '名',
          'COMPLETED',
          'agree',
          'NONE',
          at(n),
          at(n),
          'v1',
          'h',
          at(n),
          raw,
        ]),
      );
      const billed = numbers.filter((n) => n % 10 !== 0 && n !== 1);
      await ledger.collect(
        tx,
        billed.map((n) => billOf(n, id(n), at(n))),
        SYSTEM,
      );
    });
}, 120_000);
afterAll(() => database?.close());

it('of 20,000 approvals the days of a week, of a look-back, and the one that is missing are told within a moment, on a busy machine too', async () => {
  const days = new ShowDays(database.db, { LOOK_BACK_DAYS: DAYS });
  const list = new ListDayApprovals(database.db);
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const result = await work();
    const took = performance.now() - began;
    expect(took, name).toBeLessThan(3_000);
    return result;
  };
  const week = await timed('a week', () => days.show(7, undefined, NOW));
  expect(week.items).toHaveLength(7);
  const all = await timed('all', () => days.show(62, undefined, NOW));
  const sum = (of: (item: (typeof all.items)[number]) => number) => all.items.reduce((n, item) => n + of(item), 0);
  expect(sum(({ finished }) => finished.count)).toBe(COUNT);
  expect(sum(({ leftOut }) => leftOut.count)).toBe(COUNT / 10);
  expect(sum(({ ledger }) => ledger.count)).toBe(COUNT - COUNT / 10 - 1);
  const { count, items } = await timed('incomplete', () => days.incomplete(NOW));
  expect(count).toBe(1);
  const day = items[0]?.day ?? '';
  const missing = await timed('ids', () => list.list(day, { processCode: CODE, part: 'unexplained' }, NOW));
  expect(missing.items.map(({ processInstanceId }) => processInstanceId)).toEqual(['instance-1']);
  const leftOut = await timed('left out', () =>
    list.list(beijingDate(NOW), { processCode: CODE, part: 'left-out' }, NOW),
  );
  expect(leftOut.total).toBe(leftOut.items.length);
});
