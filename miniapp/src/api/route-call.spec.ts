import { billDetail, billSummary } from '@dingdee/shared/bill';
import { afterAll, expect, it, vi } from 'vitest';
import { addressOf, call } from './http.js';

/** What left for the server last, and what comes back. */
let left = '';
let answer = '';
/** The network, as axios sees it in a browser. */
class Network {
  readonly readyState = 4;
  readonly status = 200;
  readonly statusText = 'OK';
  onloadend: () => void = () => undefined;
  private called = '';
  open(method: string, url: string): void {
    this.called = `${method} ${url}`;
  }
  setRequestHeader(): void {}
  getAllResponseHeaders(): string {
    return 'content-type: application/json';
  }
  get responseText(): string {
    return answer;
  }
  send(body: string | null): void {
    left = `${this.called} ${body ?? ''}`.trim();
    queueMicrotask(() => this.onloadend());
  }
}
vi.stubGlobal('XMLHttpRequest', Network);
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
