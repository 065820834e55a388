import {
  type NameOriginal as Choice,
  nameOriginal,
  type UnnamedAmendments,
  unnamedAmendments,
} from '@dingdee/shared/amendment';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AllowRoles, CurrentActor } from '../../access/role/roles.decorator.js';
import type { Actor } from '../../domain/actor.js';
import { NameOriginal } from './name-original.js';

@ApiTags('采集')
@Controller('api/amendments')
export class AmendmentsController {
  constructor(private readonly naming: NameOriginal) {}

  @Get('unnamed')
  @ApiOperation({ summary: '没有写明原审批的撤销和修改，以及可能被它们作废的单据' })
  @ApiOkResponse({ standardSchema: unnamedAmendments })
  async list(): Promise<UnnamedAmendments> {
    return { items: await this.naming.open() };
  }

  @Post(':approvalId/original')
  @HttpCode(200)
  @AllowRoles('reviewer', 'admin')
  @ApiOperation({ summary: '指明撤销或修改的是哪一条，或都不是；其余单据恢复' })
  @ApiOkResponse({ standardSchema: unnamedAmendments })
  async name(
    @Param('approvalId') approvalId: string,
    @Body({ schema: nameOriginal }) body: Choice,
    @CurrentActor() actor: Actor,
  ): Promise<UnnamedAmendments> {
    await this.naming.decide(approvalId, body, actor);
    return this.list();
  }
}
