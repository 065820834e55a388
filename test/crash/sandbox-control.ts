import type { SandboxLine } from '../bench/processes.js';
import { type Approval, type Comments, compareLedgers, type HeldBill, type Verdict } from './ledger-check.js';

export interface FaultOrder {
  system: 'dingtalk' | 'kingdee';
  kind: string;
  api?: string;
  times?: number;
  skip?: number;
  probability?: number;
  seed?: number;
  delayMs?: number;
}

interface ApprovalLine {
  instanceId: string;
  originatorUserid: string;
  fate: string;
  expected: { total: string };
}
interface CommentLine {
  instanceId: string;
  comments: { text: string }[];
}

/** Calls the control endpoint of the stand-ins: reads their ledgers and arms faults. */
export class SandboxControl {
  constructor(private readonly line: SandboxLine) {}

  /** Returns a login code for this userid. */
  async issueCode(userid: string): Promise<string> {
    return (await this.call<{ code: string }>('POST', '/login-codes', { userid })).code;
  }

  /** Returns the agreed reimbursements, each of which must be booked once. @param also instance ids of approvals that were agreed later. */
  async agreed(also: readonly string[] = []): Promise<Approval[]> {
    const code = encodeURIComponent(this.line.dingtalk.processCodes.费用报销 ?? '');
    const { approvals } = await this.call<{ approvals: ApprovalLine[] }>('GET', `/approvals?processCode=${code}`);
    return approvals
      .filter(({ fate, instanceId }) => fate === 'agreed' || also.includes(instanceId))
      .map(({ instanceId, expected }) => ({ instanceId, total: expected.total }));
  }

  async verdict(): Promise<Verdict> {
    const { approvals, bills, said } = await this.ledgers();
    return compareLedgers(approvals, bills, said);
  }

  /**
   * Returns the approvals to be booked, the bills in Kingdee and the comments.
   * @param also instance ids of approvals that were agreed later.
   */
  async ledgers(also: readonly string[] = []): Promise<{ approvals: Approval[]; bills: HeldBill[]; said: Comments }> {
    const [approvals, { bills }, { comments }] = await Promise.all([
      this.agreed(also),
      this.call<{ bills: HeldBill[] }>('GET', '/ledger/kingdee'),
      this.call<{ comments: CommentLine[] }>('GET', '/ledger/dingtalk'),
    ]);
    const said: Comments = new Map(
      comments.map(({ instanceId, comments: lines }) => [instanceId, lines.map(({ text }) => text)]),
    );
    return { approvals, bills, said };
  }

  async arm(faults: readonly FaultOrder[]): Promise<void> {
    await this.call('POST', '/faults', faults);
  }

  /** Disarms all faults. @returns the number of faults that fired since the last call. */
  async calm(): Promise<number> {
    const { fired } = await this.call<{ fired: number }>('GET', '/faults');
    await this.call('DELETE', '/faults');
    return fired;
  }

  /** Sets switches until they are changed again. */
  async switches(change: { dingtalk?: object; kingdee?: object }): Promise<void> {
    await this.call('POST', '/switches', change);
  }

  /** Finishes the approvals that are still running. @returns their instance ids. */
  async finishLate(): Promise<string[]> {
    return (await this.call<{ finished: string[] }>('POST', '/approvals/finish')).finished;
  }

  /** Shifts the clock of both stand-ins by this much, in ms. */
  async clock(offsetMs: number): Promise<void> {
    await this.call('POST', '/clock', { offsetMs });
  }

  /** Changes a bill as a person does in Kingdee itself. */
  async changeBill(number: string, change: 'cancel' | 'delete' | 'unaudit'): Promise<void> {
    await this.call('POST', '/kingdee/bills', { number, change });
  }

  /** Adds `count` agreed reimbursements and the others of their mix. */
  async generate(count: number, seed: number): Promise<void> {
    await this.call('POST', '/approvals', { count, seed, clean: true });
  }

  /** Empties the ledgers, clears the faults and makes new approvals. */
  async reset(seed: number, approvals: number): Promise<void> {
    await this.call('POST', '/reset', { seed, approvals, clean: true });
  }

  private async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.line.control.url}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`sandbox control ${method} ${path} → ${response.status}: ${text}`);
    return JSON.parse(text) as T;
  }
}
