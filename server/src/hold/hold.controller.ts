import * as contract from '@dingdee/shared/hold';
import { operationRoutes } from '@dingdee/shared/routes/operation';
import { Body, Controller } from '@nestjs/common';
import { CurrentActor } from '../access/role/roles.decorator.js';
import { Route } from '../access/role/route.decorator.js';
import { Database } from '../database/database.js';
import type { Actor } from '../domain/actor.js';
import { type WakeName, Wakes } from '../queue/wakes.js';
import { LedgerHolds } from './ledger-holds.js';

const WAITING: readonly WakeName[] = ['push', 'withdraw', 'writeback', 'sweep'];

@Controller()
export class HoldController {
  constructor(
    private readonly db: Database,
    private readonly holds: LedgerHolds,
    private readonly wakes: Wakes,
  ) {}

  @Route(operationRoutes.releaseHold)
  async release(@Body() { ids }: contract.ReleaseHold, @CurrentActor() actor: Actor): Promise<contract.ReleasedHold> {
    const bills = await this.db.inTransaction((tx) => this.holds.release(tx, ids, actor));
    for (const name of WAITING) this.wakes.wake(name);
    return { bills };
  }
}
