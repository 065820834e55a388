import type { BillSummary, StageTotals } from '@dingdee/shared/bill';
import type { CallBudget, IntakeRun } from '@dingdee/shared/intake';
import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import type { SchemeDetail, SchemeReadiness } from '@dingdee/shared/scheme';
import { approveAll, fillTables, type Office } from '../flow/office.js';
import { Person, type Place, until } from '../flow/person.js';
import * as company from '../sandbox/company.js';
import type { ApprovalForm } from '../sandbox/dingtalk/form.js';
import type { Sandbox } from '../sandbox/start.js';
import type { MonthServer } from './month-server.js';
import { FIRST_DAY } from './scenario.js';

const LONG_MS = 1_800_000;
/** Bills of one push. */
const AT_ONCE = 500;
const [admin, reviewer, pusher] = [
  company.employees.find((person) => person.admin),
  ...company.employees.filter((person) => !person.admin && person.departmentNumber === 'BM000004'),
];

/** Those who set up, approve and push, at their usual hours. */
export class People {
  private office: Office | null = null;
  private readonly place: Place;
  /** Scheme of each form, by its process code. */
  private readonly schemes = new Map<string, string>();

  constructor(
    private readonly server: MonthServer,
    sandbox: Sandbox,
  ) {
    this.place = {
      get url() {
        return server.url;
      },
      log: () => server.log(),
      sandbox,
    };
  }

  /** Everybody logs in; a session does not outlive a day. */
  async arrive(): Promise<void> {
    if (!admin || !reviewer || !pusher)
      throw new Error('the invented company has no administrator or no finance department');
    const log = (userId: string) => Person.login(this.place, userId);
    const before = this.office;
    this.office = {
      admin: await log(admin.userid),
      reviewer: await log(reviewer.userid),
      pusher: await log(pusher.userid),
      schemeId: before?.schemeId ?? '',
    };
  }

  /** A scheme for each form, which collects what passes from the month's first day, and all that the tables may be asked for. */
  async setUp(forms: readonly ApprovalForm[]): Promise<void> {
    if (!admin || !reviewer || !pusher) throw new Error('nobody is there');
    const boss = await Person.login(this.place, admin.userid);
    await boss.put(`/api/roles/${reviewer.userid}`, { roles: ['viewer', 'mapper', 'reviewer'] });
    await boss.put(`/api/roles/${pusher.userid}`, { roles: ['viewer', 'pusher'] });
    await boss.post('/api/base-data/refresh');
    await this.arrive();
    for (const { processCode } of forms) {
      const wanted = { template: 'expense-to-paybill', processCode, orgNumber: '101' };
      const { id } = await boss.post<SchemeDetail>('/api/schemes', wanted);
      this.schemes.set(processCode, id);
      const { version, findings } = await boss.get<SchemeReadiness>(`/api/schemes/${id}/readiness`);
      const accepted = findings.filter(({ level }) => level === 'warns').map(({ key }) => key);
      await boss.post<SchemeDetail>(`/api/schemes/${id}/enable`, { version, accepted, cutOverDate: FIRST_DAY });
    }
    await fillTables(this.there());
  }

  /** 现在采集, until everything is read and mapped. */
  async collect(): Promise<void> {
    const { admin: boss } = this.there();
    await boss.post<{ items: IntakeRun[] }>('/api/runs', {});
    await until(
      () => boss.get<{ items: IntakeRun[] }>('/api/runs?limit=50'),
      ({ items }) => items.every(({ state }) => state !== 'running'),
      LONG_MS,
    );
    await until(
      () => boss.get<StageTotals>('/api/bills/stages'),
      ({ states }) => !states.some(({ state, count }) => state === 'collected' && count > 0),
      LONG_MS,
    );
    await this.server.quiet();
  }

  budget(): Promise<CallBudget> {
    return this.there().admin.get<CallBudget>('/api/runs/budget');
  }

  /** When the last look-back of each form began that listed everything, by process code; without forms that had none since `since`. */
  async lookedBack(since: number): Promise<ReadonlyMap<string, number>> {
    const last = new Map<string, number>();
    for (const [processCode, schemeId] of this.schemes) {
      const { items } = await this.there().admin.get<{ items: IntakeRun[] }>(
        `/api/runs?limit=200&schemeId=${schemeId}`,
      );
      const whole = items.filter(({ kind, state }) => kind === 'look-back' && state === 'done');
      const at = Math.max(0, ...whole.map(({ startedAt }) => startedAt));
      if (at >= since) last.set(processCode, at);
    }
    return last;
  }

  /** Approves and pushes what is there. @returns 审批编号 of what was pushed. */
  async work(): Promise<string[]> {
    // Whoever had nothing to do since the morning has been logged out.
    await this.arrive();
    const { pusher: payer } = this.there();
    await approveAll(this.there());
    const bills = await payer.all<BillSummary>('/api/bills?stage=push');
    for (let from = 0; from < bills.length; from += AT_ONCE) await this.push(bills.slice(from, from + AT_ONCE));
    return bills.map(({ businessId }) => businessId);
  }

  private async push(bills: readonly BillSummary[]): Promise<void> {
    const { pusher: payer } = this.there();
    const items = bills.map(({ id, version }) => ({ id, version }));
    const preview = await payer.post<PushPreview>('/api/push-orders/preview', { items });
    if (preview.eligible.count === 0) return;
    const { id } = await payer.post<PushOrder>('/api/push-orders', { token: preview.token });
    await this.server.quiet();
    await until(
      () => payer.get<PushOrder>(`/api/push-orders/${id}`),
      ({ state, running, inDoubt }) => state === 'done' && running.count === 0 && inDoubt.count === 0,
      LONG_MS,
    );
  }

  /** 审批编号 of every bill that is not 期初, by its state. */
  async bills(): Promise<ReadonlyMap<string, BillSummary['state']>> {
    const all = await this.there().admin.all<BillSummary>('/api/bills');
    return new Map(all.map(({ businessId, state }) => [businessId, state]));
  }

  private there(): Office {
    if (this.office === null) throw new Error('nobody has logged in');
    return this.office;
  }
}
