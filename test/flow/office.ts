import type { BillSummary, StageTotals } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { IntakeRun } from '@dingdee/shared/intake';
import type { MappingTables, UnmappedValues } from '@dingdee/shared/mapping';
import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import type { SchemeDetail } from '@dingdee/shared/scheme';
import * as company from '../sandbox/company.js';
import { enableScheme } from './enable-scheme.js';
import { Person, type Place, until } from './person.js';

/** The people of one office: an administrator who sets up, a reviewer who approves, a pusher who pays. */
export interface Office {
  admin: Person;
  reviewer: Person;
  pusher: Person;
  schemeId: string;
}

const [admin, reviewer, pusher] = [
  company.employees.find((person) => person.admin),
  ...company.employees.filter((person) => !person.admin && person.departmentNumber === 'BM000004'),
];

/** Logs three people in, gives them their roles, creates the reimbursement scheme and fetches Kingdee's base data. */
export async function openOffice(place: Place): Promise<Office> {
  if (!admin || !reviewer || !pusher)
    throw new Error('the invented company has no administrator or no finance department');
  const boss = await Person.login(place, admin.userid);
  await boss.put(`/api/roles/${reviewer.userid}`, { roles: ['viewer', 'mapper', 'reviewer'] });
  await boss.put(`/api/roles/${pusher.userid}`, { roles: ['viewer', 'pusher'] });
  await boss.post('/api/base-data/refresh');
  const scheme = await boss.post<SchemeDetail>('/api/schemes', {
    template: 'expense-to-paybill',
    processCode: place.sandbox.dingtalk.processCodes.费用报销,
    orgNumber: '101',
  });
  await enableScheme(boss, scheme.id);
  return {
    admin: boss,
    reviewer: await Person.login(place, reviewer.userid),
    pusher: await Person.login(place, pusher.userid),
    schemeId: scheme.id,
  };
}

/** Logs the same three people in to an office that was opened before. */
export async function enterOffice(place: Place): Promise<Pick<Office, 'admin' | 'reviewer' | 'pusher'>> {
  const [boss, first, second] = [admin, reviewer, pusher].map((person) => Person.login(place, person?.userid ?? ''));
  if (!boss || !first || !second) throw new Error('nobody to log in');
  return { admin: await boss, reviewer: await first, pusher: await second };
}

/** Waits until no run is running and returns the newest runs, at most 200. @param own runs that have to be in the list as well. */
async function quietRuns({ admin: boss }: Office, own: readonly IntakeRun[] = []): Promise<IntakeRun[]> {
  const { items } = await until(
    () => boss.get<{ items: IntakeRun[] }>('/api/runs?limit=200'),
    ({ items: runs }) =>
      runs.every(({ state }) => state !== 'running') && own.every(({ id }) => runs.some((run) => run.id === id)),
  );
  return items;
}

/** Kinds of run that a person asks for; such a run lists everything and reads again what failed before. */
const ASKED_FOR: readonly IntakeRun['kind'][] = ['manual', 'amendments'];
const MOST_PRESSES = 20;

/**
 * Presses 现在采集 until the answer names only runs that began because of the press, and waits until they are finished. A run that was already
 * running, for example the look-back after a start, may have listed before the newest approval existed.
 * @returns the newest runs of every origin.
 */
export async function collect(office: Office): Promise<IntakeRun[]> {
  let runs = await quietRuns(office);
  const before = new Set(runs.map(({ id }) => id));
  const isOwn = ({ id, kind }: IntakeRun): boolean => ASKED_FOR.includes(kind) && !before.has(id);
  for (let presses = 1; ; presses++) {
    const { items: answered } = await office.admin.post<{ items: IntakeRun[] }>('/api/runs', {});
    runs = await quietRuns(office, answered);
    if (answered.every(isOwn)) break;
    if (presses === MOST_PRESSES) throw new Error(`no run of its own, the last answer was ${JSON.stringify(answered)}`);
  }
  await until(
    () => office.admin.get<StageTotals>('/api/bills/stages'),
    ({ states }) => !states.some(({ state, count }) => state === 'collected' && count > 0),
  );
  return runs;
}

/** A department as approvals print it: alone, or behind its company's name (dingtalk.md §4.1). */
export const printed = ({ name, orgNumber }: company.Department): string[] => {
  const organisation = company.organisations.find(({ number }) => number === orgNumber);
  return [name, `${organisation?.name ?? ''}-${name}`];
};
/** How approvals print the root department (dingtalk.md §7.1). */
export const ROOT_DEPARTMENT = '云杉科技';
const departmentOf = (key: string) => company.departments.find((department) => printed(department).includes(key));

/** The Kingdee number that an accountant would choose for a value of the approval. */
function rightNumber(table: string, key: string): string | undefined {
  switch (table) {
    case 'costItem':
      return company.expenseTypes.find(({ label }) => label.trim() === key)?.costItemNumber;
    case 'department':
      return departmentOf(key)?.number;
    case 'contactUnit':
      return company.employees.find(({ userid }) => userid === key)?.staffNumber;
    default:
      return undefined;
  }
}

/** Fills the tables for organisations and bank accounts, which an administrator fills in before the first approval. */
async function prepareTables({ admin: mapper }: Office): Promise<void> {
  await mapper.put('/api/mapping/tables/payOrg/rows', {
    rows: company.departments.flatMap((department) =>
      printed(department).map((key) => ({ key, targetNumber: department.orgNumber })),
    ),
  });
  await mapper.put('/api/mapping/tables/bankAccount/rows', {
    rows: [
      ...company.organisations.flatMap(({ number: orgNumber }) => {
        const own = company.bankAccounts.find((account) => account.orgNumber === orgNumber);
        return own ? [{ orgNumber, key: '默认', targetNumber: own.number }] : [];
      }),
      // An applicant may choose any of the company's accounts; each organisation pays from an account that it has.
      ...company.organisations.flatMap(({ number: orgNumber }) =>
        company.bankAccounts.map(({ name, number }) => {
          const own = company.bankAccounts.find((account) => account.orgNumber === orgNumber);
          const has = company.bankAccounts.some(
            (account) => account.orgNumber === orgNumber && account.number === number,
          );
          return { orgNumber, key: name, targetNumber: has ? number : (own?.number ?? number) };
        }),
      ),
    ].filter(
      (row, index, rows) =>
        rows.findIndex(({ orgNumber, key }) => orgNumber === row.orgNumber && key === row.key) === index,
    ),
  });
}

/**
 * Sets organisation and department by the person, as a rule for that applicant: approvals launched from the root department name no real
 * department.
 */
async function fixRootDepartment({ admin: mapper, reviewer }: Office): Promise<void> {
  for (const { id } of await mapper.all<BillSummary>('/api/bills?stage=mapping')) {
    for (const [path, choose] of [
      ['header.payOrg', (person: company.Employee) => person.orgNumber],
      ['header.department', (person: company.Employee) => person.departmentNumber],
    ] as const) {
      const bill = await mapper.get<BillDetail>(`/api/bills/${id}`);
      const person = company.employees.find(({ userid }) => userid === bill.originatorUserId);
      const field = bill.header.find((each) => each.path === path);
      const open = bill.issues.some((issue) => issue.level === 'red' && issue.path === path);
      if (!person || !field || bill.state !== 'needs-mapping' || (field.value === choose(person) && !open)) continue;
      const fix = { billId: id, version: bill.version, path, targetNumber: choose(person), scope: 'applicant' };
      // A person may not change their own bill.
      const other = bill.originatorUserId === mapper.userId ? reviewer : mapper;
      await other.post('/api/mapping/fixes', fix);
    }
  }
}

/**
 * Writes every mapping row that the company's approvals can need, before any approval is collected, except the cost items of `leftOpen`.
 */
export async function fillTables(office: Office, leftOpen: readonly string[] = []): Promise<void> {
  const { admin: mapper } = office;
  await prepareTables(office);
  const tables = {
    department: company.departments
      .flatMap((department) => printed(department).map((key) => ({ key, targetNumber: department.number })))
      .concat([{ key: ROOT_DEPARTMENT, targetNumber: company.departments[0]?.number ?? '' }]),
    contactUnit: company.employees.map(({ userid, name, staffNumber }) => ({
      key: userid,
      keyLabel: name,
      targetNumber: staffNumber,
    })),
    // Approvals launched from the root department come from people of the head office.
    payOrg: [{ key: ROOT_DEPARTMENT, targetNumber: '101' }],
    costItem: company.expenseTypes
      .filter(({ label }) => !leftOpen.includes(label.trim()))
      .map(({ label, costItemNumber }) => ({ key: label.trim(), targetNumber: costItemNumber })),
  };
  for (const [code, rows] of Object.entries(tables)) await mapper.put(`/api/mapping/tables/${code}/rows`, { rows });
}

/** Fills the mapping tables through the API from the unmapped values, as an accountant would. */
export async function fixMappings(office: Office): Promise<void> {
  const { admin: mapper } = office;
  await prepareTables(office);
  for (let round = 0; round < 3; round++) {
    const { items } = await mapper.get<MappingTables>('/api/mapping/tables');
    for (const table of items) {
      const { items: values } = await mapper.get<UnmappedValues>(`/api/mapping/tables/${table.code}/unmapped`);
      const rows = values.flatMap(({ key, keyLabel }) => {
        const targetNumber = rightNumber(table.code, key);
        return targetNumber === undefined ? [] : [{ key, keyLabel, targetNumber }];
      });
      if (rows.length > 0) await mapper.put(`/api/mapping/tables/${table.code}/rows`, { rows });
    }
  }
  await fixRootDepartment(office);
}

/** Approves every bill in 待审核, with a note where the server asks for one. @returns the number of bills in 待审核 at the start. */
export async function approveAll(office: Office): Promise<number> {
  const bills = await office.reviewer.all<BillSummary>('/api/bills?stage=review');
  for (let start = 0; start < bills.length; start += 500) {
    const items = bills.slice(start, start + 500).map(({ id, version }) => ({ id, version }));
    await office.reviewer.post('/api/bills/approve', { items });
  }
  const left = await office.reviewer.all<BillSummary>('/api/bills?stage=review');
  for (const { id, version } of left) {
    try {
      await office.reviewer.post(`/api/bills/${id}/approve`, { version, note: '已与申请人核对' });
    } catch {
      // The reviewer's own reimbursement has to be approved by another person.
      await office.admin.post(`/api/bills/${id}/approve`, { version, note: '已与申请人核对' });
    }
  }
  return bills.length;
}

/**
 * Pushes every bill in 待推送 and waits until no bill is being pushed and every comment is written.
 * @returns the order; null if there was nothing to push.
 */
export async function pushAll(office: Office, ms = 120_000): Promise<PushOrder | null> {
  const bills = await office.pusher.all<BillSummary>('/api/bills?stage=push');
  if (bills.length === 0) return null;
  const preview = await office.pusher.post<PushPreview>('/api/push-orders/preview', {
    items: bills.map(({ id, version }) => ({ id, version })),
  });
  if (preview.eligible.count === 0) return null;
  const order = await office.pusher.post<PushOrder>('/api/push-orders', { token: preview.token });
  await until(
    () => office.pusher.get<PushOrder>(`/api/push-orders/${order.id}`),
    ({ state, running, inDoubt }) => state === 'done' && running.count === 0 && inDoubt.count === 0,
    ms,
  );
  await settled(office, ms);
  return office.pusher.get<PushOrder>(`/api/push-orders/${order.id}`);
}

/** Waits until no bill is 推送中 or in doubt and no booked bill lacks its comment. */
export function settled(office: Office, ms = 120_000): Promise<StageTotals> {
  const moving = new Set(['pushing', 'in-doubt', 'booked']);
  return until(
    () => office.admin.get<StageTotals>('/api/bills/stages'),
    ({ states }) => !states.some(({ state, count }) => moving.has(state) && count > 0),
    ms,
  );
}
