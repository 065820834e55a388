import type { BillPage } from '@dingdee/shared/bill';
import { fillTables, type Office, openOffice } from '../flow/office.js';
import { until } from '../flow/person.js';
import * as company from '../sandbox/company.js';
import { seededRandom } from '../sandbox/faults.js';
import type { BenchPlace } from './bench-place.js';

/** An approval that is about to pass. */
export interface Passing {
  instanceId: string;
  businessId: string;
}
interface Generated extends Passing {
  fate: string;
  deptId: string;
  originatorUserid: string;
}

/** The control of the stand-ins. */
export async function control<T>(at: BenchPlace, method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
  const response = await fetch(`${at.sandbox.line.control.url}${path}`, {
    method,
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`sandbox control ${path} → ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

/** People, a scheme, every row of the tables, and the stream that DingTalk tells of events over. */
export async function eventOffice(at: BenchPlace): Promise<Office> {
  const office = await openOffice(at.place);
  await fillTables(office);
  await until(
    () => control<{ connections: number }>(at, 'GET', '/stream'),
    ({ connections }) => connections === 1,
  );
  return office;
}

/** So many approvals that become a bill for review without anybody's help once they pass. */
export async function aboutToPass(at: BenchPlace, count: number): Promise<Passing[]> {
  // Whoever files from the root department is mapped to organisation 101: one row cannot serve two organisations.
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
 * They pass one after the other, and DingTalk tells of each.
 * @param perSecond how many on average, at moments that know nothing of each other; null: all at once.
 * @returns by the number of the approval, Unix ms just before the event was sent.
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
 * A desk without a browser, scrolled to what waits since last: whatever the live stream announces, its last page and the one before are read
 * anew at once. @returns by approval number, when the list first had it.
 */
export function watchList({ reviewer }: Office): { seen: ReadonlyMap<string, number>; open(): boolean; close(): void } {
  const seen = new Map<string, number>();
  let [reading, again, closed] = [false, false, false];
  /** Where the page before the last one begins, and the last one: what is committed late may still come into the former. */
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
