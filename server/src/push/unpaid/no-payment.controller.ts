import type { BillSummary, ReasonedAction } from '@dingdee/shared/bill';
import { billRoutes } from '@dingdee/shared/routes/bill';
import { Body, Controller, Param } from '@nestjs/common';
import { CurrentActor } from '../../access/role/roles.decorator.js';
import { Route } from '../../access/role/route.decorator.js';
import type { Actor } from '../../domain/actor.js';
import { ListBills } from '../../read/list/list-bills.js';
import { NoPayment } from './no-payment.js';

@Controller()
export class NoPaymentController {
  constructor(
    private readonly ending: NoPayment,
    private readonly list: ListBills,
  ) {}

  @Route(billRoutes.noPayment)
  async settle(
    @Param('id') id: string,
    @Body() body: ReasonedAction,
    @CurrentActor() actor: Actor,
  ): Promise<BillSummary> {
    await this.ending.settle(id, body, actor);
    return this.list.summary(id);
  }
}
