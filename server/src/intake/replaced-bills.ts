import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PushBill } from '../bill/bill-claims.js';
import { replacedBy } from './amendment-effect.js';
import { Amendments } from './amendments.js';

/** What pushing asks of the amendments: a bill whose approval was changed or cancelled is not paid any more (product.md §1). */
@Injectable()
export class ReplacedBills {
  constructor(private readonly amendments: Amendments) {}

  /** Ids of those of these bills whose approval a passed change or cancellation replaces. */
  async among(tx: EntityManager, bills: readonly PushBill[]): Promise<Set<string>> {
    if (bills.length === 0) return new Set();
    const instances = bills.map(({ processInstanceId }) => processInstanceId);
    const rows = await this.amendments.family(tx, instances);
    const replaced = new Set(rows.flatMap((row) => [...replacedBy(row, rows)]));
    return new Set(bills.filter((bill) => replaced.has(bill.processInstanceId)).map(({ id }) => id));
  }
}
