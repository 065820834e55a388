import type { BillSummary, StageTotals } from '@dingdee/shared/bill';
import type { IntakeRunPage } from '@dingdee/shared/intake';
import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import { approveAll, fillTables, type Office, openOffice } from '../flow/office.js';
import { benchPlace } from './bench-place.js';

/** Calls per second and API that DingTalk allows; the stand-in refuses the one above. */
const ALLOWED = 20;
const SAMPLE_MS = 100;
const ROUND_MS = 400;
const MOST_MS = 300_000;

interface ApiCalls {
  api: string;
  total: number;
  maxPerSecond: number;
  throttled: number;
}
type Calls = Record<'dingtalk' | 'kingdee', ApiCalls[]>;

/** When an API's calls arrived, seen from outside: seconds since the start, cumulative calls. */
type Samples = Map<string, { at: number; total: number }[]>;

/**
 * npm run bench -- limited: with the limiter on, approvals are approved and pushed while details are still coming in.
 * Prints what the stand-in counted; asserts nothing about time.
 */
export async function limited(count: number): Promise<void> {
  await benchPlace(
    'sqlite',
    {
      sandbox: { SANDBOX_APPROVALS: String(count), SANDBOX_QPS: String(ALLOWED) },
      server: { DINGTALK_QPS: String(ALLOWED) },
    },
    async ({ place, sandbox }) => {
      const office = await openOffice(place);
      await fillTables(office);
      const control = sandbox.line.control.url;
      await fetch(`${control}/calls/reset`, { method: 'POST' });
      const started = performance.now();
      const watching = watch(control, started);
      await office.admin.post('/api/runs', {});
      const bills = await workAlong(office);
      const seconds = (performance.now() - started) / 1000;
      const { calls, samples } = await watching.stop();
      console.log(
        `limited     ${bills} bills of ${count} approvals booked and written back in ${seconds.toFixed(1)} s`,
      );
      print(calls, samples);
    },
  );
}

/** Two people who never wait: whatever can be approved is approved, whatever is approved is pushed. @returns bills written back. */
async function workAlong(office: Office): Promise<number> {
  for (const end = performance.now() + MOST_MS; performance.now() < end; ) {
    await approveAll(office);
    await pushWhatIsThere(office);
    const { items } = await office.admin.get<IntakeRunPage>('/api/runs?limit=1');
    const { states } = await office.admin.get<StageTotals>('/api/bills/stages');
    const left = states.filter(({ state, count }) => count > 0 && !['needs-mapping', 'written-back'].includes(state));
    if (items[0]?.state === 'done' && left.length === 0)
      return states.find(({ state }) => state === 'written-back')?.count ?? 0;
    await new Promise((resolve) => setTimeout(resolve, ROUND_MS));
  }
  throw new Error('the bills were not written back within five minutes');
}

async function pushWhatIsThere({ pusher }: Office): Promise<void> {
  const bills = await pusher.all<BillSummary>('/api/bills?stage=push');
  const waiting = bills.filter(({ state }) => state === 'approved');
  if (waiting.length === 0) return;
  const items = waiting.map(({ id, version }) => ({ id, version }));
  const preview = await pusher.post<PushPreview>('/api/push-orders/preview', { items });
  if (preview.eligible.count > 0) await pusher.post<PushOrder>('/api/push-orders', { token: preview.token });
}

function watch(control: string, started: number) {
  const samples: Samples = new Map();
  const read = async (): Promise<Calls> => {
    const calls = (await (await fetch(`${control}/calls`)).json()) as Calls;
    const at = (performance.now() - started) / 1000;
    for (const { api, total } of [...calls.dingtalk, ...calls.kingdee]) {
      const known = samples.get(api) ?? [];
      if (known.at(-1)?.total !== total) known.push({ at, total });
      samples.set(api, known);
    }
    return calls;
  };
  let stopped = false;
  const loop = (async () => {
    while (!stopped) {
      await read();
      await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
    }
  })();
  return {
    stop: async () => {
      stopped = true;
      await loop;
      return { calls: await read(), samples };
    },
  };
}

function print(calls: Calls, samples: Samples): void {
  const busiest = [...calls.dingtalk].sort((a, b) => b.total - a.total)[0];
  for (const { api, total, maxPerSecond, throttled } of [...calls.dingtalk, ...calls.kingdee]) {
    const seen = samples.get(api) ?? [];
    const [from, to] = [seen[0]?.at ?? 0, seen.at(-1)?.at ?? 0];
    const perSecond = rate(seen);
    console.log(
      `    ${api.padEnd(44)} ${String(total).padStart(5)} calls  ${from.toFixed(1).padStart(5)}–${to.toFixed(1).padEnd(5)} s  most in a second ${String(maxPerSecond).padStart(2)}  throttled ${throttled}` +
        (perSecond === null ? '' : `  ${perSecond.toFixed(1)}/s`) +
        (api === busiest?.api && perSecond !== null
          ? `  = ${((perSecond / ALLOWED) * 100).toFixed(1)} % of ${ALLOWED}/s`
          : ''),
    );
  }
}

/** Calls per second from the first to the last, pauses included; null where there are too few to say. */
function rate(seen: readonly { at: number; total: number }[]): number | null {
  const [first, last] = [seen[0], seen.at(-1)];
  if (!first || !last || last.total < 100) return null;
  return (last.total - first.total) / (last.at - first.at);
}
