import * as contract from '@dingdee/shared/push-pause';
import { pushRoutes } from '@dingdee/shared/routes/push';
import { Body, Controller } from '@nestjs/common';
import { CurrentActor } from '../../access/role/roles.decorator.js';
import { Route } from '../../access/role/route.decorator.js';
import type { Actor } from '../../domain/actor.js';
import { PushPauses } from './push-pauses.js';

@Controller()
export class PushPauseController {
  constructor(private readonly pauses: PushPauses) {}

  @Route(pushRoutes.pauses)
  async list(): Promise<contract.PushPauses> {
    return { items: await this.pauses.show() };
  }

  @Route(pushRoutes.pause)
  async pause(@Body() body: contract.PausePush, @CurrentActor() actor: Actor): Promise<contract.PushPauses> {
    await this.pauses.pause(body, body.reason, actor);
    return this.list();
  }

  @Route(pushRoutes.resume)
  async resume(@Body() body: contract.ResumePush, @CurrentActor() actor: Actor): Promise<contract.PushPauses> {
    await this.pauses.resume(body, actor);
    return this.list();
  }
}
