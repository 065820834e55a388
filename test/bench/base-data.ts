import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BaseDataPage, BaseDataRefresh } from '@dingdee/shared/base-data';
import { Person, type Place } from '../flow/person.js';
import * as company from '../sandbox/company.js';
import { placeOf } from './bench-place.js';
import { benchDatabase, type Running, spawnSandbox, spawnServer } from './processes.js';
import { spread } from './quantiles.js';

const SEARCHES = 300;
const SETTLE_MS = 4_000;
/** Typed search texts: names, parts of them, pinyin, initials, numbers, a first letter, and a text without a match. */
const TYPED = [
  '杭州云杉恒测',
  '交通',
  '泰和物流有限',
  'jiaotong',
  'hzys',
  'hangzhouyunshanhengce',
  'M012345',
  'm0999',
  'ya',
  's',
  '有限公司',
  'xyzq',
  '没有这家',
  'wuhan jinshi',
];

/**
 * npm run bench -- base-data: `count` entries of one kind in Kingdee. Measures the first reading and one without a change, the additional
 * memory of a process compared with the invented company's few hundred entries, and the duration of a search over HTTP. Asserts nothing
 * about time.
 */
export async function baseData(count: number): Promise<void> {
  const kinds: ('sqlite' | 'mariadb')[] = ['sqlite', ...(process.env.TEST_DATABASE_URL ? (['mariadb'] as const) : [])];
  for (const kind of kinds) await measure(kind, count);
  if (!process.env.TEST_DATABASE_URL) console.log('mariadb     not measured: set TEST_DATABASE_URL');
}

async function measure(kind: 'sqlite' | 'mariadb', count: number): Promise<void> {
  const sandbox = await spawnSandbox({ SANDBOX_CLEAN: 'on', SANDBOX_APPROVALS: '0' });
  const database = await benchDatabase(kind);
  try {
    console.log(`${kind}: ${count.toLocaleString()} suppliers, load ${loadavg()[0]?.toFixed(1)}`);
    const start = async () => {
      const server = await spawnServer(sandbox.line, { DATABASE_URL: database.url });
      const place = placeOf(sandbox.line, server.url, server.log);
      return { server, place, admin: await Person.login(place, admin().userid) };
    };
    const few = await start();
    const refresh = () => timed(() => few.admin.post<BaseDataRefresh>('/api/base-data/refresh'));
    await refresh();
    await few.server.stop();
    const small = await start();
    await searches(small.admin);
    const before = await settled(small.server, small.admin);
    await small.server.stop();

    const added = await fetch(`${sandbox.line.control.url}/kingdee/base-data/many`, {
      method: 'POST',
      body: JSON.stringify({ form: 'BD_Supplier', count }),
    });
    if (!added.ok) throw new Error(await added.text());
    const large = await start();
    const again = () => timed(() => large.admin.post<BaseDataRefresh>('/api/base-data/refresh'));
    const slowest = watchDelay(large.place);
    const [firstMs, first] = await again();
    const second = await again();
    const delay = await slowest();
    const total = first.kinds.find((each) => each.kind === 'supplier')?.total;
    console.log(`  first reading ${seconds(firstMs)}, one without a change ${seconds(second[0])}; ${total} read`);
    console.log(`  meanwhile /health/live answered within ${Math.round(delay)} ms; peak ${large.server.peakMiB()} MiB`);
    console.log(`  after reading: ${await settled(large.server, large.admin)} MiB resident`);
    await large.server.stop();

    const fresh = await start();
    const now = await settled(fresh.server, fresh.admin);
    console.log(
      `  a process of its own: ${before} MiB with few entries, ${now} MiB with all: ${now - before} MiB more`,
    );
    await search(fresh.admin);
    const after = await settled(fresh.server, fresh.admin);
    console.log(`  after ${SEARCHES} searches ${after} MiB resident, peak ${fresh.server.peakMiB()} MiB`);
    await fresh.server.stop();
  } finally {
    await database.drop();
    await sandbox.stop();
  }
}

async function search(person: Person): Promise<void> {
  const { all, worst } = await searches(person);
  console.log(`  search   ${spread(all)}`);
  console.log(
    `  slowest by what is typed: ${[...worst].map(([typed, ms]) => `${typed} ${Math.round(ms)}`).join(', ')} ms`,
  );
}

async function searches(person: Person): Promise<{ all: number[]; worst: Map<string, number> }> {
  const all: number[] = [];
  const worst = new Map<string, number>();
  for (let index = 0; index < SEARCHES; index++) {
    const typed = TYPED[index % TYPED.length] ?? '';
    const [ms] = await timed(() =>
      person.get<BaseDataPage>(`/api/base-data/supplier?limit=50&q=${encodeURIComponent(typed)}`),
    );
    all.push(ms);
    worst.set(typed, Math.max(worst.get(typed) ?? 0, ms));
  }
  return { all, worst };
}

/** Returns the resident memory after activity has ended, in MiB. */
async function settled(server: Running, person: Person): Promise<number> {
  await person.get('/api/mapping/tables/costItem/rows');
  await sleep(SETTLE_MS);
  return server.rssMiB();
}

/** Watches the server. @returns a function that stops and returns the longest time without an answer, in ms. */
function watchDelay({ url }: Place): () => Promise<number> {
  let most = 0;
  let over = false;
  const watching = (async () => {
    while (!over) {
      const [ms] = await timed(() => fetch(`${url}/health/live`).then((answer) => answer.text()));
      most = Math.max(most, ms);
      await sleep(20);
    }
  })();
  return async () => {
    over = true;
    await watching;
    return most;
  };
}

async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const began = performance.now();
  const value = await work();
  return [performance.now() - began, value];
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

function admin(): company.Employee {
  const found = company.employees.find((person) => person.admin);
  if (!found) throw new Error('the invented company has no administrator');
  return found;
}
