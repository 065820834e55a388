import type { Told } from './calamities.js';
import type { Approval, Comments, HeldBill } from './ledger-check.js';

/** Result of one calamity, counted in the ledgers of the stand-ins. */
export interface Aftermath {
  approvals: number;
  /** Number of valid bills beyond the first of an approval, and of bills of no approval. */
  twice: number;
  /** Number of approvals without a bill, without its audit, with another amount, or without a comment. */
  lost: number;
  /** Number of approvals that are no longer to be paid but have a valid bill or a comment about one. */
  unwanted: number;
  presses: number;
}

export function aftermathOf(
  { approvals, bills, said }: { approvals: readonly Approval[]; bills: readonly HeldBill[]; said: Comments },
  { presses, unwanted = new Set() }: Told,
): Aftermath {
  const valid = bills.filter(({ cancelled }) => cancelled !== true);
  const of = (instanceId: string): HeldBill[] => valid.filter(({ thirdBillNo }) => thirdBillNo === instanceId);
  const known = new Set(approvals.map(({ instanceId }) => instanceId));
  const wanted = approvals.filter(({ instanceId }) => !unwanted.has(instanceId));
  const through = ({ instanceId, total }: Approval): boolean => {
    const [bill] = of(instanceId);
    return bill?.status === 'C' && bill.total === total && (said.get(instanceId) ?? []).length > 0;
  };
  return {
    approvals: wanted.length,
    twice:
      valid.filter(({ thirdBillNo }) => !known.has(thirdBillNo)).length +
      wanted.reduce((sum, { instanceId }) => sum + Math.max(0, of(instanceId).length - 1), 0),
    lost: wanted.filter((approval) => !through(approval)).length,
    unwanted: [...unwanted].filter((id) => of(id).length > 0 || (said.get(id) ?? []).length > 0).length,
    presses,
  };
}

/** Whether nothing is booked twice, lost or against a decision, and, if the calamity heals by itself, no person was needed. */
export const isHarmless = ({ twice, lost, unwanted, presses }: Aftermath, heals: boolean): boolean =>
  twice === 0 && lost === 0 && unwanted === 0 && (!heals || presses === 0);
