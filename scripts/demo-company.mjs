/** Keys left open for the person at the demo: their bills are in 待补映射. The cost items are open for the second organisation only. */
const LEFT_OPEN = { costItem: ['外部培训', '展会'], supplier: ['杭州启明办公用品有限公司'] };
export const SUPPLIER_FORM = '供应商付款申请';

/** Roles in the demo, by the part that the workbench shows. */
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

/** Creates and enables the schemes 费用报销 and 供应商付款申请 to payment bills, from the market's templates. */
export async function enableSchemes(api, processCodes, orgNumber) {
  await enableScheme(api, { template: 'expense-to-paybill', processCode: processCodes.费用报销, orgNumber });
  await enableScheme(
    api,
    {
      template: 'request-to-paybill',
      processCode: processCodes[SUPPLIER_FORM],
      orgNumber,
      // The form has no control for it: the bank is a part of 收款账户.
      matches: [{ name: '开户行', table: null, control: null }],
    },
    // Small amounts are paid from the petty cash.
    [{ from: 'field:申请付款总金额', is: 'at-least', value: '1500.00' }],
  );
}

async function enableScheme(api, body, filter = []) {
  let scheme = await api.post('/api/schemes', body);
  if (filter.length > 0) {
    const content = { ...scheme.content, filter };
    scheme = await api.put(`/api/schemes/${scheme.id}/content`, { version: scheme.version, content });
  }
  // Accepts the warnings, like an administrator who has read them.
  const { version, findings } = await api.get(`/api/schemes/${scheme.id}/readiness`);
  const accepted = findings.filter(({ level }) => level === 'warns').map(({ key }) => key);
  return api.post(`/api/schemes/${scheme.id}/enable`, { version, accepted });
}

/** Fills the mappings that an accountant fills in during set-up, except those left open. */
export async function fillMappings(api, company) {
  const costItems = company.expenseTypes.map(({ label, costItemNumber }) => ({
    key: label,
    targetNumber: costItemNumber,
    ...(LEFT_OPEN.costItem.includes(label) && { orgNumber: company.organisations[0].number }),
  }));
  // An approval prints the department's name, or the path of a department below a company: "公司-部门"; the root has no department of its own.
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
  const byName = (entries) => entries.map(({ name, number }) => ({ key: name, targetNumber: number }));
  await putRows(api, 'costItem', costItems);
  await putRows(api, 'department', departments);
  await putRows(api, 'payOrg', [...payOrgs, ...byName(company.organisations)]);
  await putRows(api, 'contactUnit', people);
  await putRows(api, 'purpose', byName(company.purposes));
  await putRows(api, 'supplier', byName(company.suppliers.filter(({ name }) => !LEFT_OPEN.supplier.includes(name))));
}

/** Accepts the first suggestion for keys that only the approvals show (accounts, settlement types …). */
export async function acceptSuggestions(api) {
  const { items: tables } = await api.get('/api/mapping/tables');
  for (const { code } of tables.filter((table) => table.unmapped > 0 && !(table.code in LEFT_OPEN))) {
    const { items } = await api.get(`/api/mapping/tables/${code}/unmapped`);
    // Each organisation gets the first suggestion that it may use.
    const rows = items.flatMap(({ orgNumbers, key, suggestions }) =>
      orgNumbers.flatMap((orgNumber) => {
        const first = suggestions.find(({ usableIn }) => usableIn.includes(orgNumber));
        return first ? [{ orgNumber, key, targetNumber: first.item.number }] : [];
      }),
    );
    if (rows.length > 0) await putRows(api, code, rows);
  }
}

const putRows = (api, table, rows) => api.put(`/api/mapping/tables/${table}/rows`, { rows });
