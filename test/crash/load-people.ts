import type { BillPage, BillSummary, StageTotals } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { RemapResult } from '@dingdee/shared/mapping';
import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import { fits } from '../flow/offered.js';
import type { Person } from '../flow/person.js';
import * as company from '../sandbox/company.js';
import type { Answers } from './answers.js';

const THINKING_MS = 350;
const PUSHER_PAUSE_MS = 3_000;
/** Number of bills on a list on screen. */
const PAGE = 50;
/** Most fixes on one bill, whose fields are filled one by one; a person fixes no more at once. */
const MOST_FIXES = 10;
/** Stages at which people look: partly work, partly only reading. */
const STAGES = ['mapping', 'review', 'mapping', 'review', 'mapping', 'pushing', 'booked', 'trouble'] as const;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Lists, opens, fixes and approves bills until the run ends. */
export class Colleague {
  constructor(
    private readonly person: Person,
    private readonly answers: Answers,
    private readonly random: () => number,
  ) {}

  async work(until: AbortSignal): Promise<void> {
    const events = this.person.listen('/api/events');
    try {
      while (!until.aborted) {
        await this.oneBill();
        await this.think();
      }
    } finally {
      events.close();
    }
  }

  private async oneBill(): Promise<void> {
    const stage = this.oneOf(STAGES) ?? 'review';
    await this.get<StageTotals>('tabs', '/api/bills/stages');
    const page = await this.get<BillPage>('list', `/api/bills?stage=${stage}&limit=${PAGE}`);
    const chosen = this.oneOf(page?.items ?? []);
    if (!chosen) return;
    await this.think();
    let bill = await this.open(chosen.id);
    for (let fixes = 0; bill?.state === 'needs-mapping' && fits(bill, 'fix') && fixes < MOST_FIXES; fixes++) {
      if (!(await this.fix(bill))) return;
      bill = await this.open(bill.id);
    }
    if (bill?.state !== 'ready' || !fits(bill, 'approve')) return;
    await this.think();
    await this.post<BillSummary>('approve', `/api/bills/${bill.id}/approve`, {
      version: bill.version,
      note: '已与申请人核对',
    });
  }

  /** Fixes the first missing cost item, on this bill only. @returns whether there was one to fix. */
  private async fix({ id, version, issues }: BillDetail): Promise<boolean> {
    const missing = issues.find(({ level, table }) => level === 'red' && table === 'costItem');
    const right = company.expenseTypes.find(({ label }) => label.trim() === missing?.key);
    if (!missing || !right) return false;
    const fix = { billId: id, version, path: missing.path, targetNumber: right.costItemNumber, scope: 'bill' };
    await this.post<RemapResult>('fix', '/api/mapping/fixes', fix);
    return true;
  }

  private open(id: string): Promise<BillDetail | null> {
    return this.get<BillDetail>('open', `/api/bills/${id}`);
  }

  private get<T>(what: string, path: string): Promise<T | null> {
    return this.answers.of<T>(what, () => this.person.raw('GET', path));
  }

  private post<T>(what: string, path: string, body: unknown): Promise<T | null> {
    return this.answers.of<T>(what, () => this.person.raw('POST', path, body));
  }

  private oneOf<T>(list: readonly T[]): T | undefined {
    return list[Math.floor(this.random() * list.length)];
  }

  private think(): Promise<void> {
    return pause(THINKING_MS * (0.5 + this.random()));
  }
}

/** Acts as the payer: pushes what the others have approved, and watches the large order. */
export class Payer {
  constructor(
    private readonly person: Person,
    private readonly answers: Answers,
    private readonly order: PushOrder,
  ) {}

  async work(until: AbortSignal): Promise<void> {
    while (!until.aborted) {
      await this.answers.of('order', () => this.person.raw('GET', `/api/push-orders/${this.order.id}`));
      await this.push();
      await pause(PUSHER_PAUSE_MS);
    }
  }

  private async push(): Promise<void> {
    const page = await this.answers.of<BillPage>('list', () =>
      this.person.raw('GET', '/api/bills?stage=push&limit=200'),
    );
    const items = (page?.items ?? [])
      .filter(({ state }) => state === 'approved')
      .map(({ id, version }) => ({ id, version }));
    if (items.length === 0) return;
    const preview = await this.answers.of<PushPreview>('preview', () =>
      this.person.raw('POST', '/api/push-orders/preview', { items }),
    );
    if (!preview || preview.eligible.count === 0) return;
    await this.answers.of<PushOrder>('push', () =>
      this.person.raw('POST', '/api/push-orders', { token: preview.token }),
    );
  }
}
