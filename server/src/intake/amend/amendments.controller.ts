import type { NameOriginal as Choice, UnnamedAmendments } from '@dingdee/shared/amendment';
import { intakeRoutes } from '@dingdee/shared/routes/intake';
import { Body, Controller, Param } from '@nestjs/common';
import { CurrentActor } from '../../access/role/roles.decorator.js';
import { Route } from '../../access/role/route.decorator.js';
import type { Actor } from '../../domain/actor.js';
import { ListUnnamed } from './list-unnamed.js';
import { NameOriginal } from './name-original.js';

@Controller()
export class AmendmentsController {
  constructor(
    private readonly naming: NameOriginal,
    private readonly unnamed: ListUnnamed,
  ) {}

  @Route(intakeRoutes.unnamed)
  async list(@CurrentActor() actor: Actor): Promise<UnnamedAmendments> {
    return { items: await this.unnamed.list(actor) };
  }

  @Route(intakeRoutes.nameOriginal)
  async name(
    @Param('approvalId') approvalId: string,
    @Body() body: Choice,
    @CurrentActor() actor: Actor,
  ): Promise<UnnamedAmendments> {
    await this.naming.decide(approvalId, body, actor);
    return this.list(actor);
  }
}
