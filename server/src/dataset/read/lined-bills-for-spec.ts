import { type Database, insertTuples } from '../../database/database.js';

/** Inserts booked bills "bill-00000" …, each with as many lines as `linesOf` returns. */
export async function linedBills(db: Database, count: number, linesOf: (at: number) => number): Promise<void> {
  const bills: Record<string, unknown>[] = [];
  const contents: Record<string, unknown>[] = [];
  for (let at = 0; at < count; at += 1) {
    const id = `bill-${String(at).padStart(5, '0')}`;
    const rows = Array.from({ length: linesOf(at) }, (_, line) => ({
      amount: `${at}.${String(line).padStart(2, '0')}`,
      sourceTitle: '=1+1',
      sourceNote: `第 ${line + 1} 行`,
      sourceAmount: `${at}`,
      fields: { costItem: 'CI01' },
    }));
    bills.push({
      id,
      corp_id: 'corp',
      process_instance_id: id,
      part: '',
      bill_no: id,
      third_bill_no: id,
      scheme_id: 's',
      scheme_version: 1,
      approval_id: id,
      org_number: '100',
      outcome: 'save+submit+audit',
      state_kind: 'booked',
      reached: 'audited',
      state: '{}',
      business_id: id,
      title: '报销',
      originator_userid: 'u',
      originator_name: '甲',
      payee: '甲',
      department: '销售',
      purpose: '差旅',
      cost_items: '[]',
      attachments: 0,
      action: 'approve',
      reason_key: '',
      reason_rank: 9,
      currency: 'CNY',
      amount_minor: `${at * 100}`,
      rate: '1',
      base_fen: `${at * 100}`,
      version: 1,
      finished_at: 1,
      state_since: 1,
      created_at: 1,
      updated_at: 1,
    });
    contents.push({
      bill_id: id,
      provenance: '{}',
      issues: '[]',
      citations: '{}',
      notes: JSON.stringify({ fields: { rows } }),
      updated_at: 1,
    });
  }
  await db.inTransaction(async (tx) => {
    for (const [table, rows] of [
      ['bill', bills],
      ['bill_content', contents],
    ] as const)
      await insertTuples(
        tx,
        table,
        Object.keys(rows[0] ?? {}),
        rows.map((row) => Object.values(row)),
      );
  });
}
