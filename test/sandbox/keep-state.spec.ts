import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keepState } from './keep-state.js';
import { type Bill, billNumber } from './kingdee/ledger.js';
import { startSandbox } from './start.js';

const bill = (id: number, number: string): Bill => ({
  id,
  status: 'C',
  beforeSubmit: 'A',
  cells: new Map([
    ['FBillNo', number],
    ['FTHIRDBILLNO', `third-${number}`],
  ]),
  rows: [{ id: id + 50_000, cells: new Map([['FPAYTOTALAMOUNTFOR_E', '12.30']]) }],
  history: [{ operation: 'Save', at: 1 }],
  inWorkflow: false,
  cancelled: false,
  paid: false,
  locks: 0,
});

it('a sandbox that starts with the file of an earlier one has its approvals, comments and bills, and gives out other ids', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-state-'));
  const file = join(folder, 'stand-ins');
  try {
    const first = await startSandbox({ approvals: 5 });
    const end = keepState(file, first.state);
    const [approval] = first.state.dingtalk.state.approvals.all();
    approval?.comments.push({ userid: '1', at: 2, text: '已付款', via: 'v1' });
    first.state.kingdee.ledger.put(bill(100_007, 'PAY1'));
    end();
    await first.close();

    const second = await startSandbox({ approvals: 9, seed: 4 });
    keepState(file, second.state)();
    expect(second.state.dingtalk.state.approvals.all()).toEqual(first.state.dingtalk.state.approvals.all());
    const { ledger } = second.state.kingdee;
    expect([...ledger.ofThirdParty('third-PAY1')].map(billNumber)).toEqual(['PAY1']);
    expect(ledger.report()).toEqual(first.state.kingdee.ledger.report());
    expect([ledger.takeId(), ledger.takeRowId()]).toEqual([100_008, 200_001]);
    await second.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
