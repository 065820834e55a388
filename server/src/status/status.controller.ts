import { operationRoutes } from '@dingdee/shared/routes/operation';
import type { Status } from '@dingdee/shared/status';
import { Controller } from '@nestjs/common';
import { CurrentActor } from '../access/role/roles.decorator.js';
import { Route } from '../access/role/route.decorator.js';
import type { Actor } from '../domain/actor.js';
import { ShowStatus } from './show-status.js';

@Controller()
export class StatusController {
  constructor(private readonly show: ShowStatus) {}

  @Route(operationRoutes.status)
  current(@CurrentActor() actor: Actor): Promise<Status> {
    return this.show.run(actor);
  }
}
