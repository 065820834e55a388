import type { BillSummary, StageTotals } from '@dingdee/shared/bill';
import type { PushPauses } from '@dingdee/shared/push-pause';
import type { SchemeDetail } from '@dingdee/shared/scheme';
import type { Status } from '@dingdee/shared/status';
import { copyDatabase } from '../flow/database-copy.js';
import { until } from '../flow/person.js';
import type { Scene } from './scene.js';

export interface Calamity {
  name: string;
  /** Whether it heals without a press of a person; otherwise the program stops and a person decides. */
  heals: boolean;
  settings?: Readonly<Record<string, string>>;
  /** Runs the calamity, from approved bills until the office continues its day; see `Told`. */
  happens(scene: Scene): Promise<Told>;
}

export interface Told {
  /** Number of presses that people had to make because of it. */
  presses: number;
  /** Instance ids that are no longer to be paid, or whose bill was cancelled in Kingdee. */
  unwanted?: ReadonlySet<string>;
  /** Approvals that are to be paid besides the agreed ones. */
  also?: readonly string[];
}

const BILLS = 20;
const DAY = 86_400_000;
const BATCH_SAVE = 'DynamicFormService.BatchSave';
const AUDIT = 'DynamicFormService.Audit';
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
/** Longest time of a push with short waits until it is finished. */
const STANDS_MS = 60_000;

const collected = async ({ office }: Scene): Promise<number> =>
  (await office.admin.get<StageTotals>('/api/bills/stages')).collected.count;
const held = async ({ control }: Scene): Promise<number> => (await control.ledgers()).bills.length;

/** Waits until no bill is being pushed: each is finished, refused, or waits for a person. */
function atRest({ office }: Scene): Promise<unknown> {
  return until(
    () => office.admin.get<StageTotals>('/api/bills/stages'),
    ({ states }) => !states.some(({ state, count }) => state === 'pushing' && count > 0),
    STANDS_MS,
  );
}

/** Kingdee loses our session again and again during a push. */
const sessionDrop: Calamity = {
  name: 'session dropped in mid-push',
  heals: true,
  settings: { KINGDEE_AUTH: 'password' },
  happens: async (scene) => {
    await scene.approved(BILLS, 501);
    await scene.control.arm([
      { system: 'kingdee', kind: 'session-drop', api: 'DynamicFormService', times: 12, probability: 0.6, seed: 5 },
    ]);
    await scene.confirmPush();
    await scene.through(STANDS_MS);
    return { presses: 0 };
  },
};

/** The clock of the machine is set a day ahead, back, a day behind, and back, while bills are being pushed. */
const clockJumps: Calamity = {
  name: 'clock a day ahead, then a day behind',
  heals: true,
  settings: { SWEEP_INTERVAL_MS: '1000', LOOK_BACK_INTERVAL_MS: '1000' },
  happens: async (scene) => {
    await scene.approved(BILLS, 511);
    await scene.control.switches({ kingdee: { latencyMs: 300 } });
    await scene.confirmPush();
    for (const offset of [DAY, 0, -DAY, 0]) {
      await scene.clockOff(offset);
      await pause(1_500);
    }
    await scene.control.switches({ kingdee: { latencyMs: 0 } });
    await scene.through(STANDS_MS);
    // The sessions have ended; the app logs in by itself. New approvals are still collected.
    await scene.logInAgain();
    const before = await collected(scene);
    await scene.control.generate(5, 512);
    const wanted = (await scene.control.agreed()).length;
    await until(
      () => collected(scene),
      (count) => count >= wanted && count > before,
      STANDS_MS,
    );
    await scene.collectAndApprove();
    await scene.confirmPush();
    return { presses: 0 };
  },
};

/** The program is down for thirty days; approvals launched before are agreed meanwhile. */
const gap: Calamity = {
  name: 'thirty days down',
  heals: true,
  settings: { SWEEP_INTERVAL_MS: '1000', LOOK_BACK_INTERVAL_MS: '1000' },
  happens: async (scene) => {
    await scene.control.generate(BILLS, 521);
    await scene.collectAndApprove();
    await scene.confirmPush();
    await scene.through(STANDS_MS);
    await scene.server.end('SIGTERM');
    await scene.timePasses(30 * DAY);
    const late = await scene.control.finishLate();
    await scene.server.start();
    await scene.logInAgain();
    const wanted = (await scene.control.agreed()).length + late.length;
    await until(
      () => collected(scene),
      (count) => count >= wanted,
      STANDS_MS,
    );
    await scene.collectAndApprove();
    await scene.confirmPush();
    return { presses: 0, also: late };
  },
};

/** The coding rule gives other numbers than ours, and the first save commits long after it was given up and Kingdee was asked twice. */
const lateUnderAnotherNumber: Calamity = {
  name: "late save under Kingdee's own number",
  heals: false,
  // One chunk, so that no other bill shows meanwhile who numbers the bills.
  settings: { KINGDEE_BATCH: String(BILLS), SETTLE_DELAYS_MS: '50,300,900,1500' },
  happens: async (scene) => {
    await scene.approved(BILLS, 531);
    await scene.control.switches({ kingdee: { renumber: true } });
    await scene.control.arm([{ system: 'kingdee', kind: 'slow-commit', api: BATCH_SAVE, times: 1, delayMs: 3_900 }]);
    await scene.confirmPush();
    await pause(6_000);
    // By now the late bills exist: a press of 重新推送 without a look is wrong, and the program looks.
    return { presses: (await sendAgain(scene)) + (await decide(scene)) };
  },
};

/** The bills are audited without an answer, and a person cancels (作废) them in Kingdee before the program asks. */
const cancelled: Calamity = {
  name: 'cancelled in Kingdee while in doubt',
  heals: false,
  settings: { SETTLE_DELAYS_MS: '2000,3000,4000,6000' },
  happens: async (scene) => {
    await scene.approved(BILLS, 541);
    await scene.control.arm([{ system: 'kingdee', kind: 'lose-answer', api: AUDIT, times: 1 }]);
    await scene.confirmPush();
    await until(
      () => scene.bills('trouble'),
      (bills) => bills.some(({ state }) => state === 'in-doubt'),
      STANDS_MS,
    );
    const doubtful = new Set((await scene.bills('trouble')).map(({ billNo }) => billNo));
    const unwanted = new Set<string>();
    for (const { number, thirdBillNo } of (await scene.control.ledgers()).bills)
      if (doubtful.has(number)) {
        await scene.control.changeBill(number, 'cancel');
        unwanted.add(thirdBillNo);
      }
    await pause(8_000);
    await atRest(scene);
    return { presses: 0, unwanted };
  },
};

/** A backup from the middle of a push is restored after the rest was archived, because it had been paid in cash. */
const restored: Calamity = {
  name: 'backup put back after decisions',
  heals: false,
  settings: { KINGDEE_CONCURRENCY: '1' },
  happens: async (scene) => {
    await scene.approved(BILLS, 551);
    await scene.control.switches({ kingdee: { latencyMs: 800 } });
    const order = await scene.confirmPush();
    await until(
      () => held(scene),
      (count) => count > 0,
      STANDS_MS,
    );
    const copy = await copyDatabase(scene.databaseUrl);
    await scene.office.pusher.post(`/api/push-orders/${order?.id}/stop`);
    await atRest(scene);
    const unwanted = new Set<string>();
    const paidInCash = async (): Promise<number> => {
      const inKingdee = new Set((await scene.control.ledgers()).bills.map(({ thirdBillNo }) => thirdBillNo));
      const open = (await scene.bills('push')).filter(({ processInstanceId }) => !inKingdee.has(processInstanceId));
      for (const { id, version, processInstanceId } of open) {
        const says = { reason: '已经用现金支付' };
        const asked = await scene.office.admin.post<{ version: number }>(`/api/bills/${id}/exclude`, {
          version,
          ...says,
        });
        await scene.office.reviewer.post(`/api/bills/${id}/exclude`, { version: asked.version, ...says });
        unwanted.add(processInstanceId);
      }
      return open.length;
    };
    await paidInCash();
    await scene.control.switches({ kingdee: { latencyMs: 0 } });
    await scene.server.end('SIGKILL');
    await copy.restore();
    await copy.drop();
    await scene.server.start();
    await pause(5_000);
    await scene.logInAgain();
    const { hold } = await scene.office.admin.get<Status>('/api/status');
    await scene.office.admin.post('/api/hold/release', { ids: hold?.ids ?? [] });
    await atRest(scene);
    return { presses: 1 + (await paidInCash()) + (await decide(scene)), unwanted };
  },
};

export const CALAMITIES: readonly Calamity[] = [
  sessionDrop,
  clockJumps,
  gap,
  lateUnderAnotherNumber,
  cancelled,
  restored,
];

/** Presses 重新推送 for every bill that waits for a person. @returns the number of presses. */
async function sendAgain(scene: Scene): Promise<number> {
  let presses = 0;
  for (const { id, version } of await scene.bills('trouble')) {
    const answer = await scene.office.pusher.raw('POST', `/api/bills/${id}/resend`, { version, reason: '金蝶里没有' });
    if (answer.ok) presses += 1;
  }
  return presses;
}

/**
 * Makes the decisions of people about stopped bills: look again, continue, send; an administrator sets who numbers.
 * @returns the number of presses.
 */
async function decide(scene: Scene): Promise<number> {
  const { admin, pusher, schemeId } = scene.office;
  let presses = 0;
  for (let round = 0; round < 6; round++) {
    const { items: pauses } = await admin.get<PushPauses>('/api/push-pauses');
    if (pauses.some(({ by }) => by === null)) {
      const { version } = await admin.get<SchemeDetail>(`/api/schemes/${schemeId}`);
      await admin.patch(`/api/schemes/${schemeId}`, { version, numbering: 'kingdee' });
      for (const { kind, id } of (await admin.get<PushPauses>('/api/push-pauses')).items)
        await admin.post('/api/push-pauses/resume', { kind, id });
      presses += 2;
    }
    for (const { id, version, state } of await pusher.all<BillSummary>('/api/bills?stage=trouble')) {
      const press = state === 'in-doubt' ? 'check-now' : 'continue';
      const answer = await pusher.raw('POST', `/api/bills/${id}/${press}`, { version });
      if (answer.ok) presses += 1;
    }
    if ((await scene.confirmPush()) !== null) presses += 1;
    if (await scene.through(5_000)) break;
  }
  return presses;
}
