import { setTimeout as sleep } from 'node:timers/promises';

/** Left for the person at the demo: their bills stand in 待补映射. */
const LEFT_OPEN = ['市内交通', '外部培训'];
const DRAINED_MS = 60_000;

/** Who may do what in the demo, by the part that the workbench shows. */
const ROLES = {
  管理员: ['viewer', 'mapper', 'reviewer', 'pusher', 'admin'],
  映射维护: ['viewer', 'mapper'],
  审核: ['viewer', 'reviewer'],
  推送: ['viewer', 'pusher'],
  '推送（另一人）': ['viewer', 'pusher'],
  查看: ['viewer'],
  审计: ['viewer', 'auditor'],
};

/** Gives the workbench's identities their roles; the applicant keeps none. */
export async function giveRoles(api, identities) {
  for (const { userid, part } of identities)
    if (ROLES[part]) await api.put(`/api/roles/${encodeURIComponent(userid)}`, { roles: ROLES[part] });
}

/** The scheme 费用报销→付款单 of an earlier start, or a new one, enabled. */
export async function enableScheme(api, processCode, orgNumber) {
  const { items } = await api.get('/api/schemes');
  const known = items.find((scheme) => scheme.processCode === processCode);
  if (known) return known;
  const { id } = await api.post('/api/schemes', { template: 'expense-to-paybill', processCode, orgNumber });
  // As an administrator who has read what is missing and lets it pass.
  const { version, findings } = await api.get(`/api/schemes/${id}/readiness`);
  const accepted = findings.filter(({ level }) => level === 'warns').map(({ key }) => key);
  return api.post(`/api/schemes/${id}/enable`, { version, accepted });
}

/** What an accountant would have filled in during set-up: everything but a few cost items. */
export async function fillMappings(api, company) {
  const costItems = company.expenseTypes
    .filter(({ label }) => !LEFT_OPEN.includes(label))
    .map(({ label, costItemNumber }) => ({ key: label, targetNumber: costItemNumber }));
  // An approval prints the department's name, or the path of those below a company: "公司-部门"; the root has no department of its own.
  const names = company.departments.flatMap(({ name, number, orgNumber }) => {
    const parent = company.organisations.find((organisation) => organisation.number === orgNumber).name;
    return [name, `${parent}-${name}`].map((key) => ({ key, number, orgNumber }));
  });
  const office = company.departments.find(({ name }) => name === '总经理办公室');
  names.push({ key: '云杉科技', number: office.number, orgNumber: office.orgNumber });
  const departments = names.map(({ key, number }) => ({ key, targetNumber: number }));
  const payOrgs = names.map(({ key, orgNumber }) => ({ key, targetNumber: orgNumber }));
  const people = company.employees.map(({ userid, name, staffNumber }) => ({
    key: userid,
    keyLabel: name,
    targetNumber: staffNumber,
  }));
  await putRows(api, 'costItem', costItems);
  await putRows(api, 'department', departments);
  await putRows(api, 'payOrg', payOrgs);
  await putRows(api, 'contactUnit', people);
}

/** Keys that only the approvals themselves show (accounts, settlement types …) take the first suggestion. */
export async function acceptSuggestions(api) {
  const { items: tables } = await api.get('/api/mapping/tables');
  for (const { code } of tables.filter((table) => table.code !== 'costItem' && table.unmapped > 0)) {
    const { items } = await api.get(`/api/mapping/tables/${code}/unmapped`);
    // Each organisation takes the first that it may use.
    const rows = items.flatMap(({ orgNumbers, key, suggestions }) =>
      orgNumbers.flatMap((orgNumber) => {
        const first = suggestions.find(({ usableIn }) => usableIn.includes(orgNumber));
        return first ? [{ orgNumber, key, targetNumber: first.item.number }] : [];
      }),
    );
    if (rows.length > 0) await putRows(api, code, rows);
  }
}

/** Pulls now and waits until every collected approval is mapped. @returns the totals by stage. */
export async function pull(api) {
  await api.post('/api/runs');
  for (const end = Date.now() + DRAINED_MS; ; await sleep(200)) {
    const { items } = await api.get('/api/runs?limit=20');
    const totals = await api.get('/api/bills/stages');
    const collected = totals.states.find(({ state }) => state === 'collected')?.count ?? 0;
    if (collected === 0 && items.length > 0 && items.every(({ state }) => state !== 'running')) return totals;
    if (Date.now() > end) throw new Error('采集在一分钟内没有完成');
  }
}

const putRows = (api, table, rows) => api.put(`/api/mapping/tables/${table}/rows`, { rows });
