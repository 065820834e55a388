import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { UnmappedValues } from '@dingdee/shared/mapping';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as company from '../sandbox/company.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import {
  billsOf,
  closeSound,
  commentsSettled,
  confirmPush,
  detailOf,
  newApprovals,
  orderSettled,
  type RunningOffice,
  SHORT_WAITS,
  setSwitches,
  startOffice,
} from './batch.js';
import { approveAll, collect } from './office.js';
import { until } from './person.js';

/** 销售部 of the head office and 销售部 of the subsidiary: approvals print the same name, and ids that differ. */
const EAST = 'BM000006';
const SHANGHAI = 'BM000016';

const idOf = (number: string) => String(company.departments.find((one) => one.number === number)?.dingtalkDeptId);
const from = (approvals: readonly SandboxApproval[], number: string) =>
  approvals.filter(({ deptId }) => deptId === idOf(number));
const orgOf = (number: string) => (number === SHANGHAI ? '102' : '101');

describe.each(['v1', 'topapi'] as const)('two departments of one name, read by %s', (family) => {
  let run: RunningOffice;
  let first: SandboxApproval[];
  let second: SandboxApproval[];
  const of = (number: string) => from([...first, ...second], number);

  beforeAll(async () => {
    run = await startOffice({ settings: { ...SHORT_WAITS, DINGTALK_API_FAMILY: family } });
    setSwitches(run, { dingtalk: { sameDepartmentName: true } });
    // The rows of a company that knows one 销售部.
    const { admin } = run.office;
    await admin.put('/api/mapping/tables/payOrg/rows', { rows: [{ key: '销售部', targetNumber: '101' }] });
    await admin.put('/api/mapping/tables/department/rows', { rows: [{ key: '销售部', targetNumber: EAST }] });
  });
  afterAll(() => closeSound(run));

  it('the only one that was seen is mapped by its name, as ever, and may be approved', async () => {
    first = newApprovals(run, { count: 100, seed: 51 });
    for (const each of run.stack.sandbox.state.dingtalk.state.approvals.all())
      each.deleted = each.deptId !== idOf(EAST);
    first = from(first, EAST);
    expect(first.length).toBeGreaterThan(1);
    await collect(run.office);
    await approveAll(run.office);
    for (const approval of first) expect((await detailOf(run, approval)).state).toBe('approved');
  });

  it('with the second one neither is paid by the name: every bill is red, the approved ones too, and names both', async () => {
    second = newApprovals(run, { count: 60, seed: 52 });
    expect(from(second, SHANGHAI).length).toBeGreaterThan(1);
    await collect(run.office);
    await until(
      async () => (await run.office.admin.all<BillSummary>('/api/bills?stage=push')).length,
      (left) => left === 0,
    );
    for (const approval of first)
      expect((await detailOf(run, approval)).approvalVoided ?? '', approval.businessId).toContain('同名的部门');
    await approveAll(run.office);
    await orderSettled(run, await confirmPush(run));
    for (const approval of [...of(EAST), ...of(SHANGHAI)]) {
      expect(billsOf(run, approval), approval.businessId).toEqual([]);
      // The contacts name the branch a moment later.
      const bill = await until(
        () => detailOf(run, approval),
        ({ issues }) => issues.some(({ message }) => message.includes('云杉科技（上海）有限公司-销售部')),
      );
      expect(bill.state).toBe('needs-mapping');
      const said = bill.issues.find(({ path }) => path === 'header.payOrg');
      expect(said).toMatchObject({ level: 'red', code: 'unmapped', table: 'payOrg' });
      expect(said?.message).toContain('“云杉科技（杭州）有限公司-销售部”');
      expect(said?.message).toContain('“云杉科技（上海）有限公司-销售部”');
      expect(said?.message).not.toMatch(/\d{6}/);
    }
  });

  it('each is mapped by itself, and Kingdee has every bill in its own organisation', async () => {
    const { admin } = run.office;
    for (const [table, target] of [
      ['payOrg', orgOf],
      ['department', (number: string) => number],
    ] as const) {
      const { items } = await admin.get<UnmappedValues>(`/api/mapping/tables/${table}/unmapped`);
      expect(items.map(({ keyLabel }) => keyLabel).sort()).toEqual([
        '云杉科技（上海）有限公司-销售部',
        '云杉科技（杭州）有限公司-销售部',
      ]);
      const rows = items.map(({ key, keyLabel }) => ({
        key,
        keyLabel,
        targetNumber: target(keyLabel.includes('上海') ? SHANGHAI : EAST),
      }));
      await admin.put(`/api/mapping/tables/${table}/rows`, { rows });
    }
    await approveAll(run.office);
    await orderSettled(run, await confirmPush(run));
    await commentsSettled(run);
    for (const number of [EAST, SHANGHAI])
      for (const approval of of(number)) {
        const held = billsOf(run, approval).map(({ status, header, rows }) => [
          status,
          header.FPAYORGID,
          header.FDepartment,
          ...new Set(rows.map(({ FEXPENSEDEPTID_E }) => FEXPENSEDEPTID_E)),
        ]);
        expect(held, approval.businessId).toEqual([['C', orgOf(number), number, number]]);
      }
    const [one] = of(SHANGHAI);
    const bill: BillDetail | undefined = one && (await detailOf(run, one));
    expect(await admin.get(`/api/mapping/reproduce/${bill?.id}`)).toMatchObject({ equal: true });
  });
});
