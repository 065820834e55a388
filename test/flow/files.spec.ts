import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import { ROLES } from '@dingdee/shared/session';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as company from '../sandbox/company.js';
import type { ControlValue, SandboxApproval } from '../sandbox/dingtalk/approval.js';
import type { FileFault } from '../sandbox/dingtalk/file-shelf.js';
import { REIMBURSEMENT } from '../sandbox/dingtalk/form.js';
import { newApprovals, type RunningOffice, startOffice } from './batch.js';
import { collect } from './office.js';
import { Person, until } from './person.js';

const LINKS = '/v1.0/workflow/processInstances/spaces/files/urls/download';
/** Their own machine, by a name that an administrator would have allowed. */
const INSIDE = 'https://localhost/media/inside.jpg';

let run: RunningOffice;
let bills: Map<string, BillSummary>;
let approvals: SandboxApproval[];

beforeAll(async () => {
  run = await startOffice({
    settings: {
      DINGTALK_FILE_TIMEOUT_MS: '1500',
      DINGTALK_FILE_MAX_MB: '1',
      DINGTALK_FILE_HOSTS: '*.dingtalk.com,localhost',
    },
  });
  approvals = newApprovals(run, { count: 12, seed: 5 });
  const [odd] = approvals;
  if (!odd) throw new Error('no approval');
  // A hand that writes the form by API may name whatever it likes.
  (odd.values as Map<string, ControlValue>).set(REIMBURSEMENT.photos, {
    kind: 'photos',
    urls: [
      `${run.stack.url}/api/session`,
      'http://169.254.169.254/latest/meta-data',
      'https://evil.example/static.dingtalk.com/a.jpg',
      INSIDE,
    ],
  });
  await collect(run.office);
  const all = await run.office.admin.all<BillSummary>('/api/bills');
  bills = new Map(all.map((bill) => [bill.businessId, bill]));
});
afterAll(() => run?.stack.close());
afterEach(() => {
  shelf().clear();
  run.stack.sandbox.state.ctx.faults.clear();
});

const shelf = () => run.stack.sandbox.state.dingtalk.state.files;
const linksAsked = (): number =>
  run.stack.sandbox.state.ctx.calls.report().dingtalk.find(({ api }) => api === LINKS)?.total ?? 0;

/** A bill whose approval has a file of this kind, and where it is. */
async function fileOf(
  kind: 'photo' | 'attachment',
  skip = 0,
): Promise<{ id: string; path: string; name: string; bytes: Buffer; approval: SandboxApproval }> {
  const wanted = kind === 'photo' ? 'photos' : 'attachments';
  const found = approvals.slice(1).filter(({ values }) => [...values.values()].some((value) => value.kind === wanted))[
    skip
  ];
  const id = bills.get(found?.businessId ?? '')?.id;
  if (!found || !id) throw new Error(`no bill with ${wanted}`);
  const { attachmentList } = await run.office.reviewer.get<BillDetail>(`/api/bills/${id}`);
  const place = attachmentList.findIndex(({ photo }) => photo === (kind === 'photo'));
  const name = attachmentList[place]?.name ?? '';
  const fileId = [...found.values.values()].flatMap((value) => (value.kind === 'attachments' ? value.files : []))[0]
    ?.fileId;
  const bytes = kind === 'photo' ? shelf().photo(name) : shelf().file(fileId ?? '');
  return { id, path: `/api/bills/${id}/files/${place}`, name, bytes, approval: found };
}

const body = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());

describe('a photo or an attachment', () => {
  it('comes through this server byte for byte: a photo to be looked at, whatever the store calls it', async () => {
    const { path, bytes } = await fileOf('photo');
    const answer = await run.office.reviewer.raw('GET', path);
    expect(answer.status).toBe(200);
    expect(await body(answer)).toEqual(bytes);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(bytes.length),
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    expect(answer.headers.get('content-disposition')).toMatch(/^inline; /);
  });

  it('everything that is no picture is a download under its own name', async () => {
    const { path, bytes, name } = await fileOf('attachment');
    const answer = await run.office.reviewer.raw('GET', path);
    expect(await body(answer)).toEqual(bytes);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename*=UTF-8''${encodeURIComponent(name)}`);
  });

  it('is for whoever may read the bill, and for nobody else, its applicant among them', async () => {
    const { path, approval } = await fileOf('photo');
    const person = company.employees.find(
      ({ userid, admin }) =>
        !admin && ![run.office.reviewer.userId, run.office.pusher.userId, approval.originatorUserid].includes(userid),
    );
    for (const role of ROLES) {
      await run.office.admin.put(`/api/roles/${person?.userid}`, { roles: [role] });
      const reader = await Person.login(run.stack, person?.userid ?? '');
      expect([role, (await reader.raw('GET', path)).status]).toEqual([role, 200]);
    }
    const applicant = await Person.login(run.stack, approval.originatorUserid);
    expect((await applicant.raw('GET', path)).status).toBe(403);
    expect((await fetch(`${run.stack.url}${path}`)).status).toBe(401);
  });

  it('the page learns no address of DingTalk, and no page of ours may load a picture from there', async () => {
    const { id } = await fileOf('photo');
    const detail = await (await run.office.reviewer.raw('GET', `/api/bills/${id}`)).text();
    expect(detail).not.toMatch(/\/media\/|dingtalk\.com|__sandbox/);
    const policy = (await fetch(`${run.stack.url}/`)).headers.get('content-security-policy');
    expect(policy).toContain("img-src 'self' data: blob:;");
  });

  it('a place that the bill does not have is said to be none', async () => {
    const { id } = await fileOf('photo');
    for (const place of ['99', '-1', '0x1', '%2e%2e', '99999999999'])
      expect(await run.office.reviewer.refused('GET', `/api/bills/${id}/files/${place}`)).toMatchObject({
        status: 404,
      });
    expect(await run.office.reviewer.refused('GET', '/api/bills/nothing/files/0')).toMatchObject({
      code: 'bill/not-found',
    });
  });
});

describe('an address that is not DingTalk’s', () => {
  it('is not asked, whatever the approval says: not ours, not the machine’s own, not a name that leads inside', async () => {
    const id = bills.get(approvals[0]?.businessId ?? '')?.id;
    const { attachmentList } = await run.office.reviewer.get<BillDetail>(`/api/bills/${id}`);
    const photos = attachmentList.flatMap(({ photo }, place) => (photo ? [place] : []));
    expect(photos).toHaveLength(4);
    for (const place of photos)
      expect(await run.office.reviewer.refused('GET', `/api/bills/${id}/files/${place}`)).toMatchObject({
        code: 'file/foreign',
        status: 422,
        detail: expect.stringMatching(/^附件的地址.*不是钉钉存附件的地方，没有去取。(?!.*DINGTALK)/),
      });
  });

  it('is not gone to from an address of DingTalk’s either', async () => {
    const { path } = await fileOf('photo');
    shelf().spoil('redirect', { needle: '/media/', to: `${run.stack.sandbox.dingtalk.url}/media/other.jpg` });
    const before = shelf().asked.length;
    expect(await run.office.reviewer.refused('GET', path)).toMatchObject({ code: 'file/foreign' });
    expect(shelf().asked.slice(before)).toHaveLength(1);
  });
});

describe('what goes wrong is said in words', () => {
  it.each<[FileFault, string, string]>([
    ['hang', 'file/slow', '等了 2 秒'],
    ['dead', 'file/unreachable', '连不上'],
    ['gone', 'file/gone', '已被删除，或链接已失效'],
    ['expired', 'file/gone', '已被删除，或链接已失效'],
    ['too-large', 'file/too-large', '超过 1 MB'],
  ])('%s: %s', async (fault, code, words) => {
    const { path } = await fileOf('photo');
    shelf().spoil(fault, { needle: '/media/' });
    const refused = await run.office.reviewer.refused('GET', path);
    expect(refused).toMatchObject({ code, detail: expect.stringContaining(words) });
    expect(refused.detail).toContain('在钉钉里打开原审批');
    shelf().clear();
    expect((await run.office.reviewer.raw('GET', path)).status).toBe(200);
  });

  it('a page where a photo should be is handed over as a file, never as a page or a picture', async () => {
    const { path } = await fileOf('photo');
    shelf().spoil('wrong-type', { needle: '/media/' });
    const answer = await run.office.reviewer.raw('GET', path);
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; /);
  });

  it.each<FileFault>(['endless', 'drip', 'cut'])(
    '%s: what began well breaks off, and is not taken for the whole',
    async (fault) => {
      const { path } = await fileOf('photo');
      shelf().spoil(fault, { needle: '/media/', delayMs: 100 });
      const answer = await run.office.reviewer.raw('GET', path);
      await expect(answer.arrayBuffer()).rejects.toThrow();
      await until(
        async () => shelf().open,
        (open) => open === 0,
        10_000,
      );
    },
  );

  it('nobody waits for a file: whoever leaves ends the fetch', async () => {
    const { path } = await fileOf('photo');
    shelf().spoil('drip', { needle: '/media/', delayMs: 50 });
    const looking = run.office.reviewer.listen(path);
    await until(
      async () => shelf().open,
      (open) => open === 1,
    );
    const at = Date.now();
    looking.close();
    await until(
      async () => shelf().open,
      (open) => open === 0,
    );
    // All of it might have taken six seconds.
    expect(Date.now() - at).toBeLessThan(4_000);
  });
});

describe('links of attachments', () => {
  it('are asked for when somebody opens one, and once for several looks', async () => {
    const { id, path } = await fileOf('attachment', 1);
    const before = linksAsked();
    await run.office.reviewer.get(`/api/bills/${id}`);
    expect(linksAsked()).toBe(before);
    for (let look = 0; look < 3; look += 1) await body(await run.office.reviewer.raw('GET', path));
    expect(linksAsked()).toBe(before + 1);
  });

  it('one that has run out early is asked for anew; a file that is gone then is said to be gone', async () => {
    const { path, bytes } = await fileOf('attachment', 2);
    await body(await run.office.reviewer.raw('GET', path));
    const before = linksAsked();
    shelf().spoil('expired', { needle: '/files/', times: 1 });
    expect(await body(await run.office.reviewer.raw('GET', path))).toEqual(bytes);
    expect(linksAsked()).toBe(before + 1);
    shelf().spoil('gone', { needle: '/files/' });
    expect(await run.office.reviewer.refused('GET', path)).toMatchObject({ code: 'file/gone' });
  });

  it('when the month’s calls are used up none is asked for, and photos still come', async () => {
    run.stack.sandbox.state.ctx.faults.add({ system: 'dingtalk', kind: 'quota', api: LINKS });
    const { path } = await fileOf('attachment', 3);
    expect(await run.office.reviewer.refused('GET', path)).toMatchObject({ code: 'dingtalk/quota', status: 503 });
    const before = linksAsked();
    expect(await run.office.reviewer.refused('GET', path)).toMatchObject({
      code: 'file/no-calls',
      detail: expect.stringContaining('额度已用完'),
    });
    expect(linksAsked()).toBe(before);
    expect((await run.office.reviewer.raw('GET', (await fileOf('photo')).path)).status).toBe(200);
  });
});
