import { loadavg } from 'node:os';
import type { BillPage } from '@dingdee/shared/bill';
import { type DataExport, EXPORT_FORMATS, type ExportFormat } from '@dingdee/shared/data-export';
import type { DatasetCode } from '@dingdee/shared/dataset';
import { Person } from '../flow/person.js';
import { placeOf } from './bench-place.js';
import { type ManyBills, overManyBills } from './many-bills.js';
import type { PlainDatabase } from './plain-database.js';
import { atMost, spread } from './quantiles.js';

/** Number of 明细行 of a bill with BENCH_DATASET=lines. */
const LINES = Number(process.env.BENCH_LINES ?? 5);
const QUIET_MS = 20_000;
/** Pause between two requests of the person who continues to work. */
const PAUSE_MS = 25;
const LOOK_MS = 200;
const MOST_GROWTH_MIB = 100;
const MOST_SLOWER = 1.5;
const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Makes the requests of a person at the desk one after the other until `over`. @returns the duration of each, in ms. */
async function work(reviewer: Person, bills: readonly string[], over: () => boolean): Promise<number[]> {
  const taken: number[] = [];
  for (let at = 0; !over(); at += 1) {
    const path = at % 4 === 0 ? '/api/bills?stage=review&limit=50' : `/api/bills/${bills[at % bills.length]}`;
    const from = performance.now();
    await reviewer.get(path);
    taken.push(performance.now() - from);
    await pause(PAUSE_MS);
  }
  return taken;
}

/** Exports one file of everything while a person works, and measures the additional memory of the server and the slower answers. */
async function oneFile(
  { server }: ManyBills,
  admin: Person,
  working: (over: () => boolean) => Promise<number[]>,
  dataset: DatasetCode,
  format: ExportFormat,
) {
  const before = server.rssMiB();
  const cpu = server.cpuSeconds();
  const from = performance.now();
  const begun = await admin.post<DataExport>('/api/exports', { dataset, format, filter });
  let [most, state, isOver] = [before, begun, false];
  const taken = working(() => isOver);
  while (state.state === 'waiting' || state.state === 'running') {
    await pause(LOOK_MS);
    most = Math.max(most, server.rssMiB());
    state = await admin.get<DataExport>(`/api/exports/${begun.id}`);
  }
  isOver = true;
  const seconds = (performance.now() - from) / 1000;
  return { state, before, most, seconds, cpu: server.cpuSeconds() - cpu, taken: await taken };
}

/** Repeats the first line of every bill's content `LINES` times. */
async function linesOfEach({ query }: PlainDatabase): Promise<void> {
  const line = "JSON_EXTRACT(notes, '$.fields.rows[0]')";
  await query(
    `UPDATE bill_content SET notes = JSON_SET(notes, '$.fields.rows', JSON_ARRAY(${Array.from({ length: LINES }, () => line).join(', ')})) WHERE bill_id LIKE 'copy-%'`,
  );
}

/** BENCH_DATASET: bills or lines. BENCH_FORMATS: only some formats. BENCH_FROM: only since this day, for a machine with much other work. */
const dataset: DatasetCode = process.env.BENCH_DATASET === 'lines' ? 'lines' : 'bills';
const filter = process.env.BENCH_FROM ? { from: process.env.BENCH_FROM } : {};
const FORMATS = EXPORT_FORMATS.filter((each) => process.env.BENCH_FORMATS?.split(',').includes(each) ?? true);

const run = (kind: 'sqlite' | 'mariadb', count: number): Promise<void> =>
  overManyBills(
    kind,
    count,
    async (many) => {
      const { sandbox, server, office } = many;
      const place = placeOf(sandbox.line, server.url, server.log);
      const [admin, reviewer] = [
        await Person.login(place, office.admin.userId),
        await Person.login(place, office.reviewer.userId),
      ];
      const { items } = await reviewer.get<BillPage>('/api/bills?stage=review&limit=100');
      const bills = items.map(({ id }) => id);
      say(`${kind}, ${dataset}, ${count} bills`);
      for (const format of FORMATS) {
        // Measured again before each format, because other load on the machine changes.
        const quietUntil = performance.now() + QUIET_MS;
        const quiet = await work(reviewer, bills, () => performance.now() > quietUntil);
        say(`  quiet    ${spread(quiet)}, ${quiet.length} requests, load ${loadavg()[0]?.toFixed(1)}`);
        const { state, before, most, seconds, cpu, taken } = await oneFile(
          many,
          admin,
          (over) => work(reviewer, bills, over),
          dataset,
          format,
        );
        const slower = atMost(taken, 0.99) / atMost(quiet, 0.99);
        say(
          `  ${format.padEnd(8)} ${spread(taken)}, ${taken.length} requests; ${state.state} ${state.done} rows, ${Math.round(state.bytes / 1024 / 1024)} MiB in ${seconds.toFixed(1)} s (processor ${cpu.toFixed(1)} s), load ${loadavg()[0]?.toFixed(1)}`,
        );
        say(
          `           memory ${before} → ${most} MiB: +${most - before} (${most - before <= MOST_GROWTH_MIB ? 'within' : 'MORE THAN'} ${MOST_GROWTH_MIB}); p99 ${slower.toFixed(2)} × quiet (${slower <= MOST_SLOWER ? 'within' : 'MORE THAN'} ${MOST_SLOWER})`,
        );
      }
    },
    'lean',
    dataset === 'lines' ? linesOfEach : undefined,
  );

export async function exports(count: number): Promise<void> {
  await run('sqlite', count);
  if (process.env.TEST_DATABASE_URL) await run('mariadb', count);
}
