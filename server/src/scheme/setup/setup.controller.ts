import { setupRoutes } from '@dingdee/shared/routes/setup';
import type { PutBegunSetup, PutSetupStep, PutSiteSetup, SetupState } from '@dingdee/shared/site-setup';
import { Body, Controller, Param } from '@nestjs/common';
import { CurrentActor } from '../../access/role/roles.decorator.js';
import { Route } from '../../access/role/route.decorator.js';
import type { Actor } from '../../domain/actor.js';
import { SetupStore } from './setup-store.js';

@Controller()
export class SetupController {
  constructor(private readonly setup: SetupStore) {}

  @Route(setupRoutes.show)
  show(@CurrentActor() actor: Actor): Promise<SetupState> {
    return this.setup.show(actor);
  }

  @Route(setupRoutes.site)
  putSite(@Body() body: PutSiteSetup, @CurrentActor() actor: Actor): Promise<SetupState> {
    return this.setup.put(body, actor);
  }

  @Route(setupRoutes.begun)
  keepBegun(@Body() { begun }: PutBegunSetup, @CurrentActor() actor: Actor): Promise<SetupState> {
    return this.setup.keepBegun(begun, actor);
  }

  @Route(setupRoutes.step)
  leaveAt(@Param('id') id: string, @Body() { step }: PutSetupStep, @CurrentActor() actor: Actor): Promise<SetupState> {
    return this.setup.leaveAt(id, step, actor);
  }
}
