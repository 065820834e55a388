import { afterEach, beforeEach, expect, it } from 'vitest';
import { noteDepartments, notePath } from '../../access/department/departments.js';
import { DepartmentsUntilNow1830000000000 } from '../../database/migrations/1830000000000-departments-until-now.js';
import { FixTarget } from '../fix/fix-target.js';
import { PreviewFix } from '../fix/preview-fix.js';
import { UnmappedValues } from '../fix/unmapped-values.js';
import { MappingTables } from '../table/mapping-tables.js';
import { WriteMappingRows } from '../table/write-mapping-rows.js';
import { FILLED, type MappingForSpec, mapper, mappingForSpec } from './mapping-for-spec.js';

/** 市场部 of the spec's applicant, and another 市场部. */
const OWN = 'dept:468210369';
const OTHER = 'dept:468210999';

let given: MappingForSpec;
let tables: MappingTables;
let writing: WriteMappingRows;
beforeEach(async () => {
  given = await mappingForSpec();
  tables = new MappingTables(given.db, given.catalog);
  writing = new WriteMappingRows(given.db, tables, given.catalog, given.mapping, given.audit, given.live);
  for (const [code, rows] of Object.entries(FILLED)) await given.put(code, rows);
});
afterEach(() => given.close());

const untilNow = () =>
  given.db.inTransaction(async (tx) => {
    const runner = tx.queryRunner;
    if (!runner) throw new Error('no runner in a transaction');
    await new DepartmentsUntilNow1830000000000().up(runner);
  });
const keysOf = async () => {
  const rows = await given.db.query<{ k: string }>('SELECT department_key AS k FROM bill ORDER BY business_id');
  return rows.map(({ k }) => k);
};
const reasons = async () => {
  const rows = await given.db.query<{ k: string; s: string; v: string | null }>(
    'SELECT reason_key AS k, state_kind AS s, approval_voided AS v FROM bill ORDER BY business_id',
  );
  return rows;
};
const put = (key: string, targetNumber: string) =>
  writing.put('department', { rows: [{ key, targetNumber, orgNumber: '' }] }, mapper);

it('approvals that were stored before tell their departments at the upgrade, and twice is once', async () => {
  await given.collect([
    { index: 1 },
    { index: 2, departmentId: '468210999' },
    { index: 3, departmentId: '-1', department: '云杉' },
  ]);
  await untilNow();
  await untilNow();
  expect(await keysOf()).toEqual([OWN, OTHER, 'dept:1']);
  const rows = await given.db.query<Record<string, unknown>>(
    'SELECT dept_key, name, seen_with FROM department ORDER BY dept_key',
  );
  expect(rows).toMatchObject([
    { dept_key: 'dept:1', name: '云杉', seen_with: '冯赟' },
    { dept_key: OWN, name: '市场部' },
    { dept_key: OTHER, name: '市场部' },
  ]);
});

it('a bill approved by a name that a second department turns out to have loses its approval; with rows of their own both are ready', async () => {
  const [first = ''] = await given.collect([{ index: 1 }]);
  await given.mapping.work();
  await given.db.inTransaction((tx) =>
    tx.query("UPDATE bill SET state_kind = 'approved', approved_hash = content_hash WHERE id = ?", [first]),
  );
  await given.collect([{ index: 2, departmentId: '468210999' }]);
  await given.db.inTransaction((tx) =>
    noteDepartments(tx, [
      { key: OWN, name: '市场部', seenWith: '冯赟' },
      { key: OTHER, name: '市场部', seenWith: '王伟' },
    ]),
  );
  await given.mapping.work();
  expect(await reasons()).toMatchObject([
    { k: `unmapped:department:${OWN}`, s: 'needs-mapping', v: expect.stringContaining('同名的部门') },
    { k: `unmapped:department:${OTHER}`, s: 'needs-mapping', v: null },
  ]);
  await put(OWN, 'BM000005');
  expect((await reasons()).map(({ s }) => s)).toEqual(['ready', 'needs-mapping']);
  await put(OTHER, 'BM000005');
  expect((await reasons()).map(({ s }) => s)).toEqual(['ready', 'ready']);
});

it('an approval that has its own row keeps it while the name becomes shared', async () => {
  const [id = ''] = await given.collect([{ index: 1 }]);
  await put(OWN, 'BM000005');
  await given.mapping.work();
  await given.db.inTransaction((tx) =>
    tx.query("UPDATE bill SET state_kind = 'approved', approved_hash = content_hash WHERE id = ?", [id]),
  );
  await given.db.inTransaction((tx) =>
    noteDepartments(tx, [
      { key: OWN, name: '市场部', seenWith: '' },
      { key: OTHER, name: '市场部', seenWith: '' },
    ]),
  );
  await given.mapping.work();
  expect((await reasons()).map(({ s }) => s)).toEqual(['approved']);
});

it('an approval that has its own row keeps it though another value has none: the name is not why', async () => {
  const [id = ''] = await given.collect([{ index: 1 }]);
  await put(OWN, 'BM000005');
  await given.mapping.work();
  await given.db.inTransaction(async (tx) => {
    await tx.query("UPDATE bill SET state_kind = 'approved', approved_hash = content_hash WHERE id = ?", [id]);
    await tx.query("UPDATE approval SET raw = REPLACE(raw, '住宿', '打车')");
    await noteDepartments(tx, [
      { key: OWN, name: '市场部', seenWith: '' },
      { key: OTHER, name: '市场部', seenWith: '' },
    ]);
  });
  await given.mapping.work();
  expect((await reasons()).map(({ s }) => s)).toEqual(['approved']);
});

it('people read a path, never a number: in 待补, in the table, and behind 本部门', async () => {
  await given.collect([{ index: 1 }, { index: 2, departmentId: '468210999', originatorUserId: '5521' }]);
  await given.put('contactUnit', { '5521': 'YG00007' });
  await untilNow();
  await given.db.inTransaction((tx) => notePath(tx, OTHER, '上海公司-市场部'));
  await given.mapping.work();
  const unmapped = new UnmappedValues(given.db, tables, { getUser: async () => null } as never);
  const { items } = await unmapped.list('department');
  expect(items.map(({ keyLabel }) => keyLabel).sort()).toEqual(['上海公司-市场部', '市场部（冯赟所在的）']);
  await put(OTHER, 'BM000005');
  await given.db.inTransaction((tx) => tx.query("UPDATE mapping_row SET key_label = '' WHERE row_key = ?", [OTHER]));
  const page = await tables.rows('department', { limit: 10 });
  expect(page.items.find(({ key }) => key === OTHER)?.keyLabel).toBe('上海公司-市场部');
});

it('本部门 means the department of the bill in front, not others of its name', async () => {
  const [first = ''] = await given.collect([{ index: 1 }, { index: 2, departmentId: '468210999' }, { index: 3 }]);
  await untilNow();
  await put(OWN, 'BM000005');
  await put(OTHER, 'BM000005');
  await given.mapping.work();
  const targets = new FixTarget(given.bills, given.books, given.schemes, given.catalog, given.forms);
  const preview = new PreviewFix(given.db, targets, given.bills, given.schemes);
  const [row] = await given.db.query<{ version: number }>('SELECT version FROM bill WHERE id = ?', [first]);
  const impact = await preview.run({
    billId: first,
    version: Number(row?.version),
    path: 'rows[0].costItem',
    targetNumber: 'CI0009',
    scope: 'department',
  });
  expect(impact.scopes.find(({ scope }) => scope === 'department')?.count).toBe(2);
  expect(impact.scopes.find(({ scope }) => scope === 'company')?.count).toBe(3);
});
