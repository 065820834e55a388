import type { EventChannel } from '@dingdee/shared/intake';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '../flow/office.js';
import { until } from '../flow/person.js';
import { seen } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';

const IPHONE = { width: 390, height: 844, platform: 'ios' } as const;
const DESK = { width: 1440, height: 900 } as const;

let desk: CompanyDesk;
const stream = () => desk.stack.sandbox.state.dingtalk.state.stream;
beforeAll(async () => {
  desk = await startCompany({
    sandbox: { approvals: 12, clean: true },
    settings: {
      DINGTALK_EVENTS: 'stream',
      EVENT_RETRY_MS: '100',
      EVENT_NOTICE_MS: '500',
      DINGTALK_MONTHLY_CALLS: '5000',
    },
  });
  await collect(desk.office);
});
afterEach(async () => {
  stream().refuseTickets = false;
  await desk.closeApps();
});
afterAll(() => desk?.close());

/** DingTalk takes no ticket any more, and what was open is cut. */
async function breakOff(): Promise<void> {
  stream().refuseTickets = true;
  stream().kill();
  await until(
    () => desk.office.admin.get<EventChannel>('/api/runs/channel'),
    ({ state }) => state === 'down',
  );
}

describe('the channel of events on 采集', () => {
  it('is said to be well, who holds it for an administrator, and that a bill appears within seconds', async () => {
    const { page, ...app } = await desk.open({ part: '管理员', ...DESK, path: '/runs' });
    const fresh = page.getByRole('region', { name: '事件推送' });
    await seen(fresh.getByText('事件推送正常'));
    await expect.poll(() => fresh.getAttribute('title')).toMatch(/由 .+ 上的 \d+ 号进程接收/);
    const way = page.getByRole('row', { name: /事件推送 审批一结束/ });
    await seen(way.getByText('正常'));
    await seen(way.getByText('几秒'));
    // One line of the page says when the last one came.
    await expect.poll(() => page.getByText(/最近一条|还没有来过/).count()).toBeLessThanOrEqual(2);
    await app.mustBeSound();
    await app.picture('desk-intake-events');
  });

  it('that is down says since when, that sweeps make up for it, and who mends it; at the top of each page after a while', async () => {
    await breakOff();
    const { page, ...app } = await desk.open({ part: '管理员', ...DESK, path: '/runs' });
    const fresh = page.getByRole('region', { name: '事件推送' });
    await seen(fresh.getByText(/事件推送断了/));
    await seen(fresh.getByText(/每 [\d.]+ (分钟|小时)补一遍/));
    const way = page.getByRole('row', { name: /事件推送 审批一结束/ });
    await seen(way.getByText(/起断开，重连中/));
    await seen(page.getByText(/事件推送 \d\d:\d\d 起断开。/));
    // Said on every page by now, and not a second time on this one.
    await expect.poll(() => page.getByText(/事件推送 .*起没有来/).count()).toBe(0);
    await app.mustBeSound();
    await app.picture('desk-intake-events-down');
  });

  it.each([
    ['well', () => Promise.resolve(), '事件推送正常'],
    ['down', breakOff, /事件推送断了/],
  ] as const)('that is %s stands on the phone in the card of today', async (name, happens, words) => {
    await happens();
    const { page, ...app } = await desk.open({ part: '管理员', ...IPHONE, path: '/runs' });
    await seen(page.getByRole('region', { name: '今天是否完整' }).getByText(words));
    await app.mustBeSound();
    await app.picture(`phone-intake-events-${name}`);
  });
});
