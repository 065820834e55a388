import type { DataSource } from 'typeorm';

const MONEY = { amount_minor: '100', base_fen: '100' };
const BILL = {
  corp_id: 'corp',
  part: '',
  scheme_id: 's',
  scheme_version: 1,
  org_number: '101',
  outcome: 'save',
  state_kind: 'needs-mapping',
  reached: 'none',
  state: '{}',
  business_id: '1',
  title: '',
  originator_userid: 'u',
  originator_name: '',
  payee: '',
  department: '',
  purpose: '',
  cost_items: '[]',
  attachments: 0,
  action: 'none',
  reason_key: '',
  reason_rank: 1,
  currency: 'CNY',
  ...MONEY,
  rate: '1',
  version: 1,
  attempt: 0,
  finished_at: 1,
  state_since: 1,
  created_at: 1,
  updated_at: 1,
};
const BILLS: readonly { id: string; issue: string; row?: object }[] = [
  { id: 'by-form', issue: 'foreign-currency' },
  { id: 'by-hand', issue: 'currency', row: { currency: 'PRE007' } },
  { id: 'payable', issue: 'foreign-account', row: { content_hash: 'h', state_kind: 'ready' } },
  { id: 'unmapped', issue: 'unmapped' },
];

/** Puts bills into a database as releases before the migration wrote them: each with the sum of its rows, in whatever currency. */
export async function putForeignBills(source: DataSource): Promise<void> {
  const put = (table: string, row: object) =>
    source.query(
      `INSERT INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${Object.keys(row)
        .map(() => '?')
        .join(', ')})`,
      Object.values(row),
    );
  for (const { id, issue, row } of BILLS) {
    const keys = { id, process_instance_id: id, bill_no: id, third_bill_no: id, approval_id: id };
    await put('bill', { ...BILL, ...keys, ...row });
    const issues = JSON.stringify([{ level: 'red', code: issue }]);
    await put('bill_content', { bill_id: id, provenance: '{}', issues, citations: '{}', notes: '{}', updated_at: 1 });
    const looked = { table_code: 't', lookup_key: id, key_label: id, org_number: '101', hit: 0, amount_fen: '100' };
    await put('bill_lookup', { bill_id: id, ...looked });
  }
}
