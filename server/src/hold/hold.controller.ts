import * as contract from '@dingdee/shared/hold';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AllowRoles, CurrentActor } from '../access/role/roles.decorator.js';
import { Database } from '../database/database.js';
import type { Actor } from '../domain/actor.js';
import { type WakeName, Wakes } from '../queue/wakes.js';
import { LedgerHolds } from './ledger-holds.js';

const WAITING: readonly WakeName[] = ['push', 'withdraw', 'writeback', 'sweep'];

@ApiTags('运维')
@Controller('api/hold')
export class HoldController {
  constructor(
    private readonly db: Database,
    private readonly holds: LedgerHolds,
    private readonly wakes: Wakes,
  ) {}

  @Post('release')
  @HttpCode(200)
  @AllowRoles('admin')
  @ApiOperation({ summary: '看过之后放行：推送中的单据退回待推送，由人重新确认' })
  @ApiOkResponse({ standardSchema: contract.releasedHold })
  async release(
    @Body({ schema: contract.releaseHold }) { ids }: contract.ReleaseHold,
    @CurrentActor() actor: Actor,
  ): Promise<contract.ReleasedHold> {
    const bills = await this.db.inTransaction((tx) => this.holds.release(tx, ids, actor));
    for (const name of WAITING) this.wakes.wake(name);
    return { bills };
  }
}
