import { AuditLog } from '../../server/src/audit/audit-log.js';
import { BillLedger } from '../../server/src/bill/ledger/bill-ledger.js';
import type { Database } from '../../server/src/database/database.js';
import { SYSTEM } from '../../server/src/domain/actor.js';
import { LiveEvents } from '../../server/src/event-log/live-events.js';

/** Wanted values of a bill, by column. */
export type Standing = Readonly<Record<string, string | number | null>>;

/** Adds a collected bill of the approval `name` and sets the given columns directly, without the steps that lead there. @returns its id. */
export function putBill(db: Database, name: string, standing: Standing = {}): Promise<string> {
  const ledger = new BillLedger(new AuditLog(), new LiveEvents());
  return db.inTransaction(async (tx) => {
    const bill = {
      corpId: 'corp',
      processInstanceId: name,
      part: '',
      billNoPrefix: 'DD',
      schemeId: 'scheme',
      schemeVersion: 1,
      approvalId: `approval-${name}`,
      orgNumber: '101',
      outcome: 'save+submit+audit' as const,
      businessId: name,
      title: '报销',
      originatorUserId: 'user',
      originatorName: '员工',
      department: '部门',
      departmentKey: '',
      formTotal: null,
      finishedAt: 0,
    };
    const [id] = await ledger.collect(tx, [bill], SYSTEM);
    if (id === undefined) throw new Error(`${name} has a bill already`);
    await stand(db, id, standing);
    return id;
  });
}

export async function stand(db: Database, id: string, standing: Standing): Promise<void> {
  const columns = Object.keys(standing);
  if (columns.length === 0) return;
  await db.inTransaction((tx) =>
    tx.query(`UPDATE bill SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE id = ?`, [
      ...Object.values(standing),
      id,
    ]),
  );
}
