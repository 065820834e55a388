import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { noteDepartments, notePath } from '../../access/department/departments.js';
import { SYSTEM } from '../../domain/actor.js';
import { ConfirmMappingRows } from '../table/confirm-mapping-rows.js';
import { MappingTables } from '../table/mapping-tables.js';
import { WriteMappingRows } from '../table/write-mapping-rows.js';
import { FILLED, type MappingForSpec, mapper, mappingForSpec } from './mapping-for-spec.js';

/** 市场部 of the spec's applicant, and another 市场部. */
const OWN = 'dept:468210369';
const OTHER = 'dept:468210999';
const reviewer = { userId: '0266', name: '郑毅', roles: ['reviewer' as const] };

let given: MappingForSpec;
let writing: WriteMappingRows;
let confirming: ConfirmMappingRows;
beforeEach(async () => {
  // The clock stands: whatever happens, happens within one millisecond.
  vi.useFakeTimers({ toFake: ['Date'], now: 1_788_230_000_000 });
  given = await mappingForSpec();
  const tables = new MappingTables(given.db, given.catalog);
  writing = new WriteMappingRows(given.db, tables, given.catalog, given.mapping, given.audit, given.live);
  confirming = new ConfirmMappingRows(given.audit, given.wakes);
});
afterEach(async () => {
  vi.useRealTimers();
  await given.close();
});

const issuesWith = async (text: string) => {
  const rows = await given.db.query<{ issues: string }>('SELECT issues FROM bill_content');
  return rows.filter(({ issues }) => issues.includes(text)).length;
};
const put = (table: string, rows: Readonly<Record<string, string>>) =>
  writing.put(
    table,
    { rows: Object.entries(rows).map(([key, targetNumber]) => ({ key, targetNumber, orgNumber: '' })) },
    mapper,
  );

it('the path of a department reaches the bills behind its name, however soon it comes', async () => {
  for (const [code, rows] of Object.entries(FILLED)) await given.put(code, rows);
  await given.collect([{ index: 1 }, { index: 2, departmentId: '468210999' }]);
  await given.db.inTransaction((tx) =>
    noteDepartments(tx, [
      { key: OWN, name: '市场部', seenWith: '冯赟' },
      { key: OTHER, name: '市场部', seenWith: '冯赟' },
    ]),
  );
  await given.mapping.work();
  for (const path of ['上海公司-市场部', '苏州公司-市场部', '上海公司-市场部']) {
    expect(await issuesWith(path)).toBe(0);
    await given.db.inTransaction((tx) => notePath(tx, OTHER, path));
    await given.mapping.work();
    expect(await issuesWith(path)).toBe(2);
  }
});

it('of rows that several people look at each frees its bills, however soon one follows the other', async () => {
  for (const code of ['costItem', 'department', 'bankAccount']) await given.put(code, FILLED[code] ?? {});
  // The row leads to somebody of another name than the applicant's: a second person looks at it.
  await given.baseData.change('YG00007', { name: '王伟' });
  await put('contactUnit', { '5521': 'YG00007', '5522': 'YG00007' });
  await given.collect([5521, 5522].map((id, index) => ({ index, originatorUserId: `${id}` })));
  await given.mapping.work();
  const rows = async () => {
    const bills = await given.db.query<{ payees: string | null }>('SELECT payees FROM bill ORDER BY id');
    const hands: { rowId: string }[] = bills.flatMap(({ payees }) => (payees === null ? [] : JSON.parse(payees).hands));
    return [...new Set(hands.map(({ rowId }) => rowId))];
  };
  const [first = '', second = ''] = await rows();
  expect(second).not.toBe('');
  for (const [rowId, left] of [
    [first, [second]],
    [second, []],
  ] as const) {
    await given.db.inTransaction((tx) => confirming.confirm(tx, [{ rowId } as never], reviewer));
    await given.mapping.work();
    expect(await rows()).toEqual(left);
  }
});

const form = (...labels: string[]) => ({
  name: '费用报销',
  controls: labels.map((label, index) => ({
    id: `c${index}`,
    label,
    type: 'TextField',
    alias: null,
    required: false,
    options: [],
    children: [],
  })),
  seenIn: 'definition' as const,
});

it('a form that changes and is accepted within one millisecond is another each time', async () => {
  const note = (...labels: string[]) =>
    given.db.inTransaction((tx) => given.forms.note(tx, 'PROC-1', form(...labels), Date.now()));
  const found = async () => (await given.forms.one('PROC-1'))?.foundAt ?? 0;
  const accept = (foundAt: number) =>
    given.db.inTransaction((tx) => given.forms.accept(tx, 'PROC-1', { foundAt, reason: '表单改过名' }, SYSTEM));
  const marks = new Set<string>();
  const look = async () => {
    const before = marks.size;
    marks.add(await given.forms.mark());
    return marks.size > before;
  };
  await note('事由', '备注');
  expect(await look()).toBe(true);
  await note('事由', '说明');
  const first = await found();
  expect(await look()).toBe(true);
  await note('事由', '说明');
  expect(await look()).toBe(false);
  await note('事由', '备注二');
  expect(await look()).toBe(true);
  // Who saw the first change does not accept the second.
  expect(await accept(first)).toBe(false);
  expect(await accept(await found())).toBe(true);
  expect(await look()).toBe(true);
  await note('事由', '备注');
  expect(await look()).toBe(true);
  await note('事由', '备注二');
  expect(await look()).toBe(true);
});

it('a row that was written by a clock that is behind reaches its bills at the next start', async () => {
  for (const [code, rows] of Object.entries(FILLED)) if (code !== 'costItem') await given.put(code, rows);
  vi.setSystemTime(Date.now() + 60_000);
  await given.collect([{ index: 1 }, { index: 2 }]);
  await given.mapping.work();
  expect(await given.states()).toEqual({ 'needs-mapping': 2 });
  // Another process saves the row and ends before any bill is mapped.
  vi.setSystemTime(Date.now() - 1000);
  given.mapping.remap = async () => {
    throw new Error('killed');
  };
  await expect(put('costItem', FILLED.costItem ?? {})).rejects.toThrow('killed');
  vi.setSystemTime(Date.now() + 1000);
  await given.restarted().work();
  expect(await given.states()).toEqual({ ready: 2 });
});
