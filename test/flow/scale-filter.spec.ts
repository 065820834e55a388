import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { insertTuples } from '../../server/src/database/database.js';
import { beijingDate } from '../../server/src/domain/beijing-time.js';
import { PreviewFilter } from '../../server/src/intake/filter/preview-filter.js';
import { SchemeStore } from '../../server/src/scheme/version/scheme-store.js';
import { migratedDatabase, type OpenedDatabase, putScheme, schemeContentFor } from './intake-parts.js';

const COUNT = 20_000;
const DAY = 86_400_000;
const NOW = Date.now();
const CODE = 'PROC-1';

let database: OpenedDatabase;
beforeAll(async () => {
  database = await migratedDatabase();
  await putScheme(database.db, 's1', schemeContentFor(CODE));
  for (let start = 0; start < COUNT; start += 500)
    await database.db.inTransaction(async (tx) => {
      const numbers = Array.from({ length: 500 }, (_, i) => start + i);
      await insertTuples(
        tx,
        'approval',
        Object.keys(rowOf(0)),
        numbers.map((n) => Object.values(rowOf(n))),
      );
      await insertTuples(tx, 'listed_approval', LISTED, numbers.map(listedOf));
    });
});
afterAll(() => database?.close());

const LISTED = [
  'corp_id',
  'process_instance_id',
  'process_code',
  'scheme_id',
  'day',
  'listed_at',
  'outcome',
  'total_fen',
] as const;
const listedOf = (n: number): unknown[] => [
  'corp',
  `i-${n}`,
  CODE,
  's1',
  beijingDate(NOW),
  NOW,
  'collected',
  String((n % 1000) * 100),
];

/** One as DingTalk answers it, of the size that real ones have. */
function rowOf(n: number): Record<string, unknown> {
  const finishedAt = NOW - (n % 700) * DAY;
  const time = `${new Date(finishedAt).toISOString().slice(0, 16)}Z`;
  const control = (name: string, value: string, componentType = 'TextField') => ({
    id: `c-${name}`,
    name,
    value,
    componentType,
  });
  const result = {
    title: `报销 ${n}`,
    status: 'COMPLETED',
    result: 'agree',
    createTime: time,
    finishTime: time,
    businessId: `2026112700${String(n).padStart(10, '0')}`,
    originatorUserId: 'u1',
    formComponentValues: [
      control('总金额', String(n % 1000), 'MoneyField'),
      ...Array.from({ length: 20 }, (_, i) => control(`说明 ${i}`, '办公用品和差旅'.repeat(8))),
    ],
    operationRecords: [],
  };
  return {
    id: `a-${String(n).padStart(8, '0')}`,
    corp_id: 'corp',
    process_instance_id: `i-${n}`,
    source_version: 1,
    process_code: CODE,
    scheme_id: 's1',
    business_id: result.businessId,
    title: result.title,
    originator_userid: 'u1',
    originator_name: '岑夕',
    status: 'COMPLETED',
    result: 'agree',
    biz_action: 'NONE',
    started_at: finishedAt - DAY,
    finished_at: finishedAt,
    family: 'v1',
    raw_hash: 'h',
    collected_at: finishedAt,
    raw: JSON.stringify({ result }),
  };
}

it('of 20,000 stored approvals each is judged, and others are served meanwhile; a condition that is changed is judged at once', async () => {
  const preview = new PreviewFilter(database.db, new SchemeStore(database.db));
  let [longest, last] = [0, performance.now()];
  const ticking = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 5);
  const ask = async (value: string | null) => {
    const began = performance.now();
    const filter = value === null ? [] : [{ from: 'field:总金额', is: 'at-least', value } as const];
    const said = await preview.run('s1', { filter }, NOW);
    return { said, took: Math.round(performance.now() - began) };
  };
  const [none, first, again] = [await ask(null), await ask('500'), await ask('900')];
  clearInterval(ticking);
  process.stdout.write(
    `filter preview of ${COUNT}: none ${none.took} ms, first ${first.took} ms, again ${again.took} ms, longest stand ${Math.round(longest)} ms\n`,
  );
  expect(none.said).toMatchObject({ total: { count: COUNT }, leftOut: { count: 0 }, notJudged: 0 });
  expect(first.said).toMatchObject({ total: { count: COUNT }, leftOut: { count: COUNT / 2 }, notJudged: 0 });
  expect(again.said).toMatchObject({ total: { count: COUNT }, leftOut: { count: (COUNT * 9) / 10 }, notJudged: 0 });
  expect(first.said.total).toEqual(none.said.total);
  expect(first.said.items).toHaveLength(200);
  expect(again.took).toBeLessThan(first.took);
  expect(longest).toBeLessThan(2_000);
});
