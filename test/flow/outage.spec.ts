import './virtual-time.js';
import type { BillSummary, StageTotals } from '@dingdee/shared/bill';
import type { PushPreview } from '@dingdee/shared/push';
import type { Status } from '@dingdee/shared/status';
import { afterEach, describe, expect, it } from 'vitest';
import { type Front, startFront } from './front.js';
import { approveAll, collect, fixMappings, type Office, openOffice, settled } from './office.js';
import { closeAll } from './own-process.js';
import { until } from './person.js';
import { type Stack, startStack } from './stack.js';

let stack: Stack | null = null;
let front: Front | null = null;
afterEach(async () => {
  const [server, way] = [stack, front];
  [stack, front] = [null, null];
  await closeAll(
    () => server?.close(),
    () => way?.close(),
  );
});

const COUNT = 12;
const QUICK = { BREAKER_FAILURES: '3', BREAKER_OPEN_MS: '700', DUE_SWEEP_MS: '100', KINGDEE_BATCH: '4' };

/** A server with approved bills, and a way to one of its systems that can be cut. */
async function given(system: 'kingdee' | 'dingtalk'): Promise<{ stack: Stack; way: Front; office: Office }> {
  const started = await startStack({ sandbox: { approvals: COUNT, clean: true }, settings: QUICK });
  stack = started;
  const { sandbox } = started;
  const origin = new URL(system === 'kingdee' ? sandbox.kingdee.url : sandbox.dingtalk.url).origin;
  const way = await startFront(() => [origin]);
  front = way;
  await started.restart(
    system === 'kingdee'
      ? { KINGDEE_URL: `${way.url}/k3cloud/` }
      : { DINGTALK_API_URL: way.url, DINGTALK_OAPI_URL: way.url },
  );
  const office = await openOffice(started);
  await collect(office);
  await fixMappings(office);
  await approveAll(office);
  return { stack: started, way, office };
}

async function push({ pusher }: Office): Promise<void> {
  const bills = await pusher.all<BillSummary>('/api/bills?stage=push');
  const preview = await pusher.post<PushPreview>('/api/push-orders/preview', {
    items: bills.map(({ id, version }) => ({ id, version })),
  });
  await pusher.post('/api/push-orders', { token: preview.token });
}
const SENTENCE = new RegExp(
  `^金蝶连接断开，\\d\\d:\\d\\d 起：连不上金蝶。审核和补映射照常，推送已暂停，${COUNT} 笔保持待推送，不会丢，也不会重发。请金蝶管理员检查金蝶服务器和网络，恢复后自动继续。$`,
);
const status = ({ admin }: Office) => admin.get<Status>('/api/status');
const comments = (running: Stack) =>
  running.sandbox.state.dingtalk.state.approvals.all().flatMap((approval) => approval.comments);
const history = (running: Stack) => running.sandbox.state.kingdee.ledger.report().map(({ thirdBillNo }) => thirdBillNo);

describe('a system that is away', () => {
  it('Kingdee: is said in one sentence, nothing is sent, bills keep their place, and go on by themselves', async () => {
    const { stack: running, way, office } = await given('kingdee');
    await way.down();
    await push(office);
    const away = await until(
      () => status(office),
      ({ kingdee }) => SENTENCE.test(kingdee.sentence ?? ''),
    );
    expect(away.kingdee.state).toBe('trouble');
    const before = away.kingdee.since;
    // Nothing may come of it, however often the entrance is tried and shut again meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const still = await status(office);
    expect(still.kingdee.since).toBe(before);
    const totals = await office.admin.get<StageTotals>('/api/bills/stages');
    expect(totals.states.filter(({ state, count }) => state === 'failed' && count > 0)).toEqual([]);
    expect(history(running)).toEqual([]);

    await way.up();
    await settled(office);
    expect(new Set(history(running)).size).toBe(COUNT);
    expect(history(running)).toHaveLength(COUNT);
    expect((await status(office)).kingdee).toMatchObject({ state: 'ok', sentence: null });
  });

  it('DingTalk: write-backs wait without using up their attempts, pushing goes on, and each comment is written once', async () => {
    const { stack: running, way, office } = await given('dingtalk');
    await way.down();
    await push(office);
    await until(
      () => status(office),
      ({ dingtalk }) => dingtalk.sentence?.startsWith('钉钉连接断开') ?? false,
    );
    // The first write-back that fails says so, while the others are still being pushed.
    await until(
      async () => history(running),
      (numbers) => numbers.length >= COUNT,
    );
    expect(new Set(history(running)).size).toBe(COUNT);
    expect(history(running)).toHaveLength(COUNT);
    expect(comments(running)).toEqual([]);
    await way.up();
    await settled(office);
    expect(comments(running)).toHaveLength(COUNT);
    expect((await status(office)).dingtalk).toMatchObject({ state: 'ok', sentence: null });
  });
});
