import './virtual-time.js';
import type { CheckLine, CheckUp } from '@dingdee/shared/check-up';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import {
  IMPATIENT,
  newApprovals,
  type RunningOffice,
  SHORT_WAITS,
  setSwitches,
  startOffice,
  wholeWay,
} from './batch.js';
import { until } from './person.js';

/** The bill by consent: a person who presses twice, or whose answer was lost, has one in Kingdee at most. */
let run: RunningOffice;
beforeAll(async () => {
  run = await startOffice({ settings: { ...SHORT_WAITS, ...IMPATIENT } });
  newApprovals(run, { count: 5, seed: 91 });
  await wholeWay(run);
});
afterEach(() => {
  setSwitches(run);
  run.stack.sandbox.state.ctx.faults.clear();
  for (const number of standing()) ledger().change(number, 'delete');
});
afterAll(() => run?.stack.close());

const ledger = () => run.stack.sandbox.state.kingdee.ledger;
/** Those by consent that Kingdee holds. */
const standing = () =>
  ledger()
    .report()
    .filter(({ total }) => total === '0.01')
    .map(({ number }) => number);
const BODY = { consent: true, probe: 'save', orgNumber: '101' };
const press = () => run.office.admin.post<CheckLine>('/api/check-up/consent', BODY);
const refused = () => run.office.admin.refused('POST', '/api/check-up/consent', BODY);
const line = async () => {
  const { lines } = await run.office.admin.get<CheckUp>('/api/check-up');
  return lines.find((each) => each.line === 'kingdee/save-right');
};

it('of several at once one is sent', async () => {
  setSwitches(run, { kingdee: { unknownNumbers: 'taken' } });
  const answers = await Promise.allSettled([press(), press(), press()]);
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(standing()).toHaveLength(1);
});

it('one that stands in Kingdee lets no other be sent, and says which number who deletes where', async () => {
  setSwitches(run, { kingdee: { unknownNumbers: 'taken' } });
  await press();
  const [number = ''] = standing();
  const said = await refused();
  expect([said.status, said.code]).toEqual([409, 'check-up/probe-stands']);
  expect(said.detail).toMatch(new RegExp(`${number}.*金蝶管理员.*付款单 列表.*删除`));
  expect(standing()).toEqual([number]);
  ledger().change(number, 'delete');
  await press();
  expect(standing()).toHaveLength(1);
});

it('one whose answer was lost and that is booked late lets no other be sent, and is found with its number', async () => {
  setSwitches(run, { kingdee: { unknownNumbers: 'taken' } });
  run.stack.sandbox.state.ctx.faults.add({ system: 'kingdee', api: 'Save', kind: 'slow-commit', delayMs: 4_000 });
  await press();
  const said = await refused();
  expect([said.status, said.code]).toEqual([409, 'check-up/probe-unsettled']);
  const found = await until(line, (now) => now?.state === 'red', 20_000);
  expect(standing()).toHaveLength(1);
  expect(found?.came).toContain(standing()[0]);
}, 60_000);

it('one that Kingdee never got is looked for to the end of the schedule, and then another may be sent', async () => {
  run.stack.sandbox.state.ctx.faults.add({ system: 'kingdee', api: 'Save', kind: 'hang' });
  await press();
  expect(await refused()).toMatchObject({ code: 'check-up/probe-unsettled' });
  run.stack.sandbox.state.ctx.faults.clear();
  const began = Date.now();
  const settled = await until(line, (now) => now?.came.includes('金蝶里没有') === true, 40_000);
  expect(Date.now() - began).toBeGreaterThan(8_000);
  expect(settled?.state).toBe('unknown');
  expect((await press()).state).toBe('green');
}, 60_000);

it('a user who is shown no bill of the organisation proves nothing: the lost one stays open, and who mends it is said', async () => {
  setSwitches(run, { kingdee: { unknownNumbers: 'taken', blindOrgs: '101' } });
  run.stack.sandbox.state.ctx.faults.add({ system: 'kingdee', api: 'Save', kind: 'slow-commit', delayMs: 2_000 });
  await press();
  const said = await until(refused, ({ detail }) => detail.includes('一张也查不到'), 20_000);
  expect(said.detail).toContain('查看权限');
  await new Promise((resolve) => setTimeout(resolve, 17_000));
  expect(await refused()).toMatchObject({ code: 'check-up/probe-unsettled' });
  expect(standing()).toHaveLength(1);
  setSwitches(run, { kingdee: { unknownNumbers: 'taken' } });
  expect((await until(line, (now) => now?.state === 'red', 20_000))?.came).toContain(standing()[0]);
}, 60_000);
