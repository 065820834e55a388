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
import { pass, standStill } from '../flow/virtual-time.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import type { LedgerLine } from '../sandbox/kingdee/ledger.js';
import { Beside, Met } from './met.js';
import type { DeathPlace, Happening, Plan } from './plan.js';

/** An approval and its later change. */
export interface Filed {
  approval: SandboxApproval;
  /** Approval that replaced or revoked it. */
  later: { approval: SandboxApproval; action: 'MODIFY' | 'REVOKE' } | null;
}

/** Action that is due in `minutes` minutes. */
export interface Later {
  minutes: number;
  /** @returns the next due action, or null. */
  act: () => Promise<Later | null>;
}

/** Makes an action without a following one. */
const once = (act: () => unknown) => async (): Promise<null> => {
  await act();
  return null;
};

/** Refusal of a write that came too late or that another person may do; a person reads it and continues. */
const REFUSED = /→ (403|404|409|412|422|429|503): /;
/** Longer intervals than the defaults: looks every two seconds would be the whole cost of a quiet day. */
const SETTINGS = { DUE_SWEEP_MS: '10000', DINGTALK_MONTHLY_CALLS: '5000' };
/** A day has two hours: an approval not heard of for this time is asked for before a push. */
export const HEARD_WITHIN_MS = 20 * 60_000;
/** Extra time that a person waits beyond every late commit before they say that Kingdee has no bill. */
const LANDED_MS = 60_000;
/** Time that people wait for collected approvals before they look at the desk. */
const COLLECTED = '15 s';
const REASON = '已在金蝶和钉钉核对';

/** Runs an office of the simulator: the whole product, both stand-ins, and the people who work with it. */
export class SimulatedOffice {
  readonly filed: Filed[] = [];
  /** Number of presses by which a person repaired what would not have healed by itself, by action. */
  readonly presses = new Map<BillAction, number>();
  readonly met = new Met();
  readonly beside: Beside;
  /** Unreadable bills by id, with the spoilt column, its value and the value before. */
  readonly spoilt = new Map<string, { column: string; value: string; before: unknown }>();
  /** Functions that are called with the path of each arriving call. */
  private readonly arrivals = new Set<(path: string) => void>();

  private constructor(readonly run: RunningOffice) {
    this.beside = new Beside(run);
    const { faults, clock } = run.stack.sandbox.state.ctx;
    const take = faults.take.bind(faults);
    faults.take = (system, path) => {
      const fault = take(system, path);
      if (fault) this.met.fault(fault, path);
      if (fault?.kind === 'slow-commit') this.landed = Math.max(this.landed, clock.now() + fault.delayMs + LANDED_MS);
      for (const heard of [...this.arrivals]) heard(path.toLowerCase());
      return fault;
    };
  }

  static async open({
    renumbers,
    single,
    reads,
  }: Pick<Plan, 'renumbers' | 'single' | 'reads'>): Promise<SimulatedOffice> {
    const settings = { ...SETTINGS, HEARD_WITHIN_MS: String(HEARD_WITHIN_MS), SOURCE_RECHECK: reads ? 'quota' : 'off' };
    const run = await startOffice({ settings });
    const office = new SimulatedOffice(run);
    if (renumbers) office.met.add('site that renumbers');
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
  /** Time until which a late commit may still come, in Unix ms. */
  private landed = 0;
  private workflowHolds = false;
  /** Numbers of bills that a person un-audited in Kingdee and will audit again soon. */
  private readonly unAudited: string[] = [];

  /** Executes an event. @returns the action that is due later because of it, or null. */
  async happens(happening: Happening): Promise<Later | null> {
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
        const open = this.filed.filter(({ later }) => !later);
        const held = open.filter(({ approval }) => this.inKingdee(approval).length > 0);
        const among = happening.booked && held.length > 0 ? held : open.filter((each) => !held.includes(each));
        const one = this.oneOf(among, happening.which);
        if (!one) return null;
        this.met.add(among === held ? 'amended with a bill in Kingdee' : 'amended before its bill');
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
        return { minutes: 10, act: once(() => this.auditAgain()) };
      }
      case 'pause': {
        const { schemeId: id, pusher } = this.run.office;
        const paused = await tried(() => pusher.post('/api/push-pauses', { kind: 'scheme', id, reason: '银行在维护' }));
        return paused ? { minutes: happening.minutes, act: once(() => this.resume()) } : null;
      }
      case 'dies': {
        const { call, writes, sent, minutes } = happening;
        const died = this.death(call, writes, sent);
        await this.work(0).catch(unreached);
        await Promise.race([died, pass('2 min')]);
        await this.run.stack.kill();
        this.leftOpen();
        await pass(`${minutes} min`);
        await this.run.stack.restart();
        await this.logInAgain();
        return null;
      }
      case 'frozen':
        if (this.sending()) this.met.add('stood still with a call under way');
        standStill(happening.minutes * 60_000);
        return null;
      case 'deaf': {
        const { id } = ctx.faults.add({ system: 'dingtalk', kind: happening.kind, api: 'instanceIds', times: 0 });
        this.met.add('DingTalk lists nothing');
        return { minutes: happening.minutes, act: once(() => ctx.faults.clear(id)) };
      }
      case 'quoted':
        this.onNext('BatchSave', () => this.quote(happening.which));
        return null;
      case 'spoilt':
        return this.spoil(happening, 0);
      case 'restart':
        await this.run.stack.restart();
        await this.logInAgain();
        return null;
    }
  }

  /** Kills the server at the given piece that it writes after a call of this kind has arrived; with 0 pieces at the arrival. */
  private death(call: DeathPlace, writes: number, sent: boolean): Promise<void> {
    const { stack } = this.run;
    if (call === '') return stack.dieAfter(writes, sent);
    return new Promise((resolve) =>
      this.onNext(call, () => void (writes > 0 ? stack.dieAfter(writes, sent) : stack.kill()).then(resolve)),
    );
  }

  /** Calls `act` when the next call of this kind arrives, if it arrives within two minutes. */
  private onNext(call: string, act: () => void): void {
    const heard = (path: string): void => {
      if (!path.includes(call.toLowerCase())) return;
      this.arrivals.delete(heard);
      act();
    };
    this.arrivals.add(heard);
    void pass('2 min').then(() => this.arrivals.delete(heard));
  }

  /** Returns the step and the number of unsettled intents; undefined if there are none. */
  private sending(): { step: string; calls: number } | undefined {
    const [open] = this.beside.all<{ step: string; calls: number }>(
      'SELECT step, COUNT(*) AS calls FROM push_call WHERE settled_at IS NULL GROUP BY step',
    );
    return open;
  }

  private leftOpen(): void {
    const open = this.sending();
    this.met.add(open ? `died with an open ${open.step}` : 'died with no open call to Kingdee');
  }

  private quote(which: number): void {
    const bills = this.beside.all<{ id: string; number: string }>(
      `SELECT process_instance_id AS id, COALESCE(kingdee_no, bill_no) AS number FROM bill WHERE state_kind = 'pushing' ORDER BY id`,
    );
    const bill = this.oneOf(bills, which);
    const one = this.run.stack.sandbox.state.dingtalk.state.approvals.get(bill?.id ?? '');
    if (!bill || !one) return;
    this.met.add('bill number quoted under its approval');
    const { clock } = this.run.stack.sandbox.state.ctx;
    const text = `付款单 ${bill.number} 什么时候到账？`;
    one.comments.push({
      userid: this.run.office.pusher.userId,
      at: Math.floor(clock.now() / 1000) * 1000,
      text,
      via: 'v1',
    });
  }

  /** Spoils a bill that is being pushed or in doubt; tries again every two minutes, up to six more times. */
  private spoil(happening: Extract<Happening, { what: 'spoilt' }>, tries: number): Later | null {
    const { column, value, which } = happening;
    const bills = this.beside.all<{ id: string; before: unknown }>(
      `SELECT id, ${column} AS before FROM bill WHERE state_kind IN ('pushing', 'in-doubt') ORDER BY id`,
    );
    const bill = this.oneOf(bills, which);
    if (bill && this.beside.run(`UPDATE bill SET ${column} = ? WHERE id = ?`, value, bill.id)) {
      this.spoilt.set(bill.id, { column, value, before: bill.before });
      this.met.add('row that cannot be read');
      return null;
    }
    return tries > 5 ? null : { minutes: 2, act: async () => this.spoil(happening, tries + 1) };
  }

  /** Restores spoilt values, unless they have been overwritten. */
  async putRight(): Promise<void> {
    for (const [id, { column, value, before }] of this.spoilt)
      while (!this.beside.run(`UPDATE bill SET ${column} = ? WHERE id = ? AND ${column} = ?`, before, id, value))
        await pass('1 s');
    this.spoilt.clear();
  }

  /** Returns the instance ids of approvals whose bill cannot be read at present. */
  unreadable(): ReadonlySet<string> {
    const rows = [...this.spoilt].flatMap(([id, { column, value }]) =>
      this.beside.all<{ approval: string }>(
        `SELECT process_instance_id AS approval FROM bill WHERE id = ? AND ${column} = ?`,
        id,
        value,
      ),
    );
    return new Set(rows.map(({ approval }) => approval));
  }

  /** Logs the people in anew: every morning the sessions have ended. Where DingTalk's answer was lost the code is spent: they open the page again. */
  async logInAgain(): Promise<void> {
    for (let tries = 1; ; tries++)
      try {
        return await logInAgain(this.run);
      } catch (error) {
        if (tries === 5 || !String(error).includes('session/code')) throw error;
      }
  }

  /** Ends all disturbances of both systems; people may still have work to do. */
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

  /** Makes every person look at the desk once and do their work. @param careless 0: a person who reads before every press. */
  async work(careless: number): Promise<void> {
    const { admin, reviewer, pusher } = this.run.office;
    if (await tried(() => admin.post('/api/runs', {}))) await pass(COLLECTED);
    for (const { id, version } of await this.stage(reviewer, 'review')) {
      const approve = (person: Person) =>
        tried(() => person.post(`/api/bills/${id}/approve`, { version, note: REASON }));
      if (!(await approve(reviewer))) await approve(admin);
    }
    await this.push(pusher);
    for (const { id } of await this.stage(admin, 'trouble')) await this.mend(id, careless);
    for (const { id } of await this.stage(admin, 'held')) await this.mend(id, careless);
  }

  /** Returns the bills of one approval in Kingdee that are not cancelled. */
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

  /** Takes the first action that a person would take for this bill. */
  private async mend(id: string, careless: number): Promise<void> {
    const { admin, pusher, reviewer } = this.run.office;
    for (const person of [pusher, admin, reviewer]) {
      const bill = await person.get<BillDetail>(`/api/bills/${id}`);
      const seen = { version: bill.version };
      const presses: readonly (readonly [BillAction, object, boolean])[] = [
        ['withdraw', seen, this.isReplaced(bill)],
        ['continue', seen, careless < 0.8],
        ['withdraw', seen, true],
        ['resend', { ...seen, reason: REASON }, this.isLanded && (careless > 0.5 || !this.stands(bill))],
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

  /** Whether a search in Kingdee finds a bill of this approval. */
  private stands({ processInstanceId }: Pick<BillDetail, 'processInstanceId'>): boolean {
    return this.filed.some(({ approval, later }) =>
      [approval, later?.approval].some(
        (one) => one?.instanceId === processInstanceId && this.inKingdee(one).length > 0,
      ),
    );
  }

  /** Whether no call to Kingdee can still be committed; only then does a person say that a bill is not there. */
  private get isLanded(): boolean {
    return this.run.stack.sandbox.state.ctx.clock.now() > this.landed;
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

  /** Approves every bill that waits in Kingdee's workflow. */
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

/** Ignores a call that the server did not answer because it died. @throws every other error. */
function unreached(error: unknown): void {
  if (!(error instanceof TypeError)) throw error;
}

/** Tries an action. @returns false if the server refused it. @throws every other error. */
async function tried(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (error instanceof Error && REFUSED.test(error.message)) return false;
    throw error;
  }
}
