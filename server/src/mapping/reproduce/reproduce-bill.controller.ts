import type { Reproduction } from '@dingdee/shared/mapping';
import { mappingRoutes } from '@dingdee/shared/routes/mapping';
import { Controller, Param } from '@nestjs/common';
import { Route } from '../../access/role/route.decorator.js';
import { BillNotFoundError } from '../../domain/bill/bill.errors.js';
import { ReproduceBill } from './reproduce-bill.js';

/** Proves that a bill follows from its approval, its scheme version and its mapping rows. */
@Controller()
export class ReproduceBillController {
  constructor(private readonly reproduce: ReproduceBill) {}

  /** Returns hashes only: payload and provenance contain full account numbers. */
  @Route(mappingRoutes.reproduce)
  async run(@Param('billId') billId: string): Promise<Reproduction> {
    const run = await this.reproduce.run(billId);
    if (run === null) throw new BillNotFoundError(billId);
    return { equal: run.equal, storedHash: run.stored.hash, againHash: run.again.hash };
  }
}
