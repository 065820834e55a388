import { afterEach, beforeEach, expect, it } from 'vitest';
import { beijingDate } from '../../server/src/domain/beijing-time.js';
import { ListDayApprovals } from '../../server/src/read/day/list-day-approvals.js';
import { generateApprovals } from '../sandbox/dingtalk/generator.js';
import { type Sandbox, startSandbox } from '../sandbox/start.js';
import { intakeParts, migratedDatabase, type OpenedDatabase, putScheme, schemeContentFor } from './intake-parts.js';
import { closeAll } from './own-process.js';

let sandbox: Sandbox;
let database: OpenedDatabase;
beforeEach(async () => {
  sandbox = await startSandbox({ approvals: 0, qps: 0 });
  database = await migratedDatabase();
});
afterEach(() =>
  closeAll(
    () => database.close(),
    () => sandbox.close(),
  ),
);

it('an approval whose answer can never be understood stands in the list of its day, with the reason and the way on, after its run as well', async () => {
  const { state, company } = sandbox.state.dingtalk;
  const form = state.approvals.firstForm(sandbox.dingtalk.processCodes.费用报销 ?? '');
  await putScheme(database.db, 'scheme', schemeContentFor(form.processCode));
  const [one] = generateApprovals({ seed: 5, now: Date.now(), form, company, clean: true, count: 4 }).filter(
    ({ fate }) => fate === 'agreed',
  );
  if (!one) throw new Error('no approval');
  state.approvals.add([one]);
  const parts = intakeParts(database.db, sandbox, {});
  const { dingtalk } = parts;
  dingtalk.getInstance = async (processCode, processInstanceId) => ({
    family: 'v1',
    processCode,
    processInstanceId,
    text: '{"result":{"what":"this is"}}',
    json: { result: { what: 'this is' } },
  });
  const sweep = () => parts.wakes.work.get('sweep')?.() ?? Promise.resolve();
  await parts.schedule.onApplicationBootstrap();
  await sweep();
  await sweep();
  const list = new ListDayApprovals(database.db);
  const { items } = await list.list(beijingDate(Date.now()), { part: 'unexplained' });
  expect(items).toMatchObject([
    {
      processInstanceId: one.instanceId,
      maySettle: true,
      next: expect.stringMatching(/一直读不到.*到钉钉里查这条，写明结果/),
    },
  ]);
  expect(items[0]?.reason).not.toBe('');
});
