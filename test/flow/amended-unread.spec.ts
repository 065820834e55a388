import './virtual-time.js';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import {
  billsOf,
  closeSound,
  collectAndApprove,
  detailOf,
  newApprovals,
  type RunningOffice,
  SHORT_WAITS,
  startOffice,
  wholeWay,
} from './batch.js';
import { besideServer } from './beside-server.js';
import { collect } from './office.js';
import { until } from './person.js';

/** An approval that is changed while the stored bill of the original cannot be read. */
let run: RunningOffice;
beforeAll(async () => {
  run = await startOffice({ settings: SHORT_WAITS });
});
afterAll(() => closeSound(run));

const set = (column: string, value: string, { id }: Pick<BillDetail, 'id'>) =>
  besideServer(run.stack, `UPDATE bill SET ${column} = ? WHERE id = ?`, [value, id]);
const when = (approval: SandboxApproval, state: string) =>
  until(
    () => detailOf(run, approval),
    (bill) => bill.state === state,
  );

it.each([
  ['state', '{'],
  ['reached', 'nowhere'],
])(
  'the change waits, nobody can let it go, and once the %s can be read again only the change is paid',
  async (column, value) => {
    const [original, other] = newApprovals(run, { count: 8, seed: column.length });
    if (!original || !other) throw new Error('no approvals');
    await collectAndApprove(run);
    const before = await detailOf(run, original);
    const [row] = await besideServer(run.stack, `SELECT ${column} AS value FROM bill WHERE id = ?`, [before.id]);
    await set(column, value, before);
    const change = run.stack.sandbox.state.dingtalk.amend(original, 'MODIFY');
    await collect(run.office);
    const held = await when(change, 'held');
    expect(held.reason).toContain('读不出来');
    const release = { version: held.version, reason: '问过申请人' };
    await expect(run.office.reviewer.post(`/api/bills/${held.id}/release`, release)).rejects.toThrow(/422|409/);

    await set(column, String(row?.value), before);
    await when(original, 'superseded');
    await when(change, 'ready');
    await wholeWay(run);
    expect([original, change].map((approval) => billsOf(run, approval).length)).toEqual([0, 1]);
  },
);
