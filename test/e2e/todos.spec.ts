import type { AssignResult } from '@dingdee/shared/assignment';
import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import { formatAmount } from '@dingdee/shared/money';
import type { Status } from '@dingdee/shared/status';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { collect } from '../flow/office.js';
import { until } from '../flow/person.js';
import { seen } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';

/** 钉钉待办: what opens from one, and what is said where DingTalk does not let the app make any. */
let desk: CompanyDesk;
const todos = () => desk.stack.sandbox.state.dingtalk.state.todos.all;

beforeAll(async () => {
  desk = await startCompany({
    sandbox: { approvals: 12, clean: true },
    settings: { ASSIGN_UNDO_MS: '200', TODO_LOOK_MS: '200' },
  });
  await collect(desk.office);
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

async function give(n: number): Promise<AssignResult> {
  const { admin, reviewer } = desk.office;
  const bills = await admin.all<BillSummary>('/api/bills?stage=review&assigned=none');
  const found: BillSummary[] = [];
  for (const bill of bills) {
    const { actions } = await reviewer.get<BillDetail>(`/api/bills/${bill.id}`);
    if (actions.some(({ action, whyNot }) => action === 'approve' && whyNot?.code !== 'bill/own-bill'))
      found.push(bill);
  }
  const items = found.slice(0, n).map(({ id, version }) => ({ id, version }));
  const body = { refs: { items }, userId: reviewer.userId, dueAt: null, note: '月底前要付' };
  return admin.post<AssignResult>('/api/bills/assign', body);
}

it('a to-do opens exactly its bills, logged in by itself, on a desk and on a phone', async () => {
  await give(1);
  const { act, done } = await give(3);
  const [todo] = await until(
    async () => todos().filter(({ sourceId }) => sourceId === act),
    (found) => found.length > 0,
  );
  expect(todo?.subject).toBe(`审核 3 笔 ¥${formatAmount(done.amount)}`);
  const { pathname, search } = new URL(todo?.url.app ?? '');
  const path = `${pathname}${search}`;
  const wide = await desk.open({ part: '审核', width: 1440, height: 900, path });
  await seen(wide.page.getByText('这次指派给我').first());
  await seen(wide.page.getByText(new RegExp(`3 笔.*${formatAmount(done.amount)}`)).first());
  await wide.mustBeSound();
  const phone = await desk.open({ part: '审核', platform: 'ios', width: 390, height: 844, path });
  await seen(phone.page.getByText('这次指派给我').first());
  await seen(phone.page.getByText(formatAmount(done.amount)).first());
  await phone.mustBeSound();
  await phone.picture('phone-todo-390');
});

it('without the right it stands on 连接, by name, with what does not work and what does', async () => {
  desk.stack.sandbox.state.ctx.switches.dingtalk.todoPermission = 'refused';
  await give(1);
  await until(
    () => desk.office.admin.get<Status>('/api/status'),
    ({ todos: refused }) => refused !== null,
  );
  const { page, ...app } = await desk.open({ part: '管理员', width: 900, height: 640, path: '/connections' });
  const notice = page.getByRole('status').filter({ hasText: 'Todo.Todo.Write' }).first();
  await seen(notice);
  await expect.poll(() => notice.textContent()).toContain('指派、工作通知、审核、推送都照常');
  await app.mustBeSound();
  await app.picture('desk-todo-refused-900');
});
