import { type Status, status } from '@dingdee/shared/status';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentActor } from '../access/role/roles.decorator.js';
import type { Actor } from '../domain/actor.js';
import { ShowStatus } from './show-status.js';

@ApiTags('状态')
@Controller('api/status')
export class StatusController {
  constructor(private readonly show: ShowStatus) {}

  @Get()
  @ApiOkResponse({ standardSchema: status })
  current(@CurrentActor() actor: Actor): Promise<Status> {
    return this.show.run(actor);
  }
}
