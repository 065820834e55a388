import { writebackRoutes } from '@dingdee/shared/routes/writeback';
import type { StuckWritebacks as Stuck, TriedAgain, WritebacksAgain } from '@dingdee/shared/writeback';
import { Body, Controller } from '@nestjs/common';
import { CurrentActor } from '../access/role/roles.decorator.js';
import { Route } from '../access/role/route.decorator.js';
import type { Actor } from '../domain/actor.js';
import { StuckWritebacks } from './stuck-writebacks.js';

@Controller()
export class WritebackController {
  constructor(private readonly stuck: StuckWritebacks) {}

  @Route(writebackRoutes.list)
  list(): Promise<Stuck> {
    return this.stuck.list();
  }

  @Route(writebackRoutes.again)
  again(@Body() body: WritebacksAgain, @CurrentActor() actor: Actor): Promise<TriedAgain> {
    return this.stuck.again(body, actor);
  }
}
