import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { newApprovals, type RunningOffice, setSwitches, startOffice, wholeWay } from './batch.js';
import { runVerify } from './verify-command.js';

/** A ledger that never named 其他应付单, such as a copy from before the first one: the proof asks about them all the same. */
let run: RunningOffice;
let batch: SandboxApproval[];
beforeAll(async () => {
  run = await startOffice();
  batch = newApprovals(run, { count: 4, seed: 61 });
  await wholeWay(run);
});
afterEach(() => setSwitches(run));
afterAll(() => run?.stack.close());

const kingdee = () => run.stack.sandbox.state.kingdee;

it('agrees where there is none, and where the form may not be asked says that it was not', async () => {
  expect(await runVerify(run.stack)).toMatchObject({ code: 0 });
  setSwitches(run, { kingdee: { payableKeys: '' } });
  const { code, output } = await runVerify(run.stack);
  expect([code, output]).toEqual([0, expect.stringMatching(/其他应付单没有核对：.*这里从来没有/)]);
});

it('names an approval that has a bill of both forms, and one that only the other form has', async () => {
  const [first] = batch;
  const paid = [...kingdee().ledger.all()].find(({ cells }) => cells.get('FTHIRDBILLNO') === first?.instanceId);
  if (!paid) throw new Error('no payment bill');
  const put = (billNo: string, key: string) => {
    const cells = new Map(paid.cells).set('FBillNo', billNo).set('FTHIRDBILLNO', key);
    const rows = paid.rows.map((row) => ({
      id: kingdee().payables.takeRowId(),
      cells: new Map(row.cells).set('FTOTALAMOUNTFOR', row.cells.get('FPAYTOTALAMOUNTFOR') ?? null),
    }));
    kingdee().payables.put({ ...paid, id: kingdee().payables.takeId(), cells, rows });
  };
  put('QTYF0001', first?.instanceId ?? '');
  put('DD0123456789ABCDEF', 'nobody-knows-it');
  const { code, output } = await runVerify(run.stack);
  expect(code).toBe(1);
  expect(output).toContain('金蝶里有两张单据带着同一张审批的编号');
  expect(output).toContain('金蝶里有一张带着我们编号的单据，这里却没有：DD0123456789ABCDEF');
});
