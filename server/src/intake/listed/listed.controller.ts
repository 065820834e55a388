import type { SettleUnread as Settling, UnsettleUnread as Unsettling } from '@dingdee/shared/completeness';
import { intakeRoutes } from '@dingdee/shared/routes/intake';
import { Body, Controller, Param } from '@nestjs/common';
import { CurrentActor } from '../../access/role/roles.decorator.js';
import { Route } from '../../access/role/route.decorator.js';
import type { Actor } from '../../domain/actor.js';
import { SettleUnread } from './settle-unread.js';

/** Routes for approvals that DingTalk named and that could not be read. */
@Controller()
export class ListedController {
  constructor(private readonly unread: SettleUnread) {}

  @Route(intakeRoutes.settle)
  settle(@Param('id') id: string, @Body() body: Settling, @CurrentActor() actor: Actor): Promise<void> {
    return this.unread.settle(id, body, actor);
  }

  @Route(intakeRoutes.unsettle)
  unsettle(@Param('id') id: string, @Body() body: Unsettling, @CurrentActor() actor: Actor): Promise<void> {
    return this.unread.unsettle(id, body, actor);
  }
}
