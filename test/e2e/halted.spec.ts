import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SHORT_WAITS } from '../flow/batch.js';
import { approveAll, collect } from '../flow/office.js';
import { until } from '../flow/person.js';
import { applySwitches, defaultSwitches } from '../sandbox/switches.js';
import { gone, seen, textOf } from './browser.js';
import { type CompanyDesk, kingdeeBills, startCompany } from './company-desk.js';
import { detail } from './desk-page.js';

const WIDE = { width: 1440, height: 900 } as const;
const IPHONE = { width: 390, height: 844, platform: 'ios' } as const;

/** Bills that Kingdee holds half-way, as people meet them on the desk and on the phone. */
let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 3, clean: true }, settings: SHORT_WAITS });
  const { ctx, kingdee } = desk.stack.sandbox.state;
  applySwitches(ctx.switches, { kingdee: { workflowHolds: true } });
  await collect(desk.office);
  await approveAll(desk.office);
  const bills = await desk.office.pusher.all<BillSummary>('/api/bills?stage=push');
  const { token } = await desk.office.pusher.post<PushPreview>('/api/push-orders/preview', {
    items: bills.map(({ id, version }) => ({ id, version })),
  });
  const { id } = await desk.office.pusher.post<PushOrder>('/api/push-orders', { token });
  await until(
    () => desk.office.pusher.get<PushOrder>(`/api/push-orders/${id}`),
    ({ state, failed }) => state === 'done' && failed.count === bills.length,
  );
  applySwitches(ctx.switches, defaultSwitches());
  expect([...kingdee.ledger.all()].map(({ status }) => status)).toEqual(['B', 'B', 'B']);
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

const held = async (): Promise<BillDetail[]> => {
  const bills = await desk.office.admin.all<BillSummary>('/api/bills?stage=trouble');
  return Promise.all(bills.map(({ id }) => desk.office.admin.get<BillDetail>(`/api/bills/${id}`)));
};
const bill = async (id: string) => desk.office.admin.get<BillDetail>(`/api/bills/${id}`);
const SENTENCE = '已保存并提交，金蝶的审批流接管了它，等它审完即可。';

describe('a bill that Kingdee’s workflow holds', () => {
  it('on the desk says so in blue, offers to leave it to Kingdee first, and is no work any more once that is done', async () => {
    const [first] = await held();
    const { page, ...app } = await desk.open({ part: '推送', ...WIDE, path: `/bills/${first?.id}?stage=trouble` });
    await seen(detail(page).getByText(SENTENCE));
    await seen(detail(page).getByRole('button', { name: '继续' }));
    // The next step has said who does what.
    expect(await textOf(detail(page))).not.toMatch(/由.{2,10}处理/);
    const ring = page.locator('[role=row][aria-current] .steps i').nth(2);
    await expect.poll(() => ring.getAttribute('class')).toBe('n');
    await app.mustBeSound();
    await detail(page).getByRole('button', { name: '交给金蝶处理' }).click();
    await seen(detail(page).getByText('已交给金蝶处理，等金蝶审完。'));
    await gone(detail(page).getByRole('button', { name: '交给金蝶处理' }));
    await seen(detail(page).getByRole('button', { name: '继续' }));
    await seen(page.getByText('等金蝶审完').first());
    await app.mustBeSound();
    expect(await bill(first?.id ?? '')).toMatchObject({ state: 'failed', reached: 'submitted', action: 'none' });
  });

  it('on the desk is withdrawn after a sheet that says what that means, and is back for review', async () => {
    const [, second] = await held();
    const { page, ...app } = await desk.open({ part: '推送', ...WIDE, path: `/bills/${second?.id}?stage=trouble` });
    await detail(page).getByRole('button', { name: '撤回并删除…' }).click();
    const sheet = page.getByRole('dialog', { name: `撤回并删除 ${second?.kingdeeNo}` });
    await seen(sheet.getByText(`金蝶里的 ${second?.kingdeeNo} 将被撤销提交并删除，之后可修改重推。`));
    await app.mustBeSound();
    await sheet.getByRole('button', { name: '再看看' }).click();
    await gone(sheet);
    expect(kingdeeBills(desk)).toHaveLength(3);

    await detail(page).getByRole('button', { name: '撤回并删除…' }).click();
    await sheet.getByRole('button', { name: '撤回并删除', exact: true }).click();
    await seen(detail(page).getByText('从金蝶撤回并删除了单据'));
    await until(
      () => bill(second?.id ?? ''),
      ({ state }) => state === 'ready',
    );
    expect(kingdeeBills(desk).map(({ number }) => number)).not.toContain(second?.kingdeeNo);
    await detail(page).getByRole('tab', { name: '历史' }).click();
    await seen(detail(page).getByText('已在金蝶撤销提交'));
    await seen(detail(page).getByText('核对过，金蝶里已没有这张单据，撤回完成'));
    // The history quotes Kingdee, English and all.
    expect(app.errors).toEqual([]);
  });

  it('on the phone offers the same, within reach and within the screen', async () => {
    const third = (await held()).find(({ handedOver }) => handedOver === null);
    const { page, ...app } = await desk.open({ part: '推送', ...IPHONE, path: `/bills/${third?.id}` });
    await seen(page.getByText(SENTENCE));
    await seen(page.getByRole('button', { name: '交给金蝶处理' }));
    expect(await textOf(page.getByRole('main'))).not.toMatch(/由.{2,10}处理/);
    await app.mustBeSound();
    await page.getByRole('button', { name: '撤回并删除…' }).click();
    const sheet = page.getByRole('dialog', { name: `撤回并删除 ${third?.kingdeeNo}` });
    await seen(sheet.getByText('之后可修改重推'));
    await app.mustBeSound();
    await sheet.getByRole('button', { name: '撤回并删除', exact: true }).click();
    await seen(page.getByText('从金蝶撤回并删除了单据'));
    await app.mustBeSound();
    expect(kingdeeBills(desk)).toHaveLength(1);
  });
});

describe('a bill that differs from ours in Kingdee', () => {
  it.each([WIDE, IPHONE] as const)('is shown beside ours, and not touched ($width px)', async (screen) => {
    const left = (await held()).find(({ handedOver, state }) => handedOver !== null || state === 'in-doubt');
    if (!left) throw new Error('no bill is left in Kingdee');
    if (left.state === 'failed') {
      desk.stack.sandbox.state.kingdee.ledger.change(left.kingdeeNo ?? '', 'amount', '7.77');
      await desk.office.pusher.post(`/api/bills/${left.id}/withdraw`, { version: left.version });
      await until(
        () => bill(left.id),
        ({ state }) => state === 'in-doubt',
      );
    }
    const { page, ...app } = await desk.open({ part: '推送', ...screen, path: `/bills/${left.id}?stage=trouble` });
    const compared = page.getByRole('region', { name: '两边对照' });
    await seen(compared.getByText('7.77'));
    await seen(compared.getByText('钉蝶这张'));
    await seen(compared.getByText('金蝶那张'));
    await app.mustBeSound();
    expect(kingdeeBills(desk).map(({ total }) => total)).toEqual(['7.77']);
  });
});
