import './virtual-time.js';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { PushOrder } from '@dingdee/shared/push';
import type { SchemeDetail } from '@dingdee/shared/scheme';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import {
  billsOf,
  closeSound,
  collectAndApprove,
  commentsSettled,
  confirmPush,
  detailOf,
  IMPATIENT,
  mustBeOnce,
  newApprovals,
  orderSettled,
  type RunningOffice,
  SHORT_WAITS,
  setSwitches,
  startOffice,
} from './batch.js';
import { until } from './person.js';

/**
 * The scheme gives our numbers, and Kingdee's coding rule puts its own in their place: a save that was given up lands under a number that
 * nobody knows. The waits are those of late-commit.spec.ts.
 */
const WAITS = {
  ...SHORT_WAITS,
  ...IMPATIENT,
  SETTLE_DELAYS_MS: '100,600,1500,2600',
  KINGDEE_CONCURRENCY: '1',
  KINGDEE_BATCH: '2',
};
/** After every question that comes by itself. */
const AFTER_ALL = 5_500;

let run: RunningOffice;
const faults = () => run.stack.sandbox.state.ctx.faults;
beforeAll(async () => {
  run = await startOffice({ settings: WAITS });
});
afterEach(() => faults().clear());
afterAll(() => closeSound(run));

const details = (batch: readonly SandboxApproval[]) => Promise.all(batch.map((approval) => detailOf(run, approval)));
const scheme = () => run.office.admin.get<SchemeDetail>(`/api/schemes/${run.office.schemeId}`);
/** Enabling what is on ends the program's own pause. */
const enableAgain = async () => {
  const { version } = await scheme();
  await run.office.admin.post(`/api/schemes/${run.office.schemeId}/enable`, { version, accepted: [] });
};
const pausedByProgram = () => until(scheme, ({ programPausedReason }) => programPausedReason !== null);

/** The bills of the late save, one of each organisation, once the questions about them are through: left to a person, or wherever sending them again brought them. */
const asked = (batch: readonly SandboxApproval[]): Promise<BillDetail[]> =>
  until(
    async () => (await details(batch)).filter(({ receipts }) => receipts.some(({ outcome }) => outcome === 'unknown')),
    (bills) =>
      bills.length > 0 &&
      bills.every(({ state, trouble }) => state !== 'pushing' && (state !== 'in-doubt' || trouble?.class === 'absent')),
  );

/** A person is asked about them, nothing was sent again; then the save lands, is found, and there is one bill each. */
async function waitsForPerson(batch: readonly SandboxApproval[], order: PushOrder): Promise<void> {
  const bills = await asked(batch);
  expect(new Set(bills.map(({ state }) => state))).toEqual(new Set(['in-doubt']));
  expect(bills[0]?.trouble?.sentence).toContain('钉蝶不会自己重发');
  await until(
    async () => batch.flatMap((approval) => billsOf(run, approval)),
    (held) => held.length >= batch.length,
  );
  for (const { id } of bills) {
    const { version } = await run.office.pusher.get<BillDetail>(`/api/bills/${id}`);
    await run.office.pusher.post(`/api/bills/${id}/check-now`, { version });
  }
  await orderSettled(run, order);
  await commentsSettled(run);
  mustBeOnce(run, batch);
}

/** Approved bills of a scheme that nothing pauses, of which the first of each organisation are saved late; Kingdee renumbers. */
async function given(count: number, seed: number): Promise<{ batch: SandboxApproval[]; order: PushOrder }> {
  await enableAgain();
  setSwitches(run, { kingdee: { renumber: true } });
  const batch = newApprovals(run, { count, seed });
  await collectAndApprove(run);
  faults().add({ system: 'kingdee', kind: 'slow-commit', api: '.BatchSave.', delayMs: AFTER_ALL });
  const order = await confirmPush(run);
  const all = await details(batch);
  // In the order in which they are sent.
  const place = (approval: SandboxApproval) =>
    order.items.findIndex(({ billId }) =>
      all.some((bill) => bill.id === billId && bill.businessId === approval.businessId),
    );
  return { batch: batch.sort((a, b) => place(a) - place(b)), order };
}

it('first push of a scheme: a save that was given up is not sent again before Kingdee has once kept our number, and its late bill is adopted', async () => {
  const { batch, order } = await given(1, 301);
  await waitsForPerson(batch, order);
});

it('renumbering seen, mended and resumed while a save of before is in doubt: that save is left to a person', async () => {
  const { batch, order } = await given(4, 302);
  // The others of the first one's organisation go once it is left to a person.
  await pausedByProgram();
  setSwitches(run, { kingdee: { renumber: false } });
  await enableAgain();
  await waitsForPerson(batch, order);
});

it('a person’s 暂停 on top of the program’s, lifted again, makes no save of before guarded', async () => {
  const { batch, order } = await given(4, 303);
  await pausedByProgram();
  const { admin, schemeId } = run.office;
  await admin.post('/api/push-pauses', { kind: 'scheme', id: schemeId, reason: '先停一停' });
  await asked(batch);
  await admin.post('/api/push-pauses/resume', { kind: 'scheme', id: schemeId, whose: 'person' });
  await enableAgain();
  await waitsForPerson(batch, order);
});

it('once Kingdee keeps our numbers, saves sent since are sent again by themselves when they never arrived', async () => {
  await enableAgain();
  setSwitches(run);
  const shown = newApprovals(run, { count: 1, seed: 304 });
  await collectAndApprove(run);
  await orderSettled(run, await confirmPush(run));
  const batch = newApprovals(run, { count: 2, seed: 305 });
  await collectAndApprove(run);
  faults().add({ system: 'kingdee', kind: 'hang', api: '.BatchSave.' });
  await orderSettled(run, await confirmPush(run));
  await commentsSettled(run);
  mustBeOnce(run, [...shown, ...batch]);
});
