import type { Decisions } from '@dingdee/shared/decision';
import type { SchemeDetail } from '@dingdee/shared/scheme';
import type { SchemeInWords, SchemeVersions, VersionDiff } from '@dingdee/shared/scheme-version';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { collectAndApprove, detailOf, newApprovals, type RunningOffice, startOffice } from './batch.js';
import { collect } from './office.js';
import { until } from './person.js';

/** The versions of a scheme are there for ever: what changed is told in words, and going back is one more version. */
let run: RunningOffice;
beforeAll(async () => {
  run = await startOffice();
});
afterAll(() => run?.stack.close());

const id = () => run.office.schemeId;
const scheme = () => run.office.admin.get<SchemeDetail>(`/api/schemes/${id()}`);
const versions = () => run.office.reviewer.get<SchemeVersions>(`/api/schemes/${id()}/versions`);

it('each change is a version with who made it and what it is about; going back maps anew what is not approved, and nothing else', async () => {
  const approved = newApprovals(run, { count: 3, seed: 41 });
  await collectAndApprove(run);
  const before = await scheme();
  const comment = { label: '行备注', required: false, rules: [{ kind: 'constant' as const, value: '新的备注' }] };
  const changed = { ...before.content, rows: { ...before.content.rows, comment } };
  const second = await run.office.admin.put<SchemeDetail>(`/api/schemes/${id()}/content`, {
    version: before.version,
    content: changed,
  });
  const open = newApprovals(run, { count: 4, seed: 42 });
  await collect(run.office);

  const there = await versions();
  expect([there.current, there.version, there.open.count]).toEqual([
    second.currentVersion,
    second.version,
    open.length,
  ]);
  // What a new version would do, by stage, with nothing left out: those that are approved keep theirs.
  expect(there.impact).toMatchObject([
    { stage: 'review', fate: 'remapped', sum: { count: open.length, amount: there.open.amount } },
    { stage: 'push', fate: 'kept', sum: { count: approved.length } },
  ]);
  expect(there.items[0]).toMatchObject({
    number: second.currentVersion,
    changed: '行备注',
    bills: { count: open.length },
  });
  expect(there.items[0]?.writtenBy).not.toBe('');
  expect(there.items.find(({ number }) => number === before.currentVersion)?.bills.count).toBe(approved.length);

  const told = await run.office.reviewer.get<SchemeInWords>(`/api/schemes/${id()}/words`);
  expect([told.version, told.bill]).toEqual([second.currentVersion, '付款单']);
  expect(told.lines).toContainEqual({ part: 'header', what: '往来单位类型', said: ['固定 员工'] });
  expect(told.lines.flatMap(({ said }) => said).join()).not.toMatch(/映射表“[a-z]|\{\{/i);
  expect(told.lines).toContainEqual({ part: 'rows', what: '行备注', said: ['固定 新的备注', '可以没有值'] });

  const { changes } = await run.office.reviewer.get<VersionDiff>(
    `/api/schemes/${id()}/diff?from=${before.currentVersion}&to=${second.currentVersion}`,
  );
  expect(changes).toMatchObject([
    { part: 'rows', kind: 'changed', what: '行备注', after: ['固定 新的备注', '可以没有值'] },
  ]);

  const restored = await run.office.admin.post<SchemeDetail>(`/api/schemes/${id()}/restore`, {
    version: second.version,
    number: before.currentVersion,
  });
  expect(restored.currentVersion).toBe(second.currentVersion + 1);
  expect(restored.content).toEqual(before.content);
  for (const approval of open)
    await until(
      () => detailOf(run, approval),
      ({ schemeVersion }) => schemeVersion === restored.currentVersion,
    );
  for (const approval of approved) expect((await detailOf(run, approval)).schemeVersion).toBe(before.currentVersion);
  expect((await versions()).items.map(({ number }) => number)).toEqual(
    Array.from({ length: restored.currentVersion }, (_, at) => restored.currentVersion - at),
  );
});

it('whoever is no administrator goes back to nothing, nor does one who saw an older state, nor anybody to a version that is not there', async () => {
  const { version, currentVersion } = await scheme();
  const restore = `/api/schemes/${id()}/restore`;
  expect(await run.office.reviewer.refused('POST', restore, { version, number: 1 })).toMatchObject({ status: 403 });
  const stale = { version: version - 1, number: 1 };
  expect(await run.office.admin.refused('POST', restore, stale)).toMatchObject({ code: 'scheme/stale' });
  expect(await run.office.admin.refused('POST', restore, { version, number: 999 })).toMatchObject({ status: 404 });
  expect(await run.office.admin.refused('POST', restore, { version, number: 0 })).toMatchObject({ status: 400 });
  const nowhere = `/api/schemes/${id()}/diff?from=999&to=1`;
  expect(await run.office.admin.refused('GET', nowhere)).toMatchObject({ status: 404 });
  expect((await scheme()).currentVersion).toBe(currentVersion);
});

it('a version is called what an administrator says, seen wherever it is cited; who has not seen a name does not write over it', async () => {
  const { version, content, currentVersion } = await scheme();
  const comment = { label: '行备注', required: false, rules: [{ kind: 'constant' as const, value: '按部门' }] };
  const saved = await run.office.admin.put<SchemeDetail>(`/api/schemes/${id()}/content`, {
    version,
    content: { ...content, rows: { ...content.rows, comment } },
    versionName: ' 11 月起按部门分 ',
  });
  const number = saved.currentVersion;
  const labels = async () => (await versions()).items.slice(0, 2).map(({ label }) => label);
  expect(await labels()).toEqual(['11 月起按部门分', '']);
  expect((await run.office.reviewer.get<SchemeInWords>(`/api/schemes/${id()}/words`)).versionLabel).toBe(
    '11 月起按部门分',
  );
  const approvals = newApprovals(run, { count: 1, seed: 43 });
  await collect(run.office);
  for (const approval of approvals)
    await until(
      () => detailOf(run, approval),
      ({ schemeVersion, schemeVersionLabel }) => schemeVersion === number && schemeVersionLabel === '11 月起按部门分',
    );

  const naming = `/api/schemes/${id()}/name-version`;
  const other = { number, name: '按部门', was: '' };
  expect(await run.office.admin.refused('POST', naming, other)).toMatchObject({ code: 'scheme/stale' });
  expect(await run.office.reviewer.refused('POST', naming, { ...other, was: '11 月起按部门分' })).toMatchObject({
    status: 403,
  });
  expect(await run.office.admin.refused('POST', naming, { ...other, number: 999 })).toMatchObject({
    code: 'scheme/stale',
  });
  // A sign that turns the direction would show another name than the log has.
  expect(
    await run.office.admin.refused('POST', naming, { number: currentVersion, name: '前\u202e的以', was: '' }),
  ).toMatchObject({
    status: 400,
    detail: expect.stringContaining('名称：有看不见的字符，去掉再存'),
  });
  await run.office.admin.post(naming, { number: currentVersion, name: '以前的', was: '' });
  await run.office.admin.post(naming, { number, name: '', was: '11 月起按部门分' });
  expect(await labels()).toEqual(['', '以前的']);
  // It changes nothing that bills are mapped by.
  expect((await scheme()).currentVersion).toBe(number);
  const { items } = await run.office.admin.get<Decisions>('/api/decisions?kind=name-scheme-version');
  expect(items.map(({ by, about }) => [by !== '', about])).toEqual([
    [true, expect.stringContaining(`v${number}：去掉名称，原来是“11 月起按部门分”`)],
    [true, expect.stringContaining(`v${currentVersion}：“以前的”`)],
    [true, expect.stringContaining(`v${number}：“11 月起按部门分”`)],
  ]);
});
