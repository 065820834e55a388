import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as company from '../sandbox/company.js';
import { type RunningOffice, startOffice } from './batch.js';
import { Person } from './person.js';

/** Calls of the month that one person without the right to set anything up can spend by looking at forms; counted by DingTalk. */
const MONTH = 5000;
/** Times that a script asks; a person looks at no more forms than this in a day. */
const ASKED = 150;
/** A fiftieth of the month. */
const MOST = MONTH / 50;

let run: RunningOffice;
let viewer: Person;
let code: string;

beforeAll(async () => {
  run = await startOffice({
    settings: {
      DINGTALK_MONTHLY_CALLS: String(MONTH),
      SWEEP_INTERVAL_MS: '0',
      LOOK_BACK_INTERVAL_MS: '0',
      FORM_CHECK_INTERVAL_MS: '0',
    },
  });
  const taken = new Set([run.office.admin, run.office.reviewer, run.office.pusher].map(({ userId }) => userId));
  const someone = company.employees.find(({ userid }) => !taken.has(userid)) ?? expect.fail('nobody else');
  await run.office.admin.put(`/api/roles/${someone.userid}`, { roles: ['viewer'] });
  viewer = await Person.login(run.stack, someone.userid);
  code = run.stack.sandbox.dingtalk.processCodes.费用报销 ?? '';
});
afterAll(() => run?.stack.close());

const formCalls = (): number =>
  run.stack.sandbox.state.ctx.calls
    .report()
    .dingtalk.filter(({ api }) => /templates$|forms\/schemas/.test(api))
    .reduce((sum, { total }) => sum + total, 0);

/** Asks many times, as a script does. @returns calls that DingTalk counted. */
async function spent(who: Person, method: 'GET' | 'POST', path: string): Promise<number> {
  const before = formCalls();
  // One after the other: questions of one moment may share a call.
  for (let at = 0; at < ASKED; at += 1) await (await who.raw(method, path)).text();
  return formCalls() - before;
}

describe('the month’s calls belong to approvals and write-backs', () => {
  it.each<[string, 'viewer' | 'pusher', 'GET' | 'POST', () => string]>([
    ['the list of forms', 'viewer', 'GET', () => '/api/dingtalk/forms'],
    ['one form', 'viewer', 'GET', () => `/api/dingtalk/forms/${code}`],
    [
      'a template held against a form',
      'viewer',
      'GET',
      () => `/api/templates/expense-to-paybill/match?processCode=${code}`,
    ],
    ['现在读一次', 'pusher', 'POST', () => `/api/forms/${code}/check`],
  ])('%s, asked for without end by a %s, takes no more than a fiftieth of them', async (_, role, method, path) => {
    expect(await spent(role === 'viewer' ? viewer : run.office.pusher, method, path())).toBeLessThanOrEqual(MOST);
  });

  it('who was refused is told when and by whom; an administrator is not kept from it', async () => {
    expect(await viewer.refused('GET', '/api/dingtalk/forms')).toMatchObject({
      status: 409,
      code: 'form/calls-spent',
      detail: expect.stringContaining('管理员'),
    });
    await run.office.admin.get('/api/dingtalk/forms');
    await run.office.admin.post(`/api/forms/${code}/check`);
  });
});
