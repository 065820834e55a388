import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PushBill } from '../../bill/ledger/bill-claims.js';
import { replacedBy, standingOriginals } from './amendment-effect.js';
import { Amendments } from './amendments.js';
import { SuspectedOriginals } from './suspected-originals.js';

/** Tells pushing which bills must not be paid because their approval was changed or cancelled, or may have been (product.md §1). */
@Injectable()
export class ReplacedBills {
  constructor(
    private readonly amendments: Amendments,
    private readonly suspects: SuspectedOriginals,
  ) {}

  /**
   * Returns the ids of bills whose approval is replaced by a passed amendment, or may be replaced by an unnamed one, and of bills that are
   * the change themselves while its original may still be paid, however they came to be approved.
   */
  async among(tx: EntityManager, bills: readonly PushBill[]): Promise<Set<string>> {
    if (bills.length === 0) return new Set();
    const instances = bills.map(({ processInstanceId }) => processInstanceId);
    const rows = await this.amendments.family(tx, instances);
    const replaced = new Set(rows.flatMap((row) => [...replacedBy(row, rows)]));
    const suspected = await this.suspects.among(tx, instances);
    const unread: PushBill[] = [];
    const earlier = rows.length > 0 ? await this.amendments.bills(tx, rows, unread) : new Map<string, PushBill[]>();
    const stands = standingOriginals(rows, earlier, unread);
    const kept = ({ processInstanceId: id }: PushBill) => !replaced.has(id) && !suspected.has(id) && !stands.has(id);
    return new Set(bills.filter((bill) => !kept(bill)).map(({ id }) => id));
  }
}
