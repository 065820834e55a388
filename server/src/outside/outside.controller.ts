import type { BillSummary } from '@dingdee/shared/bill';
import type { BatchResult } from '@dingdee/shared/bill-batch';
import type {
  HandleManyOutside,
  HandleOutside as HandleOne,
  LookOutside as Look,
  OutsideFinding,
} from '@dingdee/shared/outside';
import { outsideRoutes } from '@dingdee/shared/routes/outside';
import { Body, Controller, Param } from '@nestjs/common';
import { CurrentActor } from '../access/role/roles.decorator.js';
import { Route } from '../access/role/route.decorator.js';
import type { Actor } from '../domain/actor.js';
import { ListBills } from '../read/list/list-bills.js';
import { HandleOutside } from './handle-outside.js';
import { LookOutside } from './look-outside.js';

@Controller()
export class OutsideController {
  constructor(
    private readonly kingdee: LookOutside,
    private readonly handling: HandleOutside,
    private readonly list: ListBills,
  ) {}

  @Route(outsideRoutes.look)
  look(@Body() body: Look, @CurrentActor() actor: Actor): Promise<OutsideFinding> {
    return this.kingdee.look(body, actor);
  }

  @Route(outsideRoutes.many)
  many(@Body() body: HandleManyOutside, @CurrentActor() actor: Actor): Promise<BatchResult> {
    return this.handling.many(body, actor);
  }

  @Route(outsideRoutes.one)
  async one(@Param('id') id: string, @Body() body: HandleOne, @CurrentActor() actor: Actor): Promise<BillSummary> {
    await this.handling.one(id, body, actor);
    return this.list.summary(id);
  }
}
