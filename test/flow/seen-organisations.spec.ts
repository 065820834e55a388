import type { BaseDataPage, BaseDataRefresh } from '@dingdee/shared/base-data';
import type { SchemeDetail, SchemeReadiness } from '@dingdee/shared/scheme';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { applySwitches } from '../sandbox/switches.js';
import { type RunningOffice, setSwitches, startOffice } from './batch.js';

/** The integration user may not list the organisations: those that other base data and bills name are used, marked as such. */
let run: RunningOffice;
beforeAll(async () => {
  run = await startOffice({
    sandbox: { approvals: 3, clean: true },
    before: (_url, { state }) => {
      applySwitches(state.ctx.switches, { kingdee: { organisationsRefused: true, organisationNames: 'untold' } });
      return Promise.resolve();
    },
  });
});
afterAll(() => run?.stack.close());

const admin = () => run.office.admin;
const refresh = () => admin().post<BaseDataRefresh>('/api/base-data/refresh');
const organisations = async () =>
  (await admin().get<BaseDataPage>('/api/base-data/organisation')).items.map(
    ({ number, name, usable, seen = false }) => ({
      number,
      name,
      usable,
      seen,
    }),
  );
const NAMED = [
  { number: '101', name: '云杉科技（杭州）有限公司', usable: true },
  { number: '102', name: '云杉科技（上海）有限公司', usable: true },
];

it('organisations that departments and others belong to can be chosen; where no name is told the number stands for it', async () => {
  const { problems, kinds } = await refresh();
  expect(problems).toEqual([
    {
      kind: 'organisation',
      sentence: expect.stringMatching(/没有组织机构的查看权限.*先用别的资料和单据里看到的组织：101、102。$/u),
    },
  ]);
  expect(kinds.find(({ kind }) => kind === 'organisation')).toMatchObject({ total: 2 });
  expect(await organisations()).toEqual(NAMED.map((org) => ({ ...org, name: org.number, seen: true })));
});

it('a scheme that one of them pays for is enabled like any other', async () => {
  const { id } = await admin().post<SchemeDetail>('/api/schemes', {
    template: 'expense-to-paybill',
    processCode: run.stack.sandbox.dingtalk.processCodes.费用报销,
    orgNumber: '101',
  });
  const { findings } = await admin().get<SchemeReadiness>(`/api/schemes/${id}/readiness`);
  expect(findings.filter(({ key, level }) => key === 'org' || (key.startsWith('kinds:') && level !== 'tells'))).toEqual(
    [],
  );
});

it('an empty list without an error is no list of organisations either', async () => {
  setSwitches(run, { kingdee: { emptyForms: 'ORG_Organizations' } });
  const { problems } = await refresh();
  expect(problems?.map(({ kind }) => kind)).toEqual(['organisation']);
  expect((await organisations()).map(({ usable, seen }) => usable && seen)).toEqual([true, true]);
});

it('once Kingdee lists them its list counts, and it stays when the right is lost again', async () => {
  setSwitches(run);
  expect((await refresh()).problems ?? []).toEqual([]);
  expect(await organisations()).toEqual(NAMED.map((org) => ({ ...org, seen: false })));
  setSwitches(run, { kingdee: { organisationsRefused: true } });
  expect((await refresh()).problems?.map(({ sentence }) => sentence)).toEqual([
    expect.not.stringContaining('先用别的资料'),
  ]);
  expect(await organisations()).toEqual(NAMED.map((org) => ({ ...org, seen: false })));
});
