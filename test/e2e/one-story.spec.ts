import '../flow/at-ten.js';
import type { Analysis } from '@dingdee/shared/analysis';
import type { BillPage, ReasonGroups } from '@dingdee/shared/bill';
import type { IntakeRun } from '@dingdee/shared/intake';
import { formatAmount } from '@dingdee/shared/money';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { Person, until } from '../flow/person.js';
import { type Stack, startStack } from '../flow/stack.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { instanceEvent } from '../sandbox/dingtalk/events.js';
import { applySwitches } from '../sandbox/switches.js';
import {
  closeAll,
  closeSoundly,
  fenOf,
  gone,
  money,
  type OpenApp,
  openApp,
  personOf,
  seen,
  sums,
  textOf,
} from './browser.js';
import { confirmApproval, groupRow, option, selectionBar, toStage, untilShown } from './desk-page.js';
import { launch } from './launch.js';
import { button, choose, OWN_FIELD, ownField, ownTable, toFirstBill, toMapping, toSource } from './wizard-steps.js';

/**
 * One company from its empty installation to a digest in its group: each of the things that the app does is walked through once, by
 * clicks, on a form that no template was written for, and the same money is found in each of them.
 */
const WIDE = { width: 1440, height: 900 } as const;
/** The day before the one on which this is read (at-ten.ts): only a day that is over can be proven. */
const DAY = '2026-10-29';
const ROBOT = '0123456789abcdef0123';
let stack: Stack;
let browser: Browser;
let robotSecret: string;
const apps: OpenApp[] = [];
/** Agreed before anything was connected. The smallest of them is left out by a condition. */
let agreed: readonly SandboxApproval[];

beforeAll(async () => {
  [stack, browser] = await Promise.all([
    startStack({
      sandbox: { approvals: 0, clean: true, supplierForm: true },
      settings: {
        DINGTALK_EVENTS: 'stream',
        STATEMENT_DAYS: '0',
        DUE_SWEEP_MS: '100',
        // What comes does so by an event.
        SWEEP_INTERVAL_MS: '0',
        LOOK_BACK_INTERVAL_MS: '0',
        FOUR_EYES_BILL: '90000000.00',
      },
    }),
    launch(),
  ]);
  const { state } = stack.sandbox;
  state.gateway.appUrl = stack.url;
  applySwitches(state.ctx.switches, { kingdee: { projectField: 'rows' } });
  robotSecret = state.dingtalk.state.robots.add(ROBOT);
  agreed = finished(4, 5);
});
afterEach(() => closeSoundly(apps.splice(0)));
afterAll(() =>
  closeAll(
    () => browser?.close(),
    () => stack?.close(),
  ),
);

/** Payments to suppliers that passed on that day. */
function finished(count: number, seed: number): readonly SandboxApproval[] {
  const made = stack.sandbox.state.dingtalk.generateSupplierPayments({ count, seed });
  for (const approval of made) approval.finishedAt = Date.parse(`${DAY}T16:30:00+08:00`);
  return made;
}
async function open(part: string, path = '/'): Promise<OpenApp> {
  const app = await openApp(browser, stack.sandbox, { part, ...WIDE, path });
  apps.push(app);
  return app;
}
const total = (approvals: readonly SandboxApproval[]): bigint =>
  approvals.reduce((sum, { expected }) => sum + fenOf(expected.total), 0n);
const admin = () => Person.login(stack, personOf(stack.sandbox, '管理员').userid);
const paybills = () => stack.sandbox.state.kingdee.ledger.report();

it('an empty installation becomes bills that Kingdee has audited, and the same sum stands in the data, the statement, the analysis and the digest', async () => {
  const smallest = agreed.toSorted((a, b) => Number(total([a]) - total([b])))[0];
  if (!smallest) throw new Error('nothing was agreed');
  const known = agreed.filter((approval) => approval !== smallest);

  // Connected, checked, and set up by clicks.
  const connections = (await open('管理员', '/connections')).page;
  await button(connections, '全部检查').click();
  await seen(connections.getByRole('img', { name: '钉钉和金蝶都登录得上', exact: true }));
  await ownTable((await open('管理员', '/mapping')).page);
  const { page } = await open('管理员', '/schemes/new');
  await toSource(page, '供应商付款申请', '付款申请 → 付款单（供应商）', [
    '只用付款单',
    '已付记录：钱已经付了',
    '没有启用',
  ]);
  await button(page, '+ 加一个条件').click();
  await choose(page.getByLabel('第 1 个条件看什么'), '申请付款总金额');
  await page.getByLabel('第 1 个条件怎样比').selectOption({ label: '大于' });
  await page.getByLabel('第 1 个条件比什么').fill(smallest.expected.total);
  await page.getByLabel('第 1 个条件比什么').blur();
  await seen(page.getByText(/不符合采集条件：申请付款总金额 大于/));
  await toMapping(page);
  await ownField(page);
  await toFirstBill(page);
  // Kingdee asks for the company's own field, which the scheme fills from now on.
  await seen(connections.getByText(/必录字段：还要填：研发项目/));
  await button(connections, '全部检查').click();
  await gone(connections.getByText(/必录字段：还要填：研发项目/));

  // People with their roles.
  const boss = await admin();
  for (const [part, roles] of [
    ['审核', ['viewer', 'reviewer']],
    ['推送', ['viewer', 'pusher']],
  ] as const)
    await boss.put(`/api/roles/${personOf(stack.sandbox, part).userid}`, { roles });
  await until(
    () => boss.get<BillPage>('/api/bills?stage=review'),
    ({ items }) => items.length === known.length,
    60_000,
  );

  // One more comes by its event while people have the desk open: a supplier that no table knows yet, chosen once.
  const review = await open('审核');
  await untilShown(review.page, '待审核', known.length);
  const desk = (await open('管理员')).page;
  await untilShown(desk, '待补映射', 0);
  const [late] = finished(1, 10);
  if (!late || total([late]) <= total([smallest])) throw new Error('the condition would leave it out');
  stack.sandbox.state.dingtalk.state.stream.push(instanceEvent(late, 'finish', late.finishedAt ?? 0));
  await untilShown(desk, '待补映射', 1);
  await toStage(desk, '待补映射');
  const waiting = async () => (await boss.get<ReasonGroups>('/api/bills/groups?stage=mapping')).items[0];
  // One after the other: a rule is only asked when those before it have a value.
  for (let missing = await waiting(); missing; missing = await waiting()) {
    const head = groupRow(desk, missing.label);
    await seen(head);
    await button(desk, '一次补 1 笔').click();
    await desk.locator('input[role=combobox]').fill(missing.value ?? '');
    await option(desk, missing.value ?? '')
      .first()
      .click();
    await button(desk, '保存并重新映射 1 笔').click();
    await gone(head);
  }
  await untilShown(desk, '待补映射', 0);
  const shown = await untilShown(review.page, '待审核', known.length + 1);
  const sum = total([...known, late]);
  expect(shown.amount).toBe(sum);

  // Reviewed by one, pushed by another.
  await toStage(review.page, '待审核');
  await review.page.getByRole('checkbox', { name: '选择全部' }).click();
  await selectionBar(review.page)
    .getByRole('button', { name: /^通过 \d+ 笔/ })
    .click();
  expect(await confirmApproval(review.page)).toBe(known.length + 1);
  await untilShown(review.page, '待审核', 0);
  await review.mustBeSound();
  const push = await open('推送');
  await toStage(push.page, '待推送');
  await push.page.getByRole('checkbox', { name: '选择全部' }).click();
  await selectionBar(push.page)
    .getByRole('button', { name: `推送 ${known.length + 1} 笔 ¥${money(sum)}` })
    .click();
  await push.page
    .getByRole('dialog', { name: '确认推送' })
    .getByRole('button', { name: `推送 ${known.length + 1} 笔 ¥${money(sum)}` })
    .click();
  const result = push.page.getByRole('dialog', { name: '推送结果' });
  await seen(result.getByText(`推送完成 ${known.length + 1} 笔已入账`));
  await until(
    async () => sums(await textOf(result)),
    (told) => told.includes(sum),
  );
  await push.mustBeSound();

  // In Kingdee once each, audited, with the company's own field; told to each applicant once.
  const paid = [...known, late];
  const held = paybills();
  expect(held.map(({ thirdBillNo }) => thirdBillNo).sort()).toEqual(paid.map(({ instanceId }) => instanceId).sort());
  expect(held.map(({ status }) => status)).toEqual(paid.map(() => 'C'));
  expect(held.reduce((all, bill) => all + fenOf(bill.total), 0n)).toBe(sum);
  for (const bill of held) for (const row of bill.rows) expect(row[OWN_FIELD]).toMatch(/\S/);
  for (const approval of paid) {
    await until(async () => approval.comments.length, Boolean);
    const number = held.find(({ thirdBillNo }) => thirdBillNo === approval.instanceId)?.number ?? '—';
    expect(approval.comments.map(({ text }) => text.includes(number))).toEqual([true]);
  }
  expect(smallest.comments).toEqual([]);

  // 数据
  const data = await open('管理员', '/data');
  await seen(data.page.getByText(`${paid.length} 行，金额合计 ¥${money(sum)}`));
  await seen(data.page.getByText('与审核台一致'));
  await data.mustBeSound();

  // 对账: what the condition left out is named, nothing else differs.
  const swept = await open('管理员', '/runs');
  await button(swept.page, '现在采集').click();
  await until(
    () => boss.get<{ items: IntakeRun[] }>('/api/runs?limit=10'),
    ({ items }) => items.some(({ kind, state }) => kind === 'manual' && state !== 'running'),
  );
  const statement = await open('管理员', `/statements/${DAY}`);
  await button(statement.page, '现在对账').click();
  await seen(statement.page.getByText('没有未解释的差异'));
  const said = sums(await textOf(statement.page.getByRole('region', { name: '三方合计' })));
  expect(said.filter((each) => each > 0n)).toEqual([sum + total([smallest]), sum, sum]);
  await until(
    () => textOf(statement.page.getByRole('region', { name: '差异逐项' })),
    (text) => new RegExp(`不采集 .* 1 −${money(total([smallest]))}`).test(text),
  );
  await statement.mustBeSound();

  // 分析: every bar of the month adds up to it.
  const analysis = await open('管理员', `/analysis?month=${DAY.slice(0, 7)}`);
  await until(
    () => textOf(analysis.page.locator('main')),
    (text) => new RegExp(`已入账 ${paid.length} 笔 0 笔 \\+${paid.length} ${money(sum)} `).test(text),
  );
  const { costItems } = await boss.get<Analysis>(`/api/analysis?month=${DAY.slice(0, 7)}`);
  expect(costItems.reduce((all, { now }) => all + fenOf(now.amount), 0n)).toBe(sum);
  for (const { now } of costItems.slice(0, 3))
    await seen(analysis.page.getByRole('region', { name: '按费用项目' }).getByText(formatAmount(now.amount)));
  await analysis.mustBeSound();

  // 定时推送: the digest that the group reads.
  const reports = await open('管理员', '/reports');
  await button(reports.page, '新建').click();
  const sheet = reports.page.getByRole('dialog', { name: '新建定时推送' });
  await sheet.getByLabel('名称，也是消息的标题').fill('已付给供应商');
  await sheet.getByLabel('状态').selectOption({ label: '已入账' });
  await sheet.getByLabel('哪几天').selectOption({ label: '全部' });
  await sheet.getByLabel('机器人的地址').fill(`${stack.sandbox.dingtalk.url}/robot/send?access_token=${ROBOT}`);
  await sheet.getByLabel('加签密钥，SEC 开头').fill(robotSecret);
  await sheet.getByLabel('几点').fill('22:00');
  await button(sheet, '保存定时推送').click();
  await gone(sheet);
  await button(reports.page, '试发').click();
  await button(reports.page.getByRole('dialog', { name: '试发一次' }), '发出去').click();
  await seen(reports.page.getByRole('region', { name: '发过的' }).getByText(/^送到 /));
  const { posted } = stack.sandbox.state.dingtalk.state.robots;
  expect(posted).toHaveLength(1);
  expect(posted[0]?.text).toMatch(new RegExp(`合计　${paid.length} 笔.*${money(sum)}`, 's'));
  await reports.mustBeSound();
});
