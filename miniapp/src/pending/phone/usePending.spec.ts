import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import { describe, expect, it, vi } from 'vitest';
import { ApiProblem } from '../../api/api-problem.js';
import { createPending, type PendingTap } from './usePending.js';

const offline = new ApiProblem('client/offline', '没有连上服务器', '', 0);
const stale = new ApiProblem('bill/stale', '单据被别人改过', '', 409);
const NOW = Date.now();
const tap = (billId: string, kind: PendingTap['kind'] = 'approve'): PendingTap => ({
  kind,
  billId,
  version: 3,
  text: kind === 'approve' ? '' : '等部门确认',
  at: NOW,
});
const answered = {} as BillSummary;

function setUp(device?: ReturnType<typeof aDevice>['device']) {
  const api = {
    approve: vi.fn(async (_id: string, _body: unknown) => answered),
    hold: vi.fn(async (_id: string, _body: unknown) => answered),
    askApplicant: vi.fn(async (_id: string, _body: unknown) => answered),
    get: vi.fn(async () => ({ version: 9, state: 'ready', payee: '周明远' }) as BillDetail),
  };
  const onSent = vi.fn();
  return { api, onSent, pending: createPending(api, onSent, device) };
}

/** What a device keeps, as text and back. */
function aDevice() {
  let text = JSON.stringify({ taps: [], refused: [] });
  const stored = () => JSON.parse(text) as { taps: PendingTap[]; refused: never[] };
  const write = (now: unknown): void => {
    text = JSON.stringify(now);
  };
  return { stored, device: { read: stored, write }, text: () => text };
}

describe('taps without a network', () => {
  it('wait in their order and are sent once when the network is back', async () => {
    const { api, onSent, pending } = setUp();
    pending.add(tap('a'));
    pending.add(tap('b', 'hold'));
    await pending.flush();
    expect(api.approve.mock.calls).toEqual([['a', { version: 3 }]]);
    expect(api.hold.mock.calls).toEqual([['b', { version: 3, reason: '等部门确认' }]]);
    expect(pending.taps.value).toEqual([]);
    expect(onSent).toHaveBeenCalledOnce();
  });

  it('stay, all of them, while the network is still away', async () => {
    const { api, onSent, pending } = setUp();
    api.approve.mockRejectedValue(offline);
    pending.add(tap('a'));
    pending.add(tap('b'));
    await pending.flush();
    expect(pending.taps.value.map(({ billId }) => billId)).toEqual(['a', 'b']);
    expect(api.approve).toHaveBeenCalledOnce();
    expect(onSent).not.toHaveBeenCalled();
  });

  it('count as done when the first try had arrived and only its answer was lost', async () => {
    const { api, pending } = setUp();
    api.approve.mockRejectedValue(stale);
    api.get.mockResolvedValue({ version: 4, state: 'approved' } as BillDetail);
    pending.add(tap('a'));
    await pending.flush();
    expect(pending.taps.value).toEqual([]);
    expect(pending.refused.value).toEqual([]);
  });

  it('are told as not in force when somebody changed the bill meanwhile', async () => {
    const { api, pending } = setUp();
    api.approve.mockRejectedValueOnce(stale);
    pending.add(tap('a'));
    pending.add(tap('b'));
    await pending.flush();
    expect(pending.refused.value.map((refusal) => refusal.tap.billId)).toEqual(['a']);
    expect(pending.taps.value).toEqual([]);
  });

  it('on the same bill replace each other: the last decision counts', () => {
    const { pending } = setUp();
    pending.add(tap('a'));
    pending.add(tap('a', 'hold'));
    expect(pending.taps.value.map(({ kind }) => kind)).toEqual(['hold']);
  });

  it('are there again after the page was closed, each with the version that was looked at, and are sent once', async () => {
    const first = setUp();
    first.api.approve.mockRejectedValue(offline);
    const { device, stored } = aDevice();
    const closed = createPending(first.api, first.onSent, device);
    closed.add(tap('a'));
    await closed.flush();
    const { api, onSent } = setUp();
    const back = createPending(api, onSent, device);
    expect(back.of('a')).toEqual(tap('a'));
    await back.flush();
    await back.flush();
    expect(api.approve.mock.calls).toEqual([['a', { version: 3 }]]);
    expect(stored().taps).toEqual([]);
  });

  it('that came to nothing are said also after the page was closed, until they were read', async () => {
    const { device, stored } = aDevice();
    const { api, onSent } = setUp();
    api.approve.mockRejectedValue(stale);
    const closed = createPending(api, onSent, device);
    closed.add(tap('a'));
    await closed.flush();
    const back = createPending(api, onSent, device);
    expect(back.refused.value.map(({ problem }) => problem.title)).toEqual(['单据被别人改过']);
    back.dismiss('a');
    expect(stored().refused).toEqual([]);
  });

  it('leave on the device what is needed to send them and nothing else: no payee, no sentence that may name people', async () => {
    const { device, text } = aDevice();
    const { api, onSent, pending } = setUp(device);
    api.approve.mockRejectedValueOnce(new ApiProblem('bill/stale', '单据被别人改过', '周明远 刚刚挂起', 409));
    api.hold.mockRejectedValue(offline);
    pending.add(tap('a'));
    pending.add(tap('b', 'hold'));
    await pending.flush();
    expect(pending.refused.value).toMatchObject([{ payee: '周明远', problem: { detail: '周明远 刚刚挂起' } }]);
    expect(text()).not.toContain('周明远');
    expect(JSON.parse(text())).toMatchObject({
      taps: [{ kind: 'hold', billId: 'b', version: 3, text: '等部门确认' }],
      refused: [{ tap: { billId: 'a', text: '' }, problem: { title: '单据被别人改过' } }],
    });
    expect(Object.keys(JSON.parse(text()).taps[0]).sort()).toEqual(['at', 'billId', 'kind', 'text', 'version']);
    expect(onSent).toHaveBeenCalledOnce();
  });

  it('are not sent any more after a week, and that is said', async () => {
    const { device, stored, text } = aDevice();
    const week = 7 * 86_400_000;
    device.write({
      taps: [
        { ...tap('a', 'hold'), at: Date.now() - week - 1 },
        { ...tap('b'), at: Date.now() - week + 60_000 },
      ],
      refused: [],
    });
    const { api, pending } = setUp(device);
    expect(pending.refused.value.map(({ tap: { billId }, problem }) => [billId, problem.detail])).toEqual([
      ['a', '放了七天没有发出，不再发。请看过单据再决定。'],
    ]);
    expect(text()).not.toContain('等部门确认');
    await pending.flush();
    expect([api.hold.mock.calls, api.approve.mock.calls.length, stored().taps]).toEqual([[], 1, []]);
  });
});
