import { type Reproduction, reproduction } from '@dingdee/shared/mapping';
import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { AllowRoles } from '../../access/role/roles.decorator.js';
import { BillNotFoundError } from '../../domain/bill/bill.errors.js';
import { ReproduceBill } from './reproduce-bill.js';

/** The proof that a bill is what its approval, its scheme version and its mapping rows make of it. */
@ApiTags('映射')
@Controller('api/mapping/reproduce')
export class ReproduceBillController {
  constructor(private readonly reproduce: ReproduceBill) {}

  /** Hashes only: payload and provenance hold full account numbers. */
  @Get(':billId')
  @AllowRoles('admin', 'auditor', 'reviewer')
  @ApiOkResponse({ standardSchema: reproduction })
  async run(@Param('billId') billId: string): Promise<Reproduction> {
    const run = await this.reproduce.run(billId);
    if (run === null) throw new BillNotFoundError(billId);
    return { equal: run.equal, storedHash: run.stored.hash, againHash: run.again.hash };
  }
}
