import type { BillSummary, StageTotals } from '@dingdee/shared/bill';
import type { BillAction } from '@dingdee/shared/bill-action';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { Stage } from '@dingdee/shared/bill-state';
import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import type { PushPauses } from '@dingdee/shared/push-pause';
import {
  billsOf,
  detailOf,
  logInAgain,
  newApprovals,
  type RunningOffice,
  setNumbering,
  setSwitches,
  startOffice,
} from '../flow/batch.js';
import { fits } from '../flow/offered.js';
import type { Person } from '../flow/person.js';
import { pass } from '../flow/virtual-time.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import type { LedgerLine } from '../sandbox/kingdee/ledger.js';
import type { Happening, Plan } from './plan.js';

/** An approval and what became of it afterwards. */
export interface Filed {
  approval: SandboxApproval;
  /** The one that took its place, or revoked it. */
  later: { approval: SandboxApproval; action: 'MODIFY' | 'REVOKE' } | null;
}

/** The answer of a write that came too late, or that somebody else may do: a person reads it and goes on. */
const REFUSED = /→ (403|404|409|412|422|429|503): /;
/** Looks every two seconds would be the whole cost of a quiet day. */
const SETTINGS = { DUE_SWEEP_MS: '10000', DINGTALK_MONTHLY_CALLS: '5000' };
const REASON = '已在金蝶和钉钉核对';

/** An office of the simulator: the whole product, both stand-ins, and the people who work with it. */
export class SimulatedOffice {
  readonly filed: Filed[] = [];
  /** Presses by which a person mended what would not have healed by itself. */
  readonly presses = new Map<BillAction, number>();

  private constructor(readonly run: RunningOffice) {}

  static async open({ renumbers, single }: Pick<Plan, 'renumbers' | 'single'>): Promise<SimulatedOffice> {
    const run = await startOffice({ settings: SETTINGS });
    const office = new SimulatedOffice(run);
    office.renumbers = renumbers;
    if (renumbers) await setNumbering(run, 'kingdee');
    if (single) {
      const path = `/api/schemes/${run.office.schemeId}`;
      const { version } = await run.office.admin.get<{ version: number }>(path);
      await run.office.admin.patch(path, { version, callMode: 'single' });
    }
    return office;
  }

  private renumbers = false;
  private latencyMs = 0;
  private workflowHolds = false;
  /** By number: bills that somebody took back in Kingdee and audits again soon. */
  private readonly unAudited: string[] = [];

  /** @returns what is due later because of it: minutes from now. */
  async happens(happening: Happening): Promise<{ minutes: number; act: () => Promise<void> } | null> {
    const { sandbox } = this.run.stack;
    const { dingtalk, kingdee, ctx } = sandbox.state;
    switch (happening.what) {
      case 'filed': {
        const made = newApprovals(this.run, { count: happening.count, seed: happening.seed, fresh: true });
        this.filed.push(...made.map((approval) => ({ approval, later: null })));
        return null;
      }
      case 'changed':
      case 'revoked': {
        const one = this.oneOf(
          this.filed.filter(({ later, approval }) => !later && this.inKingdee(approval).length === 0),
          happening.which,
        );
        if (!one) return null;
        const action = happening.what === 'changed' ? 'MODIFY' : 'REVOKE';
        one.later = { approval: dingtalk.amend(one.approval, action), action };
        return null;
      }
      case 'work':
        await this.work(happening.careless);
        return null;
      case 'fault':
        ctx.faults.add(happening.fault);
        return null;
      case 'question': {
        const { operation, times } = happening;
        kingdee.ledger.questions.push({ operation, flag: 'AP_FundPlan', message: '超出资金计划，是否继续？', times });
        return null;
      }
      case 'workflow':
        this.workflowHolds = happening.on;
        this.kingdeeIs();
        if (!happening.on) this.finishWorkflows();
        return null;
      case 'slow':
        this.latencyMs = happening.ms;
        this.kingdeeIs();
        return null;
      case 'un-audited': {
        const audited = kingdee.ledger.report().filter(({ status }) => status === 'C');
        const one = this.oneOf(audited, happening.which);
        if (!one) return null;
        kingdee.ledger.change(one.number, 'unaudit');
        this.unAudited.push(one.number);
        return { minutes: 10, act: async () => this.auditAgain() };
      }
      case 'pause': {
        const { schemeId: id, pusher } = this.run.office;
        const paused = await tried(() => pusher.post('/api/push-pauses', { kind: 'scheme', id, reason: '银行在维护' }));
        return paused ? { minutes: happening.minutes, act: () => this.resume() } : null;
      }
      case 'dies': {
        const { writes, sent, minutes } = happening;
        const died = this.run.stack.dieAfter(writes, sent);
        await this.work(0).catch(unreached);
        await Promise.race([died, pass('2 min')]);
        await this.run.stack.kill();
        await pass(`${minutes} min`);
        await this.run.stack.restart();
        await this.logInAgain();
        return null;
      }
      case 'restart':
        await this.run.stack.restart();
        await this.logInAgain();
        return null;
    }
  }

  /** In the morning every session is over. */
  logInAgain(): Promise<void> {
    return logInAgain(this.run);
  }

  /** What disturbed both systems is over; people may have things to do still. */
  async calm(): Promise<void> {
    const { kingdee, ctx } = this.run.stack.sandbox.state;
    ctx.faults.clear();
    kingdee.ledger.questions.length = 0;
    this.workflowHolds = false;
    this.latencyMs = 0;
    this.kingdeeIs();
    this.auditAgain();
    this.finishWorkflows();
    await this.resume();
  }

  /** Everybody looks at the desk once and does what is to be done. @param careless 0: somebody who reads before every press. */
  async work(careless: number): Promise<void> {
    const { admin, reviewer, pusher } = this.run.office;
    await tried(() => admin.post('/api/runs', {}));
    for (const { id, version } of await this.stage(reviewer, 'review')) {
      const approve = (person: Person) =>
        tried(() => person.post(`/api/bills/${id}/approve`, { version, note: REASON }));
      if (!(await approve(reviewer))) await approve(admin);
    }
    await this.push(pusher);
    for (const { id } of await this.stage(admin, 'trouble')) await this.mend(id, careless);
    for (const { id } of await this.stage(admin, 'held')) await this.mend(id, careless);
  }

  /** What Kingdee holds of one approval and is no dead paper. */
  inKingdee(approval: SandboxApproval): LedgerLine[] {
    return billsOf(this.run, approval).filter(({ cancelled }) => !cancelled);
  }

  stateOf = async (approval: SandboxApproval): Promise<BillDetail['state']> =>
    (await detailOf(this.run, approval)).state;

  async totals(): Promise<StageTotals> {
    return this.run.office.admin.get<StageTotals>('/api/bills/stages');
  }

  private async stage(person: Person, stage: Stage): Promise<BillSummary[]> {
    return person.all<BillSummary>(`/api/bills?stage=${stage}`);
  }

  private async push(pusher: Person): Promise<void> {
    const bills = await this.stage(pusher, 'push');
    if (bills.length === 0) return;
    const items = bills.map(({ id, version }) => ({ id, version }));
    await tried(async () => {
      const preview = await pusher.post<PushPreview>('/api/push-orders/preview', { items });
      if (preview.eligible.count > 0) await pusher.post<PushOrder>('/api/push-orders', { token: preview.token });
    });
  }

  /** The first of the actions that a person with this bill before them would take. */
  private async mend(id: string, careless: number): Promise<void> {
    const { admin, pusher, reviewer } = this.run.office;
    for (const person of [pusher, admin, reviewer]) {
      const bill = await person.get<BillDetail>(`/api/bills/${id}`);
      const seen = { version: bill.version };
      const presses: readonly (readonly [BillAction, object, boolean])[] = [
        ['withdraw', seen, this.isReplaced(bill)],
        ['continue', seen, careless < 0.8],
        ['withdraw', seen, true],
        ['resend', { ...seen, reason: REASON }, !this.stands(bill)],
        ['release', { ...seen, reason: REASON }, bill.state === 'held'],
        ['check-now', seen, careless > 0.3],
      ];
      for (const [action, body, wants] of presses) {
        if (!wants || !fits(bill, action)) continue;
        if (!(await tried(() => person.post(`/api/bills/${id}/${action}`, body)))) continue;
        this.presses.set(action, (this.presses.get(action) ?? 0) + 1);
        return;
      }
    }
  }

  /** Whether Kingdee shows a bill of this approval to somebody who searches for it there. */
  private stands({ processInstanceId }: Pick<BillDetail, 'processInstanceId'>): boolean {
    return this.filed.some(({ approval, later }) =>
      [approval, later?.approval].some(
        (one) => one?.instanceId === processInstanceId && this.inKingdee(one).length > 0,
      ),
    );
  }

  private isReplaced({ processInstanceId }: Pick<BillDetail, 'processInstanceId'>): boolean {
    return this.filed.some(({ approval, later }) => later !== null && approval.instanceId === processInstanceId);
  }

  private oneOf<T>(list: readonly T[], draw: number): T | undefined {
    return list[Math.floor(draw * list.length)];
  }

  private kingdeeIs(): void {
    const { renumbers: renumber, latencyMs, workflowHolds } = this;
    setSwitches(this.run, { kingdee: { renumber, latencyMs, workflowHolds } });
  }

  private auditAgain(): void {
    const { ledger } = this.run.stack.sandbox.state.kingdee;
    for (const number of this.unAudited.splice(0)) if (ledger.numbered(number)) ledger.change(number, 'audit');
  }

  /** Those whose turn it is in Kingdee say yes to whatever waits for them there. */
  private finishWorkflows(): void {
    const { ledger } = this.run.stack.sandbox.state.kingdee;
    for (const { number, status } of ledger.report()) if (status === 'B') ledger.change(number, 'finish-workflow');
  }

  private async resume(): Promise<void> {
    const { admin } = this.run.office;
    const { items } = await admin.get<PushPauses>('/api/push-pauses');
    for (const { kind, id } of items) await tried(() => admin.post('/api/push-pauses/resume', { kind, id }));
  }
}

/** The server is gone in the middle of a click: the page says so, and people wait. @throws what is something else. */
function unreached(error: unknown): void {
  if (!(error instanceof TypeError)) throw error;
}

/** @returns whether it was done; false where the server refused it. @throws what is no refusal. */
async function tried(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (error instanceof Error && REFUSED.test(error.message)) return false;
    throw error;
  }
}
