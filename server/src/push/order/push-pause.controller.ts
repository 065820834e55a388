import * as contract from '@dingdee/shared/push-pause';
import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AllowRoles, CurrentActor } from '../../access/role/roles.decorator.js';
import type { Actor } from '../../domain/actor.js';
import { PushPauses } from './push-pauses.js';

@ApiTags('推送')
@Controller('api/push-pauses')
export class PushPauseController {
  constructor(private readonly pauses: PushPauses) {}

  @Get()
  @ApiOperation({ summary: '现在暂停着的推送：谁、什么时候、为什么、多少笔在等' })
  @ApiOkResponse({ standardSchema: contract.pushPauses })
  async list(): Promise<contract.PushPauses> {
    return { items: await this.pauses.show() };
  }

  @Post()
  @HttpCode(200)
  @AllowRoles('pusher', 'admin')
  @ApiOperation({ summary: '暂停一个方案或一个付款组织的推送；已确认的单据保持排队' })
  @ApiOkResponse({ standardSchema: contract.pushPauses })
  async pause(
    @Body({ schema: contract.pausePush }) body: contract.PausePush,
    @CurrentActor() actor: Actor,
  ): Promise<contract.PushPauses> {
    await this.pauses.pause(body, body.reason, actor);
    return this.list();
  }

  @Post('resume')
  @HttpCode(200)
  @AllowRoles('pusher', 'admin')
  @ApiOperation({ summary: '恢复推送，排队的单据按原来的次序继续' })
  @ApiOkResponse({ standardSchema: contract.pushPauses })
  async resume(
    @Body({ schema: contract.resumePush }) body: contract.ResumePush,
    @CurrentActor() actor: Actor,
  ): Promise<contract.PushPauses> {
    await this.pauses.resume(body, actor);
    return this.list();
  }
}
