import { loadavg } from 'node:os';
import type { BillPage, ReasonGroups } from '@dingdee/shared/bill';
import type { Selection } from '@dingdee/shared/bill-batch';
import { Person } from '../flow/person.js';
import { placeOf } from './bench-place.js';
import { type ManyBills, overManyBills } from './many-bills.js';
import { spread } from './quantiles.js';

const ROUNDS = Number(process.env.BENCH_TIMES ?? 30);
const DEEP = Math.min(20, ROUNDS);
const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const query = (words: Record<string, string>): string =>
  `/api/bills?${new URLSearchParams({ limit: '100', ...words })}`;

/** Measures the requests of a person on the lists, one after the other, and the same counts by the database alone. */
const run = (kind: 'sqlite' | 'mariadb', count: number): Promise<void> =>
  overManyBills(kind, count, async (many) => {
    say(`${kind}, ${count} bills, load ${loadavg()[0]?.toFixed(1)}`);
    await measureLists(many);
  });

export async function measureLists({
  sandbox,
  server,
  source,
  office,
}: Pick<ManyBills, 'sandbox' | 'server' | 'source' | 'office'>): Promise<void> {
  const reviewer = await Person.login(placeOf(sandbox.line, server.url, server.log), office.reviewer.userId);
  const { items } = await reviewer.get<BillPage>(query({ stage: 'review' }));
  const some = items[0];
  if (!some) throw new Error('no bill is in review');
  /** @param aim limit in ms for 99 of 100 requests */
  const measure = async (name: string, aim: number, ask: (round: number) => Promise<unknown>, rounds = ROUNDS) => {
    await ask(0);
    const taken: number[] = [];
    const cpu = server.cpuSeconds();
    for (let round = 0; round < rounds; round += 1) {
      const from = performance.now();
      await ask(round);
      taken.push(performance.now() - from);
    }
    const each = ((server.cpuSeconds() - cpu) * 1000) / rounds;
    const best = Math.round(Math.min(...taken));
    const over = Math.max(...taken) > aim ? ` over ${aim}` : '';
    say(
      `  ${name.padEnd(28)} best ${String(best).padStart(4)}  ${spread(taken)}, processor ${Math.round(each)} ms each${over}`,
    );
  };
  const get = (name: string, aim: number, path: (round: number) => string) =>
    measure(name, aim, (round) => reviewer.get(path(round)));
  await get('counts', 100, () => '/api/bills/stages');
  await get('reasons, review', 150, () => '/api/bills/groups?stage=review');
  await get('reasons, mapping', 150, () => '/api/bills/groups?stage=mapping');
  await get('risks, review', 150, () => '/api/bills/groups?stage=review&by=risk');
  await get('persons, review', 150, () => '/api/bills/groups?stage=review&by=person');
  await get('choices, archived', 150, () => '/api/bills/choices?stage=booked');
  await get('bill', 50, (i) => `/api/bills/${items[i % items.length]?.id}`);
  const lists: readonly (readonly [name: string, words: Record<string, string>])[] = [
    ['list, review', { stage: 'review' }],
    ['list, group', { stage: 'review', reason: '' }],
    ['list, risk', { stage: 'review', risk: 'account' }],
    ['list, archived by sum', { stage: 'booked', sort: 'amount' }],
    ['list, archived by day', { stage: 'booked', sort: 'finished' }],
    ['list, everything', { sort: 'finished' }],
    ['list, everything by sum', { sort: 'amount' }],
    ['list, department', { stage: 'booked', department: some.department }],
    ['list, department, sums', { stage: 'booked', department: some.department, minAmount: '50000.00' }],
    ['list, no file', { stage: 'booked', attachments: 'none' }],
    ['list, waiting', { stage: 'review', waitingDays: '1' }],
    ['search, a payee', { q: `${some.payee}` }],
    ['search, nothing', { q: '没有这个' }],
    ['search, end of a number', { q: '00123' }],
    ['search, department', { q: some.department }],
    ['search, all have it', { q: '报销' }],
    ['search, all have it, sorted', { q: '报销', sort: 'amount' }],
    ['search, one more filter', { q: '报销', stage: 'booked', department: some.department }],
    ['search, two words', { q: `报销 ${some.department}` }],
    ['search, one sign', { q: '第' }],
  ];
  for (const [name, words] of lists) await get(name, 150, () => query(words));
  await get(
    'groups of a search',
    150,
    () => `/api/bills/groups?${new URLSearchParams({ stage: 'review', q: '报销' })}`,
  );
  for (const [name, words] of [
    ['waiting', { stage: 'booked' }],
    ['by sum', { stage: 'booked', sort: 'amount' }],
    ['everything', { sort: 'finished' }],
    ['a search', { q: '报销', sort: 'amount' }],
  ] as const) {
    let next: string | null = null;
    const pages = async () => {
      const page: BillPage = await reviewer.get(query({ ...words, ...(next ? { cursor: next } : {}), limit: '500' }));
      next = page.next;
    };
    await measure(`a later page, ${name}`, 150, pages, DEEP);
  }
  const { items: groups } = await reviewer.get<ReasonGroups>('/api/bills/groups?stage=review');
  const { actions: _actions, ...clean } = groups.find(({ key }) => key === '') ?? groups[0] ?? { actions: [] };
  say(`  of ${JSON.stringify(clean)}:`);
  let frozen: Selection | undefined;
  const freeze = async () => {
    frozen = (await reviewer.post('/api/selections', { stage: 'review', reason: '' })) as Selection;
  };
  await measure('select all', 5_000, freeze, 3);
  const refs = () => ({ selectionId: frozen?.id, shown: { count: frozen?.count, amount: frozen?.amount } });
  await measure('preview of approving all', 5_000, () => reviewer.post('/api/bills/approve/preview', refs()), 3);
  await measure('preview of assigning all', 5_000, () => reviewer.post('/api/bills/assign/preview', refs()), 3);
  const bare = async (name: string, sql: string): Promise<void> => {
    const taken: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const from = performance.now();
      await source.query(sql);
      taken.push(performance.now() - from);
    }
    say(`  bare: ${name.padEnd(20)} best ${Math.round(Math.min(...taken))} ms`);
  };
  await bare('counts', 'SELECT state_kind, COUNT(*), SUM(base_fen) FROM bill GROUP BY state_kind');
  await bare(
    'reasons',
    `SELECT reason_key, COUNT(*), SUM(base_fen) FROM bill WHERE state_kind = 'ready' GROUP BY reason_key`,
  );
  await bare('search', `SELECT COUNT(*) FROM bill WHERE payee LIKE '%没有%'`);
  await bare('search, all have it', `SELECT COUNT(*) FROM search_text WHERE INSTR(words, '报销') > 0`);
}

export async function lists(count: number): Promise<void> {
  await run('sqlite', count);
  if (process.env.TEST_DATABASE_URL) await run('mariadb', count);
}
