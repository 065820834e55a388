import type { BaseDataOverview, BaseDataPage, BaseDataRefresh, BaseDataUses } from '@dingdee/shared/base-data';
import type { BillSummary } from '@dingdee/shared/bill';
import type { ReplaceImpact } from '@dingdee/shared/entry-replace';
import type { MappingRowPage } from '@dingdee/shared/mapping';
import type { ChangeUndo, MappingChanges } from '@dingdee/shared/mapping-change';
import type { SchemeDetail, SchemeList } from '@dingdee/shared/scheme';
import type { SchemeFields, Trial } from '@dingdee/shared/trial';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirmPush, newApprovals, orderSettled, type RunningOffice, setSwitches, startOffice } from './batch.js';
import { approveAll, collect } from './office.js';
import { until } from './person.js';

/** What somebody changes in Kingdee is on the page 基础资料 after the next reading, with the mapping rows and open bills behind it. */
let run: RunningOffice;
beforeAll(async () => {
  run = await startOffice();
  newApprovals(run, { count: 12, seed: 7 });
  await collect(run.office);
});
afterAll(() => run?.stack.close());

const overview = () => run.office.admin.get<BaseDataOverview>('/api/base-data');
const refresh = () => run.office.admin.post<BaseDataRefresh>('/api/base-data/refresh');
const kingdee = () => run.stack.sandbox.state.kingdee.baseData;
const found = async (q: string) =>
  (await run.office.reviewer.get<BaseDataPage>(`/api/base-data/costItem?q=${encodeURIComponent(q)}`)).items;

it('says of each kind how much is held and when it was read; what was read for the first time is no change', async () => {
  const { kinds, changes, broken } = await overview();
  const costItems = kinds.find(({ kind }) => kind === 'costItem');
  const all = await run.office.admin.get<BaseDataPage>('/api/base-data/costItem?limit=200');
  expect(costItems?.entries).toBe(all.total);
  expect(costItems?.unusable).toBe(all.items.filter(({ usable }) => !usable).length);
  expect(kinds.every(({ readAt }) => readAt !== null && readAt > Date.now() - 600_000)).toBe(true);
  expect([changes, broken.entries]).toEqual([[], 0]);
});

it('tells of one entry who uses it: the mapping rows that lead to it, and the open bills behind them', async () => {
  const rows = (await run.office.admin.get<MappingRowPage>('/api/mapping/tables/costItem/rows?limit=200')).items;
  const used = rows.find(({ uses }) => uses > 0);
  if (!used) return expect.fail('no approval uses a mapped cost item');
  const usesOf = (number: string, kind = 'costItem') =>
    run.office.reviewer.get<BaseDataUses>(`/api/base-data/${kind}/uses?number=${number}`);
  const leading = rows.filter(({ targetNumber }) => targetNumber === used.targetNumber);
  const { rows: told, more, open, rules } = await usesOf(used.targetNumber);
  expect(told.map(({ tableName, key, bills }) => [tableName, key, bills]).sort()).toEqual(
    leading.map(({ key, uses }) => ['费用项目', key, uses]).sort(),
  );
  expect(more).toBe(0);
  // All of them passed in the last days; the scheme leaves cost items to the table.
  expect(told.every(({ bills, recent }) => recent === bills)).toBe(true);
  expect(rules).toEqual([]);
  expect(open.count).toBe(leading.reduce((n, { uses }) => Math.max(n, uses), 0));
  // The same number of another kind is another entry.
  const nothing = { count: 0, amount: '0.00' };
  const none = { rows: [], rules: [], more: 0, open: nothing, booked: nothing };
  expect(await usesOf(used.targetNumber, 'department')).toEqual(none);
  expect(await usesOf('CI-nobody')).toEqual(none);
  // 换成哪个 and back: the rows that led there, and no other.
  const other = rows.find(({ targetNumber }) => targetNumber !== used.targetNumber)?.targetNumber ?? '';
  const asked = { number: used.targetNumber, to: other };
  const {
    tables,
    touched: shown,
    rows: seen,
  } = await run.office.admin.post<ReplaceImpact>('/api/base-data/costItem/replace/look', asked);
  expect(seen.map(({ key }) => key).sort()).toEqual(leading.map(({ key }) => key).sort());
  await run.office.admin.post('/api/base-data/costItem/replace', { ...asked, tables, shown });
  expect(await usesOf(used.targetNumber)).toMatchObject({ rows: [] });
  const { items } = await run.office.admin.get<MappingChanges>('/api/mapping/tables/costItem/changes');
  const made = { revision: items[0]?.revision, id: items[0]?.id };
  const back = await run.office.admin.post<ChangeUndo>('/api/mapping/tables/costItem/changes/look', made);
  await run.office.admin.post('/api/mapping/tables/costItem/changes/undo', { ...made, shown: back.touched });
  expect((await usesOf(used.targetNumber)).rows.map(({ key }) => key).sort()).toEqual(
    leading.map(({ key }) => key).sort(),
  );
  // A constant of the scheme is a rule that names its entry.
  const { name, id, content, currentVersion } = await run.office.admin.get<SchemeDetail>(
    `/api/schemes/${run.office.schemeId}`,
  );
  const fixed = content.header.currency?.rules.find((rule) => rule.kind === 'constant');
  const number = fixed?.kind === 'constant' ? fixed.value : '';
  expect((await usesOf(number, 'currency')).rules).toContainEqual({
    schemeId: id,
    schemeName: name,
    version: currentVersion,
    enabled: true,
    field: 'header.currency',
    label: content.header.currency?.label,
    how: 'constant',
  });
});

it('names what was forbidden, renamed and added, with the mapping rows and the open bills that a forbidden one stops', async () => {
  const rows = (await run.office.admin.get<MappingRowPage>('/api/mapping/tables/costItem/rows?limit=200')).items;
  const used = rows.find(({ uses }) => uses > 0);
  if (!used) return expect.fail('no approval uses a mapped cost item');
  const other = rows.find(({ targetNumber }) => targetNumber !== used.targetNumber);
  kingdee().change('BD_Expense', used.targetNumber, { forbid: true });
  kingdee().change('BD_Expense', other?.targetNumber ?? '', { rename: '改了的名称' });
  kingdee().change('BD_Expense', 'CI7777', { add: '高铁退票费' });
  await refresh();
  const { changes, broken } = await overview();
  const told = changes.map(({ what, number, name, was }) => [what, number, name, was]);
  expect(told).toHaveLength(3);
  expect(told).toContainEqual(['added', 'CI7777', '高铁退票费', null]);
  expect(told).toContainEqual(['renamed', other?.targetNumber, '改了的名称', other?.targetName]);
  const forbidden = changes.find(({ what }) => what === 'forbidden');
  const leading = rows.filter(({ targetNumber }) => targetNumber === used.targetNumber);
  expect(forbidden).toMatchObject({
    number: used.targetNumber,
    unusable: true,
    mappings: leading.length,
    table: 'costItem',
  });
  expect(broken).toEqual({ entries: 1, mappings: leading.length, bills: forbidden?.bills });
  // The bills that then stand still for it are those that were named.
  const stopped = await until(
    () => run.office.admin.all<BillSummary>('/api/bills?stage=mapping'),
    (bills) => bills.length === broken.bills.count,
  );
  expect(stopped.length).toBeGreaterThan(0);
  expect(await found('gaotie')).toMatchObject([{ number: 'CI7777', usable: true }]);
  expect(await found('GTTPF')).toMatchObject([{ number: 'CI7777' }]);
  expect(await found(used.targetNumber)).toMatchObject([{ usable: false, reason: '已禁用' }]);
});

it('counts nothing as broken any more once it can be used again, and still says what happened', async () => {
  const before = (await overview()).changes.find(({ what }) => what === 'forbidden');
  kingdee().change('BD_Expense', before?.number ?? '', { forbid: false });
  await refresh();
  const { changes, broken } = await overview();
  expect(broken).toMatchObject({ entries: 0, mappings: 0, bills: { count: 0, amount: '0.00' } });
  expect(changes.filter(({ number }) => number === before?.number).map(({ what }) => what)).toEqual([
    'usable',
    'forbidden',
  ]);
});

describe('what the fields of Kingdee’s form hold', () => {
  const FIXED = '报'.repeat(60);
  const bills = (stage: string) => run.office.admin.all<BillSummary>(`/api/bills?stage=${stage}`);
  const scheme = async (): Promise<SchemeDetail> => {
    const { items } = await run.office.admin.get<SchemeList>('/api/schemes');
    return run.office.admin.get<SchemeDetail>(`/api/schemes/${items[0]?.id}`);
  };
  const withRemark = async (text: string) => {
    const { id, version, content } = await scheme();
    const remark = { label: '摘要', required: false, rules: [{ kind: 'template', text }] };
    return [
      `/api/schemes/${id}/content`,
      { version, content: { ...content, header: { ...content.header, remark } } },
    ] as const;
  };
  let all = 0;

  it('is asked with the base data: a field of 50 characters is told on every bill that needs more, before it is sent', async () => {
    await run.office.admin.put(...(await withRemark(`${FIXED}{field:总金额}`)));
    all = (
      await until(
        () => bills('review'),
        (ready) => ready.length > 0 && ready.every(({ reason }) => reason === null),
      )
    ).length;
    setSwitches(run, { kingdee: { fieldLengths: 'FREMARK=50' } });
    await refresh();
    const warned = await until(
      () => bills('review'),
      (found) => found.length === all && found.every(({ reason }) => reason !== null),
    );
    for (const { reason } of warned) expect(reason).toMatch(/^摘要有 \d+ 个字，金蝶的表单说这个字段最多 50 个，.*改短/);
    // Whoever approves one says why.
    const [first] = warned;
    expect(
      await run.office.reviewer.refused('POST', `/api/bills/${first?.id}/approve`, { version: first?.version }),
    ).toMatchObject({ code: 'bill/note-needed' });
  });

  it('is told at once to whoever saves a text that is too long for it, and shown in the rule editor', async () => {
    expect(await run.office.admin.refused('PUT', ...(await withRemark('摘'.repeat(51))))).toMatchObject({
      code: 'scheme/content',
      detail: expect.stringContaining('固定的部分就有 51 个字，金蝶的这个字段最多 50 个'),
    });
    setSwitches(run, { kingdee: { fieldLengths: 'FREMARK=50', choiceField: 'header' } });
    await refresh();
    const { id, version, content } = await scheme();
    const fieldsNow = () => run.office.admin.get<SchemeFields>(`/api/schemes/${id}/fields`);
    const offered = { name: 'F_ABCD_Way', label: '报销类别', choices: [{ value: 'CL', label: 'CL 差旅' }, {}, {}] };
    expect((await fieldsNow()).header.find(({ name }) => name === 'F_ABCD_Way')).toMatchObject(offered);
    const way = (value: string) => ({
      version,
      content: {
        ...content,
        header: {
          ...content.header,
          F_ABCD_Way: { label: '报销类别', required: false, rules: [{ kind: 'constant', value }] },
        },
      },
    });
    // A list may have been read wrongly: such a value is told while it is typed, and can be saved.
    const typed = await run.office.admin.post<Trial>(`/api/schemes/${id}/trial`, { content: way('出差').content });
    expect(typed.troubles).toContainEqual({
      path: 'header.F_ABCD_Way.rules.0',
      sentence: expect.stringContaining('“出差”，金蝶的这个字段没有这个选项，只有：CL 差旅、ZD 招待、BG 办公'),
      at: null,
      warns: true,
    });
    await run.office.admin.put(`/api/schemes/${id}/content`, way('CL'));
    const { header } = await fieldsNow();
    const told = (name: string) => header.find((field) => field.name === name);
    expect([told('remark')?.longest, told('F_ABCD_Way')?.choices]).toEqual([
      50,
      [
        { value: 'CL', label: 'CL 差旅' },
        { value: 'ZD', label: 'ZD 招待' },
        { value: 'BG', label: 'BG 办公' },
      ],
    ]);
  });

  it('is told no more where Kingdee lengthens the field; one that it has shortened since is refused as ever', async () => {
    setSwitches(run, { kingdee: { choiceField: 'header' } });
    await refresh();
    await until(
      () => bills('review'),
      (ready) => ready.length === all && ready.every(({ reason }) => reason === null),
    );
    await approveAll(run.office);
    setSwitches(run, { kingdee: { choiceField: 'header', fieldLengths: 'FREMARK=50' } });
    await refresh();
    // Approved ones keep their approval.
    expect(await bills('push')).toHaveLength(all);
    const order = await confirmPush(run);
    await orderSettled(run, order);
    expect(run.stack.sandbox.state.kingdee.ledger.report()).toEqual([]);
    const refused = await until(
      () => bills('trouble'),
      (found) => found.length === all,
    );
    for (const { state } of refused) expect(state).toBe('failed');
  });
});
