import type { BillDetail, BillSummary } from '@dingdee/shared/bill';
import { describe, expect, it, vi } from 'vitest';
import { ApiProblem } from '../api/api-problem.js';
import { createPending, type PendingTap } from './usePending.js';

const offline = new ApiProblem('client/offline', '没有连上服务器', '', 0);
const stale = new ApiProblem('bill/stale', '单据被别人改过', '', 409);
const tap = (billId: string, kind: PendingTap['kind'] = 'approve'): PendingTap => ({
  kind,
  billId,
  version: 3,
  text: kind === 'approve' ? '' : '等部门确认',
  payee: '周明远',
});
const answered = {} as BillSummary;

function setUp() {
  const api = {
    approve: vi.fn(async (_id: string, _body: unknown) => answered),
    hold: vi.fn(async (_id: string, _body: unknown) => answered),
    askApplicant: vi.fn(async (_id: string, _body: unknown) => answered),
    get: vi.fn(async () => ({ version: 9, state: 'ready' }) as BillDetail),
  };
  const onSent = vi.fn();
  return { api, onSent, pending: createPending(api, onSent) };
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
});
