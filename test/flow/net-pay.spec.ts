import type { BillDetail } from '@dingdee/shared/bill-detail';
import { type Amount, formatAmount, fromFen, toFen } from '@dingdee/shared/money';
import type { NetRule, SchemeDetail } from '@dingdee/shared/scheme';
import type { VersionDiff } from '@dingdee/shared/scheme-version';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ControlValue, SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { REIMBURSEMENT as ids } from '../sandbox/dingtalk/form.js';
import { billsOf, detailOf, newApprovals, type RunningOffice, setSwitches, startOffice, wholeWay } from './batch.js';
import { collect } from './office.js';
import { until } from './person.js';

/** A form that takes a loan off: what Kingdee is to pay is what is left, and it is paid once. */
let run: RunningOffice;
let offset: SandboxApproval;
let refund: SandboxApproval;
beforeAll(async () => {
  run = await startOffice();
});
afterAll(() => run?.stack.close());

const NET: NetRule = { offsets: [{ from: 'field:借款冲销', column: '冲销金额' }], payable: null, spread: 'in-order' };

/** Each of these fen taken off in a row of its own. */
function takeOff({ values }: SandboxApproval, ...fens: readonly bigint[]): void {
  (values as Map<string, ControlValue>).set(ids.offsetTable, offsetRows(fens));
}
function offsetRows(fens: readonly bigint[]): ControlValue {
  const rows = fens.map((fen, index) => ({
    rowId: `B${index}`,
    cells: [
      { controlId: ids.offsetLoan, value: { kind: 'text' as const, text: `JK2026030${index}` } },
      { controlId: ids.offsetAmount, value: { kind: 'money' as const, text: fromFen(fen) } },
    ],
  }));
  return { kind: 'table', rows };
}
const grossOf = ({ expected }: SandboxApproval): bigint => toFen(expected.total as Amount);
const reds = ({ issues }: BillDetail) => issues.filter(({ level }) => level === 'red').map(({ code }) => code);

async function write(net: NetRule | undefined): Promise<SchemeDetail> {
  const path = `/api/schemes/${run.office.schemeId}`;
  const { version, content } = await run.office.admin.get<SchemeDetail>(path);
  const { net: _, ...rest } = content;
  return run.office.admin.put<SchemeDetail>(`${path}/content`, {
    version,
    content: { ...rest, ...(net ? { net } : {}) },
  });
}

it('pays in Kingdee what is left once the loan is taken off, and shows all three sums; without the scheme’s word the same approval stops', async () => {
  const [part, all, more, none] = newApprovals(run, { count: 4, seed: 51 });
  if (!part || !all || !more || !none) throw new Error('four approvals were asked for');
  takeOff(part, 100n, 1n);
  takeOff(all, grossOf(all));
  takeOff(more, grossOf(more), 500n);
  await collect(run.office);
  for (const approval of [part, all, more]) expect(reds(await detailOf(run, approval))).toContain('offset');

  const { currentVersion } = await write(NET);
  const mappedAnew = (approval: SandboxApproval) =>
    until(
      () => detailOf(run, approval),
      ({ schemeVersion }) => schemeVersion === currentVersion,
    );
  const left = fromFen(grossOf(part) - 101n);
  expect((await mappedAnew(part)).totals).toEqual({
    form: part.expected.total,
    rows: part.expected.total,
    offset: '1.01',
    payable: left,
    agree: true,
  });
  expect(reds(await mappedAnew(all))).toEqual(['net-nothing']);
  expect(reds(await mappedAnew(more))).toEqual(['net-refund']);
  expect((await mappedAnew(none)).totals).toMatchObject({ offset: '0.00', payable: none.expected.total, agree: true });
  const { changes } = await run.office.admin.get<VersionDiff>(
    `/api/schemes/${run.office.schemeId}/diff?from=${currentVersion - 1}&to=${currentVersion}`,
  );
  expect(changes).toMatchObject([{ what: '净额', kind: 'added' }]);

  await wholeWay(run);
  expect(billsOf(run, part).map(({ total }) => total)).toEqual([left]);
  expect(billsOf(run, none).map(({ total }) => total)).toEqual([none.expected.total]);
  expect([...billsOf(run, all), ...billsOf(run, more)]).toEqual([]);
  [offset, refund] = [all, more];
});

it('what the loan took whole ends with a person’s tick: no bill in Kingdee, one comment that says so, and nobody ticks what is still to be paid', async () => {
  const { id, version } = await detailOf(run, offset);
  const path = `/api/bills/${id}/no-payment`;
  const body = { version, reason: '已核对借款余额' };
  expect(await run.office.pusher.refused('POST', path, body)).toMatchObject({ code: 'access/refused' });
  const other = await detailOf(run, refund);
  expect(
    await run.office.reviewer.refused('POST', `/api/bills/${other.id}/no-payment`, { ...body, version: other.version }),
  ).toMatchObject({ code: 'bill/something-to-pay' });
  expect(await run.office.reviewer.post(path, body)).toMatchObject({ state: 'no-payment' });
  expect(await run.office.reviewer.refused('POST', path, body)).toMatchObject({ code: 'bill/stale' });
  const sum = formatAmount(offset.expected.total as Amount);
  const words = `无需付款：明细合计 ¥${sum}，已全额冲抵 ¥${sum}，不生成付款单。`;
  const comments = () => offset.comments.map(({ text }) => text);
  await until(
    async () => comments().length,
    (n) => n > 0,
  );
  // Whatever comes later leaves it as it is.
  const [next] = newApprovals(run, { count: 1, seed: 52 });
  await wholeWay(run);
  expect(next && billsOf(run, next)).toHaveLength(1);
  expect(comments()).toEqual([words]);
  expect(billsOf(run, offset)).toEqual([]);
  expect(await detailOf(run, offset)).toMatchObject({ state: 'no-payment', reason: words });
});

it('what is to be paid after all, because the approval was changed after it had passed, is mapped anew and not ended', async () => {
  setSwitches(run, { dingtalk: { lateEdits: true } });
  const [late] = newApprovals(run, { count: 1, seed: 53 });
  if (!late) throw new Error('one approval was asked for');
  takeOff(late, grossOf(late));
  await collect(run.office);
  const bill = await detailOf(run, late);
  expect(reds(bill)).toEqual(['net-nothing']);
  run.stack.sandbox.state.dingtalk.editLate(late, new Map([[ids.offsetTable, offsetRows([grossOf(late) - 300n])]]));
  const body = { version: bill.version, reason: '已核对借款余额' };
  const refused = await run.office.reviewer.refused('POST', `/api/bills/${bill.id}/no-payment`, body);
  expect(refused).toMatchObject({ code: 'bill/stale', detail: expect.stringContaining('收下了审批现在的内容') });
  const anew = await until(
    () => detailOf(run, late),
    ({ totals }) => totals.payable === '3.00',
  );
  expect(anew.state).not.toBe('no-payment');
  expect(late.comments).toEqual([]);
});

it('ends although its photos have another address at every reading: they change no sum', async () => {
  setSwitches(run, { dingtalk: { lateEdits: true } });
  const [photographed] = newApprovals(run, { count: 1, seed: 54 });
  if (!photographed) throw new Error('one approval was asked for');
  takeOff(photographed, grossOf(photographed));
  const photos = (address: string): ControlValue => ({ kind: 'photos', urls: [`https://down.example/${address}.jpg`] });
  (photographed.values as Map<string, ControlValue>).set(ids.photos, photos('first'));
  await collect(run.office);
  const { id, version } = await detailOf(run, photographed);
  run.stack.sandbox.state.dingtalk.editLate(photographed, new Map([[ids.photos, photos('second')]]));
  const body = { version, reason: '已核对借款余额' };
  expect(await run.office.reviewer.post(`/api/bills/${id}/no-payment`, body)).toMatchObject({ state: 'no-payment' });
});

it('is refused where the same control is taken off twice, or a column of the rows is', async () => {
  const refused = async (net: NetRule) => {
    const path = `/api/schemes/${run.office.schemeId}`;
    const { version, content } = await run.office.admin.get<SchemeDetail>(path);
    return run.office.admin.refused('PUT', `${path}/content`, { version, content: { ...content, net } });
  };
  const twice = { ...NET, offsets: [...NET.offsets, ...NET.offsets] };
  expect(await refused(twice)).toMatchObject({ status: 422 });
  expect(await refused({ ...NET, payable: 'field:总金额' })).toMatchObject({ status: 422 });
  expect(await refused({ ...NET, offsets: [{ from: 'field:冲销备用金|冲销预付款' }] })).toMatchObject({ status: 422 });
  expect(await refused({ ...NET, offsets: [{ from: 'row:报销金额(元)' }] })).toMatchObject({ status: 422 });
});
