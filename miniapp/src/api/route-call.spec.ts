import { billPage, billSummary } from '@dingdee/shared/bill';
import { billDetail } from '@dingdee/shared/bill-detail';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { addressOf, call } from './http.js';
import { onLostAnswer } from './lost-answer.js';

/** What left for the server last, and what comes back. */
let left = '';
let answer = '';
let status = 200;
/** The network, as a browser has it. */
const network = vi.fn(async (url: string, sent: RequestInit): Promise<Response> => {
  left = `${sent.method} ${url} ${sent.body ?? ''}`.trim();
  return new Response(answer, { status });
});
vi.stubGlobal('fetch', network);
afterAll(() => vi.unstubAllGlobals());

it('an address is that of the table, with what it names put in as it may stand in an address', () => {
  expect(addressOf('GET /api/events', {})).toBe('/api/events');
  expect(addressOf('DELETE /api/mapping/tables/:code/rows/:id', { code: 'a/b', id: '费用 1' })).toBe(
    '/api/mapping/tables/a%2Fb/rows/%E8%B4%B9%E7%94%A8%201',
  );
});

it('a call is sent by the name of its route, and gives nothing where its answer carries nothing', async () => {
  answer = '';
  await expect(call('POST /api/bills/:id/continue', { params: { id: '7' }, body: { version: 3 } })).resolves.toBeNull();
  expect(left).toBe('POST /api/bills/7/continue {"version":3}');
});

it('an answer of another shape than the table has is no answer', async () => {
  answer = '{"id":"7"}';
  await expect(call('GET /api/bills/:id', { params: { id: '7' }, answer: billDetail })).rejects.toMatchObject({
    code: 'client/unreadable',
  });
});

it('what narrows a list stands in its address, without what is left open', async () => {
  answer = '{}';
  const query = { stage: 'review', q: '费用 a&b', schemeId: undefined } as const;
  await expect(call('GET /api/bills', { query, answer: billPage })).rejects.toThrow();
  expect(left).toBe('GET /api/bills?stage=review&q=%E8%B4%B9%E7%94%A8+a%26b');
});

it('a refusal is what the server said; what is none of ours is told as that, and a lost network as one', async () => {
  status = 409;
  answer = '{"type":"/problems/bill/stale","code":"bill/stale","title":"变了","detail":"刷新后再试","status":409}';
  const asked = () => call('GET /api/bills/:id', { params: { id: '7' }, answer: billDetail });
  await expect(asked()).rejects.toMatchObject({ code: 'bill/stale', detail: '刷新后再试', status: 409 });
  answer = '<html>Bad Gateway</html>';
  status = 502;
  await expect(asked()).rejects.toMatchObject({ code: 'client/unreadable', status: 502 });
  status = 200;
  network.mockRejectedValueOnce(new TypeError('Failed to fetch'));
  await expect(asked()).rejects.toMatchObject({ code: 'client/offline', status: 0 });
});

it('an answer that does not come ends the waiting, and says after how long', async () => {
  vi.useFakeTimers();
  network.mockImplementationOnce(
    (_url, { signal }) =>
      new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted')))),
  );
  const asked = expect(call('GET /api/bills/:id', { params: { id: '7' }, answer: billDetail })).rejects.toMatchObject({
    code: 'client/timeout',
    detail: expect.stringContaining('10 秒'),
  });
  await vi.advanceTimersByTimeAsync(10_000);
  await asked;
  vi.useRealTimers();
});

describe('a write whose answer is lost', () => {
  const KEY = /^[0-9a-f]{32}$/;
  const keyOf = (sent: RequestInit) => new Headers(sent.headers).get('Idempotency-Key');
  const write = () => call('POST /api/bills/:id/continue', { params: { id: '7' }, body: { version: 3 } });
  /** @param becameOf what the server knows of the key, one answer after the other. */
  async function lost(first: (sent: RequestInit) => Promise<Response>, becameOf: (object | null)[]) {
    // Loaded beforehand: a chunk comes by a clock that stands still here.
    await import('./what-became-of.js');
    vi.useFakeTimers();
    const keys: string[] = [];
    const asked: string[] = [];
    const told: number[] = [];
    const stop = onLostAnswer(({ checking }) => told.push(checking));
    network.mockImplementation(async (url: string, sent: RequestInit) => {
      if (sent.method === 'POST') {
        keys.push(keyOf(sent) ?? '');
        return first(sent);
      }
      asked.push(url);
      const known = becameOf.shift();
      return known ? Response.json(known) : new Response('<html>', { status: 502 });
    });
    const outcome = write().catch((problem: unknown) => problem);
    await vi.advanceTimersByTimeAsync(90_000);
    const problem = await outcome;
    stop();
    vi.useRealTimers();
    return { problem, keys, asked, told };
  }
  const gateway = (status: number) => async () => new Response('<html>Gateway</html>', { status });
  const silence = (sent: RequestInit) =>
    new Promise<Response>((_resolve, reject) =>
      sent.signal?.addEventListener('abort', () => reject(new Error('aborted'))),
    );

  it.each([
    ['502', gateway(502)],
    ['503', gateway(503)],
    ['504', gateway(504)],
    ['a page of a proxy', gateway(403)],
    ['silence', silence],
  ])('(%s) is asked about by its key, and said to be saved where it is', async (_, first) => {
    const absent = { state: 'absent', code: null };
    const { problem, keys, asked, told } = await lost(first, [null, absent, { state: 'done', code: null }]);
    expect(keys).toEqual([expect.stringMatching(KEY)]);
    expect(asked).toEqual([1, 2, 3].map(() => `/api/requests/${keys[0]}`));
    expect(told).toEqual([1, 0]);
    expect(problem).toMatchObject({ code: 'client/saved', title: '已经保存' });
  });

  it.each([
    ['504', gateway(504)],
    ['silence', silence],
  ])('(%s) is said to be unknown where nothing is seen of it, never to have changed nothing', async (_, first) => {
    const { problem, asked, keys } = await lost(first, []);
    expect([asked.length, keys.length]).toEqual([4, 1]);
    expect(problem).toMatchObject({ title: '不知道是否已保存' });
    expect(JSON.stringify(problem)).not.toContain('没有改动');
  });

  it('is told with the refusal that was found', async () => {
    const { problem } = await lost(gateway(502), [{ state: 'refused', code: 'bill/stale' }]);
    expect(problem).toMatchObject({ code: 'client/refused', detail: expect.stringContaining('bill/stale') });
  });

  it('each write has a key of its own, and a read has none', async () => {
    const keys: (string | null)[] = [];
    network.mockImplementation(async (_url: string, sent: RequestInit) => {
      keys.push(keyOf(sent));
      return new Response('');
    });
    await write();
    await write();
    await call('GET /api/bills/:id', { params: { id: '7' }, answer: billDetail }).catch(() => null);
    expect(keys).toEqual([expect.stringMatching(KEY), expect.stringMatching(KEY), null]);
    expect(keys[0]).not.toBe(keys[1]);
  });
});

it('what the table does not know does not compile', () => {
  // Never called: the compiler reads it.
  const never = [
    // @ts-expect-error no such route
    () => call('POST /api/bills/:id/pay', { params: { id: '7' } }),
    // @ts-expect-error its path names a bill
    () => call('GET /api/bills/:id', { answer: billDetail }),
    // @ts-expect-error it answers with more than a summary
    () => call('GET /api/bills/:id', { params: { id: '7' }, answer: billSummary }),
    // @ts-expect-error it wants the version that was seen
    () => call('POST /api/bills/:id/continue', { params: { id: '7' }, body: {} }),
    // @ts-expect-error it takes no body
    () => call('GET /api/bills/:id', { params: { id: '7' }, body: {}, answer: billDetail }),
    // @ts-expect-error no such filter
    () => call('GET /api/bills/stages', { query: { scheme: '7' }, answer: billDetail }),
    // @ts-expect-error a stage of that name is not there
    () => call('GET /api/bills', { query: { stage: 'paid' }, answer: billDetail }),
  ];
  expect(never).toHaveLength(7);
});
