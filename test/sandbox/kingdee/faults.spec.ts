import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FaultKind } from '../faults.js';
import { goodModel, Site, statusOf } from './test-site.js';

let site: Site;
beforeEach(async () => {
  site = await Site.open();
});
afterEach(() => site.close());

const arm = (kind: FaultKind, delayMs = 40) =>
  site.context.faults.add({ system: 'kingdee', kind, api: 'BatchSave', delayMs });
const size = () => site.kingdee.ledger.size;

/** One BatchSave of one bill. */
function send(signal = AbortSignal.timeout(30_000)): Promise<Response> {
  const path = site.pathOf('BatchSave');
  const body = JSON.stringify({ formid: 'AP_PAYBILL', data: { Model: [goodModel({ FBillNo: 'F1' })] } });
  return fetch(`http://127.0.0.1:${site.port}${path}`, {
    method: 'POST',
    body,
    headers: site.signed(path),
    signal,
  });
}
const answer = async (): Promise<unknown> => (await send()).json();

describe('a fault', () => {
  it.each([
    ['rate-limit', 14],
    ['quota', 14],
    ['permission-denied', 11],
    ['session-drop', 1],
    ['token-expired', 1],
  ] as const)('%s refuses with MsgCode %i and saves nothing', async (kind, code) => {
    arm(kind);
    expect(statusOf(await answer())).toMatchObject({ IsSuccess: false, MsgCode: code, SuccessEntitys: [] });
    expect(size()).toBe(0);
    expect(statusOf(await answer()).IsSuccess).toBe(true);
  });

  it('http-500 and http-502-html save nothing', async () => {
    arm('http-500');
    expect((await send()).status).toBe(500);
    arm('http-502-html');
    const bad = await send();
    expect([bad.status, (await bad.text()).startsWith('<html>')]).toEqual([502, true]);
    expect(size()).toBe(0);
  });

  it('hang and reset save nothing', async () => {
    arm('hang');
    await expect(send(AbortSignal.timeout(300))).rejects.toThrow();
    arm('reset');
    await expect(send()).rejects.toThrow();
    expect(size()).toBe(0);
  });

  it('truncate and lose-answer save the bill and lose the answer', async () => {
    arm('truncate');
    await expect(answer()).rejects.toThrow();
    expect(size()).toBe(1);
    site.kingdee.reset();
    arm('lose-answer');
    await expect(send()).rejects.toThrow();
    expect(size()).toBe(1);
  });

  it('slow-commit saves after the delay, although the client has gone, and answers one that waited', async () => {
    arm('slow-commit', 4_000);
    await expect(send(AbortSignal.timeout(1_000))).rejects.toThrow();
    expect(size()).toBe(0);
    await vi.waitFor(() => expect(size()).toBe(1), 30_000);
    site.kingdee.reset();
    arm('slow-commit', 60);
    expect(statusOf(await answer()).SuccessEntitys).toHaveLength(1);
  });

  it('exception and unmentioned save the bill and do not tell, database-error saves nothing and does not tell either', async () => {
    arm('exception');
    expect(statusOf(await answer())).toMatchObject({ IsSuccess: false, MsgCode: 4, SuccessEntitys: [] });
    expect(size()).toBe(1);
    site.kingdee.reset();
    arm('unmentioned');
    expect(statusOf(await answer())).toMatchObject({ IsSuccess: true, Errors: [], SuccessEntitys: [] });
    expect(size()).toBe(1);
    site.kingdee.reset();
    arm('database-error');
    expect(statusOf(await answer())).toMatchObject({ IsSuccess: false, MsgCode: 6, SuccessEntitys: [] });
    expect(size()).toBe(0);
  });

  it('slow saves at once and answers late', async () => {
    arm('slow', 60_000);
    const patience = new AbortController();
    const answered = send(patience.signal);
    answered.catch(() => undefined);
    await vi.waitFor(() => expect(size()).toBe(1), 30_000);
    patience.abort();
    await expect(answered).rejects.toThrow();
    expect(size()).toBe(1);
  });

  it('keeps a login cookie when the login is slow to commit', async () => {
    site.context.faults.add({ system: 'kingdee', kind: 'slow-commit', api: 'ValidateUser', delayMs: 10 });
    const { acctId, username, password } = site.kingdee.account;
    const reply = await site.post(
      site.pathOf('AuthService.ValidateUser'),
      JSON.stringify([acctId, username, password, 2052]),
    );
    expect(reply.headers.getSetCookie()).toHaveLength(2);
  });
});

describe('what cannot be read', () => {
  it('is answered as response_error text, not as JSON', async () => {
    const path = site.pathOf('Save');
    for (const body of ['{"formid":', 'null', '"x"']) {
      const reply = await site.post(path, body, site.signed(path));
      expect([reply.status, (await reply.text()).startsWith('response_error:')]).toEqual([200, true]);
    }
    const nowhere = site.pathOf('NoSuchMethod');
    expect(await (await site.post(nowhere, '{}', site.signed(nowhere))).text()).toContain('response_error:');
  });

  it('is a parameter error, MsgCode 8, where only the data is wrong, such as encoded twice', async () => {
    const data = JSON.stringify(JSON.stringify({ Model: [goodModel()] }));
    expect(statusOf(await site.call('BatchSave', { formid: 'AP_PAYBILL', data })).MsgCode).toBe(8);
    expect((await site.paybill('BatchSave', { Model: {} })).MsgCode).toBe(8);
  });
});

describe('calls', () => {
  it('are counted per method', async () => {
    await send();
    await site.paybill('Submit', { Numbers: ['F1'] });
    expect(site.context.calls.report().kingdee.map(({ api, total }) => [api, total])).toEqual([
      ['BatchSave', 1],
      ['Submit', 1],
    ]);
  });
});
