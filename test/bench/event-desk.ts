import type { BillPage } from '@dingdee/shared/bill';
import { fillTables, type Office, openOffice } from '../flow/office.js';
import { until } from '../flow/person.js';
import * as company from '../sandbox/company.js';
import { seededRandom } from '../sandbox/faults.js';
import type { BenchPlace } from './bench-place.js';

/** An approval that is about to be agreed. */
export interface Passing {
  instanceId: string;
  businessId: string;
}
interface Generated extends Passing {
  fate: string;
  deptId: string;
  originatorUserid: string;
}

/** Calls the control endpoint of the stand-ins. */
export async function control<T>(at: BenchPlace, method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
  const response = await fetch(`${at.sandbox.line.control.url}${path}`, {
    method,
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`sandbox control ${path} → ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

/** Sets up people, a scheme, every row of the tables, and the stream over which DingTalk sends events. */
export async function eventOffice(at: BenchPlace): Promise<Office> {
  const office = await openOffice(at.place);
  await fillTables(office);
  await until(
    () => control<{ connections: number }>(at, 'GET', '/stream'),
    ({ connections }) => connections === 1,
  );
  return office;
}

/** Makes `count` approvals that become a bill for review without a person once they are agreed. */
export async function aboutToPass(at: BenchPlace, count: number): Promise<Passing[]> {
  // An approval filed from the root department is mapped to organisation 101: one row cannot serve two organisations.
  const elsewhere = new Set(company.employees.filter((one) => one.orgNumber !== '101').map(({ userid }) => userid));
  const passing: Passing[] = [];
  for (let seed = 1; passing.length < count; seed++) {
    const { approvals } = await control<{ approvals: Generated[] }>(at, 'POST', '/approvals', {
      count: Math.min(500, count + 20),
      seed,
      clean: true,
    });
    passing.push(
      ...approvals.filter(
        ({ fate, deptId, originatorUserid }) =>
          fate === 'agreed' && (deptId !== '-1' || !elsewhere.has(originatorUserid)),
      ),
    );
  }
  return passing.slice(0, count);
}

/**
 * Finishes the approvals one after the other; DingTalk sends an event for each.
 * @param perSecond average rate, at independent random times; null: all at once.
 * @returns the time just before the event was sent, in Unix ms, by approval number.
 */
export async function pass(
  at: BenchPlace,
  approvals: readonly Passing[],
  perSecond: number | null,
): Promise<ReadonlyMap<string, number>> {
  const told = new Map<string, number>();
  const random = seededRandom(approvals.length);
  const all: Promise<unknown>[] = [];
  let due = performance.now();
  for (const { instanceId, businessId } of approvals) {
    if (perSecond !== null) due += (-Math.log(1 - random()) * 1000) / perSecond;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    told.set(businessId, Date.now());
    all.push(control(at, 'POST', '/approvals/finish', { ids: [instanceId], events: true }));
  }
  await Promise.all(all);
  return told;
}

/**
 * Acts as a desk without a browser, scrolled to the newest bills: at each announcement of the live stream it reads the last two pages
 * again.
 * @returns the time at which the list first had a bill, by approval number.
 */
export function watchList({ reviewer }: Office): { seen: ReadonlyMap<string, number>; open(): boolean; close(): void } {
  const seen = new Map<string, number>();
  let [reading, again, closed] = [false, false, false];
  /** Cursors of the last two pages: a bill committed late may still appear on the former. */
  let from: [string | null, string | null] = [null, null];
  const page = async (cursor: string | null): Promise<string | null> => {
    const more = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { items, next } = await reviewer.get<BillPage>(`/api/bills?stage=review&limit=100${more}`);
    const now = Date.now();
    for (const { businessId } of items) if (!seen.has(businessId)) seen.set(businessId, now);
    return next;
  };
  const read = async (): Promise<void> => {
    if (reading) {
      again = true;
      return;
    }
    reading = true;
    do {
      again = false;
      const [before] = from;
      let last = before;
      for (let next = await page(before); next !== null; next = await page(next)) {
        from = [last, next];
        last = next;
      }
    } while (again && !closed);
    reading = false;
  };
  const stream = reviewer.listen('/api/events?page=bench', undefined, (kind) => {
    if (kind === 'bill' || kind === 'bills') void read();
  });
  return {
    seen,
    open: stream.open,
    close: () => {
      closed = true;
      stream.close();
    },
  };
}
