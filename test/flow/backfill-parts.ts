import type { Backfill, Quarantined } from '@dingdee/shared/backfill';
import * as company from '../sandbox/company.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import type { SandboxState } from '../sandbox/sandbox-state.js';
import { newApprovals, type RunningOffice } from './batch.js';
import type { Person } from './person.js';
import { until } from './person.js';

export const DAY = 86_400_000;
const dayOf = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10);
export const daysAgo = (n: number): string => dayOf(Date.now() - n * DAY);
/** A month that ended before the range of today's look-backs, so that no sweep lists it. */
export const RANGE = { from: daysAgo(110), to: daysAgo(76) };

/** An earlier month. */
export const EARLIER = { from: daysAgo(250), to: daysAgo(216) };

/** Makes approvals that were launched and agreed in that month. @returns the agreed ones. */
export function pastApprovals(run: RunningOffice, count: number, seed: number, before = 77): SandboxApproval[] {
  const { clock } = run.stack.sandbox.state.ctx;
  clock.offsetMs = -before * DAY;
  try {
    return newApprovals(run, { count, seed });
  } finally {
    clock.offsetMs = 0;
  }
}

/** Makes a payment bill for this approval by hand in Kingdee. @param change differences from the approval. @returns its number. */
export function bookByHand(
  { ledger, baseData }: SandboxState['kingdee'],
  { originatorUserid, expected, finishedAt }: SandboxApproval,
  change: { staffNumber?: string; total?: string; days?: number } = {},
): string {
  const person = company.employees.find(({ userid }) => userid === originatorUserid);
  if (!person) throw new Error('nobody of the company applied for it');
  const staffNumber = change.staffNumber ?? person.staffNumber;
  const one = (form: string, number: string) => baseData.numbered(form, number)[0] ?? null;
  const total = change.total ?? expected.total;
  const number = ledger.nextNumber();
  const day = dayOf((finishedAt ?? 0) + (change.days ?? 2) * DAY);
  ledger.put({
    id: ledger.takeId(),
    status: 'C',
    beforeSubmit: 'A',
    cells: new Map<string, string | ReturnType<typeof one>>([
      ['FBillNo', number],
      ['FTHIRDBILLNO', ''],
      ['FDATE', `${day}T00:00:00`],
      ['FCONTACTUNITTYPE', 'BD_Empinfo'],
      ['FCONTACTUNIT', one('BD_Empinfo', staffNumber)],
      ['FRECTUNITTYPE', 'BD_Empinfo'],
      ['FRECTUNIT', one('BD_Empinfo', staffNumber)],
      ['FPAYORGID', one('ORG_Organizations', person.orgNumber)],
      ['FCURRENCYID', one('BD_Currency', 'PRE001')],
    ]),
    // Two rows, because a bill's sum is the sum of its rows.
    rows: ['1.00', minusOne(total)].map((amount) => ({
      id: ledger.takeRowId(),
      cells: new Map([['FPAYTOTALAMOUNTFOR', amount]]),
    })),
    history: [],
    inWorkflow: false,
    cancelled: false,
    paid: false,
    locks: 0,
  });
  return number;
}

const minusOne = (total: string): string => {
  const fen = BigInt(total.replace('.', '')) - 100n;
  return `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`;
};

export const start = (run: RunningOffice, range: { from: string; to: string } = RANGE): Promise<Backfill> =>
  run.office.admin.post<Backfill>('/api/backfills', { ...range, schemeId: run.office.schemeId });

/** Waits until the back-fill has listed the approvals and asked Kingdee. */
export const looked = (who: Person, id: string): Promise<Backfill> =>
  until(
    () => who.get<Backfill>(`/api/backfills/${id}`),
    ({ state, looking, lookedAt }) => state !== 'running' && !looking && lookedAt !== null,
    60_000,
  );

/** Waits until every decision is carried out. */
export const settled = (who: Person, id: string): Promise<Backfill> =>
  until(
    () => who.get<Backfill>(`/api/backfills/${id}`),
    ({ moving }) => moving.count === 0,
    60_000,
  );

export const itemsOf = (who: Person, id: string, group: 'look' | 'found' | 'decided'): Promise<Quarantined[]> =>
  who.all<Quarantined>(`/api/backfills/${id}/items?group=${group}`);

export const detailCalls = ({ stack }: RunningOffice): number =>
  stack.sandbox.state.ctx.calls
    .report()
    .dingtalk.filter(({ api }) => /processInstances$/.test(api))
    .reduce((sum, { total }) => sum + total, 0);
