import './virtual-time.js';
import type { Decisions } from '@dingdee/shared/decision';
import type { Members } from '@dingdee/shared/session';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import * as company from '../sandbox/company.js';
import { applySwitches, defaultSwitches } from '../sandbox/switches.js';
import { Person, until } from './person.js';
import { type Stack, startStack } from './stack.js';
import { runVerify } from './verify-command.js';

/** Everybody with a role is asked about twice a second here. */
const CHECK_MS = 500;
const [boss = '', clerk = '', other = '', third = ''] = company.employees.map(({ userid }) => userid);

let stack: Stack;
let admin: Person;
beforeAll(async () => {
  stack = await startStack({
    sandbox: { approvals: 1 },
    settings: { ADMIN_USER_IDS: boss, LEAVER_CHECK_MS: String(CHECK_MS) },
  });
  admin = await Person.login(stack, boss);
});
afterEach(() => {
  stack.sandbox.state.ctx.leavers.clear();
  stack.sandbox.state.ctx.faults.clear();
  applySwitches(stack.sandbox.state.ctx.switches, defaultSwitches());
});
afterAll(() => stack?.close());

const memberOf = async (userId: string) =>
  (await admin.get<Members>('/api/roles')).items.find((member) => member.userId === userId);
const asked = (): number =>
  stack.sandbox.state.ctx.calls.report().dingtalk.find(({ api }) => api === '/topapi/v2/user/get')?.total ?? 0;
/** Until DingTalk has been asked about everybody anew. */
const askedAgain = async (times = 8): Promise<void> => {
  const before = asked();
  await until(
    async () => asked(),
    (now) => now >= before + times,
    20_000,
  );
};
const hired = async (userId: string, roles = ['viewer', 'pusher']): Promise<Person> => {
  await admin.put(`/api/roles/${userId}`, { roles });
  return Person.login(stack, userId);
};

it('whoever is no longer in DingTalk loses roles, sessions and streams, is named to the admins with the day, and stands in the log', async () => {
  const leaver = await hired(clerk);
  const stays = await hired(other);
  const stream = leaver.listen('/api/events');
  await until(
    async () => stream.open(),
    (open) => open,
    10_000,
  );
  stack.sandbox.state.ctx.leavers.add(clerk);
  const gone = await until(
    () => memberOf(clerk),
    (member) => member?.leftAt != null,
    20_000,
  );
  expect(gone?.roles).toEqual([]);
  expect((await leaver.raw('GET', '/api/bills')).status).toBe(401);
  await until(
    async () => stream.ended(),
    (ended) => ended,
    5_000,
  );
  expect((await stays.raw('GET', '/api/bills')).status).toBe(200);
  expect((await memberOf(other))?.leftAt).toBeNull();
  const { items } = await admin.get<Decisions>('/api/decisions?kind=left');
  const name = company.employees.find(({ userid }) => userid === clerk)?.name;
  expect(items[0]).toMatchObject({ by: '钉蝶', about: `${name} 在钉钉里查不到，收回角色：查看、推送`, bill: null });
});

it('an admin may give somebody roles again who has come back', async () => {
  await hired(clerk);
  await askedAgain();
  expect(await memberOf(clerk)).toMatchObject({ leftAt: null, roles: ['viewer', 'pusher'] });
});

it('where DingTalk cannot be reached, or says something else, nobody loses anything', async () => {
  const person = await hired(third);
  stack.sandbox.state.ctx.leavers.add(third);
  // 50002 is about what the app may see.
  applySwitches(stack.sandbox.state.ctx.switches, { dingtalk: { leaverCode: '50002' } });
  await askedAgain();
  expect((await person.raw('GET', '/api/bills')).status).toBe(200);
  stack.sandbox.state.ctx.faults.add({ system: 'dingtalk', kind: 'http-500', api: '/topapi/v2/user/get', times: 12 });
  applySwitches(stack.sandbox.state.ctx.switches, { dingtalk: { leaverCode: '33012' } });
  await until(
    async () => stack.log().includes("nobody's roles were touched"),
    (said) => said,
    20_000,
  );
  expect((await person.raw('GET', '/api/bills')).status).toBe(200);
  expect((await memberOf(third))?.roles).toEqual(['viewer', 'pusher']);
});

it('nor when nearly everybody is gone at once: then the app sees fewer people', async () => {
  for (const userId of [clerk, other, third]) {
    await admin.put(`/api/roles/${userId}`, { roles: ['viewer'] });
    stack.sandbox.state.ctx.leavers.add(userId);
  }
  await until(
    async () => stack.log().includes('too many to have left'),
    (said) => said,
    20_000,
  );
  for (const userId of [clerk, other, third]) expect((await memberOf(userId))?.roles).toEqual(['viewer']);
});

it('the audit log agrees with the roles that are left', async () => {
  stack.sandbox.state.ctx.leavers.clear();
  const { code, output } = await runVerify(stack);
  expect(code, output).toBe(0);
});
