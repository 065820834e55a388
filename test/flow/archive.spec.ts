import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { archiveLine, readArchive, writeArchive } from '../../server/src/ops/archive-file.js';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import { newApprovals, type RunningOffice, SHORT_WAITS, startOffice, wholeWay } from './batch.js';
import { runOps, runVerify } from './verify-command.js';

let run: RunningOffice;
const folder = mkdtempSync(join(tmpdir(), 'dingdee-archive-'));
const COUNT = 10;

beforeAll(async () => {
  // The spec writes to its database beside it.
  run = await startOffice({ world: 'process', settings: SHORT_WAITS });
  newApprovals(run, { count: COUNT, seed: 401 });
  await wholeWay(run);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await run?.stack.close();
});

/** Rows as somebody with a database tool reads and writes them. */
async function sql<T>(statement: string): Promise<T[]> {
  const source = await openDataSource(dataSourceOptions(run.stack.databaseUrl));
  try {
    return (await source.query(statement)) as T[];
  } finally {
    await source.destroy();
  }
}
const kept = () =>
  sql<{ id: string; raw: string; raw_hash: string }>('SELECT id, raw, raw_hash FROM approval ORDER BY id');
const answers = () => sql<{ id: string; answer: string | null }>('SELECT id, answer FROM push_call ORDER BY id');
const bytes = async () =>
  [...(await kept()).map(({ raw }) => raw), ...(await answers()).map(({ answer }) => answer ?? '')].join('').length;
const files = () => readdirSync(folder).map((name) => join(folder, name));

it('what is long finished leaves the database for a file that is whole, and comes back byte for byte', async () => {
  const [before, answered, size] = [await kept(), await answers(), await bytes()];
  const bills = await run.office.admin.all<BillSummary>('/api/bills?stage=booked');
  expect(bills).toHaveLength(COUNT);
  const [young] = bills;
  // Finished three years ago, all but one.
  await sql(`UPDATE bill SET state_since = 1 WHERE id <> '${young?.id}'`);
  await sql(
    `UPDATE approval SET collected_at = 1 WHERE id NOT IN (SELECT approval_id FROM bill WHERE id = '${young?.id}')`,
  );
  const done = await runOps(run.stack, ['archive', '24', folder]);
  expect([done.code, done.output]).toEqual([0, expect.stringContaining('已读回核对')]);
  // Approvals with names and accounts: nobody else on the machine reads them.
  expect(files().map((file) => (statSync(file).mode & 0o777).toString(8))).toEqual(['600']);

  // The one that is young keeps its approval; so does an approval that has no bill.
  const left = await sql<{ id: string; raw: string }>(
    'SELECT b.id AS id, a.raw AS raw FROM bill b JOIN approval a ON a.id = b.approval_id',
  );
  expect(left.filter(({ raw }) => raw !== '').map(({ id }) => id)).toEqual([young?.id]);
  expect(await bytes()).toBeLessThan(size / 3);
  for (const { id } of bills)
    expect((await run.office.admin.get<BillDetail>(`/api/bills/${id}`)).billNo).toMatch(/^DD/);
  const verified = await runVerify(run.stack);
  expect([verified.code, verified.output]).toEqual([0, expect.stringContaining('不符 0 处')]);

  const [file] = files();
  const whole = await runOps(run.stack, ['archive-verify', file ?? '']);
  expect([whole.code, whole.output]).toEqual([0, expect.stringContaining('与指纹相符')]);
  expect((await runOps(run.stack, ['archive-restore', file ?? ''])).code).toBe(0);
  expect([await kept(), await answers()]).toEqual([before, answered]);
});

it('a file that was cut or changed is named, and nothing of it is put back', async () => {
  const [file] = files();
  const lines = gunzipSync(readFileSync(file ?? ''))
    .toString()
    .split('\n');
  const broken = join(folder, 'broken.gz');
  for (const [text, says] of [
    [lines.slice(0, -2).join('\n'), '文件不完整'],
    [lines.join('\n').replace('"text":"{', '"text":"{ '), '与指纹不符'],
  ] as const) {
    writeFileSync(broken, gzipSync(text));
    const { code, output } = await runOps(run.stack, ['archive-restore', broken]);
    expect([code, output]).toEqual([1, expect.stringContaining(says)]);
  }
});

it('an approval that somebody wrote anew, with fingerprints that fit, is not put back: the database knows its own', async () => {
  const file = files().find((each) => each.endsWith('.jsonl.gz'));
  const before = await kept();
  let own = '';
  for await (const { of, id } of readArchive(file ?? '')) if (of === 'approval.raw') own = id;
  await sql(`UPDATE approval SET raw = '' WHERE id = '${own}'`);
  const forged = join(folder, 'forged.gz');
  async function* lines() {
    for await (const { of, id, text } of readArchive(file ?? '')) yield archiveLine(of, id, text.replace('{', '{ '));
  }
  await writeArchive(forged, lines());
  const { code, output } = await runOps(run.stack, ['archive-restore', forged]);
  expect([code, output]).toEqual([1, expect.stringContaining('1 条审批原文与库里记的指纹不符')]);
  expect((await kept()).find(({ id }) => id === own)?.raw).toBe('');
  expect((await runOps(run.stack, ['archive-restore', file ?? ''])).code).toBe(0);
  expect(await kept()).toEqual(before);
  rmSync(forged);
});

it('nothing that is unfinished or young is touched, however often it is asked for', async () => {
  await sql(`UPDATE bill SET state_since = ${Date.now()}`);
  const before = [await kept(), await answers()];
  expect((await runOps(run.stack, ['archive', '3', folder])).code).toBe(0);
  expect([await kept(), await answers()]).toEqual(before);
  expect((await runOps(run.stack, ['archive', '0', folder])).code).toBe(1);
});
