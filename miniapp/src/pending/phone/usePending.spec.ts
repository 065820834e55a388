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
  key: `key-of-${billId}`,
});
const answered = {} as BillSummary;

function setUp(device?: ReturnType<typeof aDevice>['device']) {
  const api = {
    approve: vi.fn(async (_id: string, _body: unknown, _key?: string) => answered),
    hold: vi.fn(async (_id: string, _body: unknown, _key?: string) => answered),
    askApplicant: vi.fn(async (_id: string, _body: unknown, _key?: string) => answered),
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
    expect(api.approve.mock.calls).toEqual([['a', { version: 3 }, 'key-of-a']]);
    expect(api.hold.mock.calls).toEqual([['b', { version: 3, reason: '等部门确认' }, 'key-of-b']]);
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

  it.each([
    ['no network', offline],
    ['a time-out', new ApiProblem('client/timeout', '', '', 0)],
    ['502 of a proxy', new ApiProblem('client/unknown', '', '', 502)],
    ['503 of a proxy', new ApiProblem('client/unknown', '', '', 503)],
    ['504 of a proxy', new ApiProblem('client/unknown', '', '', 504)],
    ['503 of a server whose database is away', new ApiProblem('database/away', '', '', 503)],
    ['too many requests', new ApiProblem('request/too-many', '', '', 429)],
    ['a first try that still runs', new ApiProblem('request/running', '', '', 409)],
  ])('wait through whatever passes by itself (%s), and are sent again with the same key', async (_, problem) => {
    const { api, pending } = setUp();
    api.approve.mockRejectedValueOnce(problem).mockRejectedValueOnce(problem);
    pending.add(tap('a'));
    await pending.flush();
    await pending.flush();
    expect([pending.of('a') !== null, pending.refused.value]).toEqual([true, []]);
    await pending.flush();
    expect(pending.taps.value).toEqual([]);
    expect(api.approve.mock.calls.map(([, , key]) => key)).toEqual(['key-of-a', 'key-of-a', 'key-of-a']);
  });

  it('count as done where the server knows their key', async () => {
    const { api, pending } = setUp();
    api.hold.mockRejectedValue(new ApiProblem('request/done-before', '', '', 409));
    pending.add(tap('a', 'hold'));
    await pending.flush();
    expect([pending.taps.value, pending.refused.value]).toEqual([[], []]);
  });

  it('of an older page get a key that they keep', async () => {
    const { api, pending } = setUp();
    api.approve.mockRejectedValueOnce(offline);
    pending.add({ ...tap('a'), key: undefined });
    await pending.flush();
    await pending.flush();
    const [first, second] = api.approve.mock.calls.map(([, , key]) => key);
    expect([first, first === second]).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), true]);
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
    expect(api.approve.mock.calls).toEqual([['a', { version: 3 }, 'key-of-a']]);
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
    expect(Object.keys(JSON.parse(text()).taps[0]).sort()).toEqual(['at', 'billId', 'key', 'kind', 'text', 'version']);
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
