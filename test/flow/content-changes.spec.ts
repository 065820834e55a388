import type { BillDetail } from '@dingdee/shared/bill-detail';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import * as company from '../sandbox/company.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { detailOf, newApprovals, type RunningOffice, startOffice } from './batch.js';
import { collect } from './office.js';

const STRANGE = '6217000099998888777';
let run: RunningOffice;
let made: SandboxApproval[];
beforeAll(async () => {
  run = await startOffice();
  made = newApprovals(run, { count: 3, seed: 71 });
  await collect(run.office);
});
afterAll(() => run?.stack.close());

const bill = (index: number): Promise<BillDetail> => {
  const approval = made[index];
  if (!approval) throw new Error('too few approvals');
  return detailOf(run, approval);
};
const fix = (of: BillDetail, path: string, targetNumber: string) =>
  run.office.reviewer.post('/api/mapping/fixes', {
    billId: of.id,
    version: of.version,
    path,
    targetNumber,
    scope: 'bill',
  });
const changes = ({ timeline }: BillDetail) => timeline.flatMap((line) => line.changes ?? []);
const value = (of: BillDetail, row: number, name: string) =>
  of.rows[row]?.fields.find(({ path }) => path.endsWith(`.${name}`));

it('the first mapping changed nothing, and a value put by hand is told with what it was, by the names of Kingdee', async () => {
  const before = await bill(0);
  expect(changes(before)).toEqual([]);
  const other = company.costItems.find(({ name }) => name === '其他费用');
  await fix(before, 'rows[0].costItem', other?.number ?? '');
  const [told, ...more] = changes(await bill(0));
  expect(told).toBe(`第 1 行费用项目 从 ${value(before, 0, 'costItem')?.valueName} 改为 其他费用`);
  expect(more).toEqual([]);
});

it('an account is told and kept by its last four digits, beside the version it came with', async () => {
  await fix(await bill(1), 'rows[0].oppositeAccount', STRANGE);
  const detail = await bill(1);
  expect(changes(detail)).toEqual([expect.stringMatching(/^第 1 行.*账.* 从 .*尾号 \d{4} 改为 尾号 8777$/)]);
  expect(JSON.stringify(detail.timeline)).not.toContain(STRANGE);
  const source = await openDataSource(dataSourceOptions(run.stack.databaseUrl));
  const kept: { detail: string }[] = await source
    .query("SELECT detail FROM audit WHERE action = 'map' AND subject_id = ?", [detail.id])
    .finally(() => source.destroy());
  const withChange = kept.filter(({ detail: text }) => text.includes('changed'));
  expect(withChange).toHaveLength(1);
  expect(JSON.stringify(kept)).not.toContain(STRANGE);
});

it('a value that is put and taken back is told both ways, and what was mapped again to the same is no change', async () => {
  const before = await bill(2);
  const old = value(before, 0, 'costItem')?.value ?? '';
  const other = company.costItems.find(({ number }) => number !== old && number === 'CI0049') ?? company.costItems[0];
  await fix(before, 'rows[0].costItem', other?.number ?? '');
  const once = changes(await bill(2));
  await fix(await bill(2), 'rows[0].costItem', old);
  const twice = changes(await bill(2));
  expect([once.length, twice.length]).toEqual([1, 2]);
  const [first, second] = twice.map((line) => /从 (.+) 改为 (.+)$/.exec(line)?.slice(1));
  expect(second).toEqual([first?.[1], first?.[0]]);
});
