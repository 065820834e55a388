import {
  type IntakeRunPage,
  type IntakeRunQuery,
  intakeRunPage,
  intakeRunQuery,
  type StartedRuns,
  type StartRun,
  type SweepGaps as SweepGapList,
  startedRuns,
  startRun,
  sweepGaps,
} from '@dingdee/shared/intake';
import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AllowRoles, CurrentActor } from '../../access/role/roles.decorator.js';
import type { Actor } from '../../domain/actor.js';
import { IntakeRuns } from '../run/intake-runs.js';
import { StartRuns } from './start-runs.js';
import { SweepGaps } from './sweep-gaps.js';

@ApiTags('采集')
@Controller('api/runs')
export class RunsController {
  constructor(
    private readonly runs: IntakeRuns,
    private readonly starting: StartRuns,
    private readonly gaps: SweepGaps,
  ) {}

  @Get()
  @ApiOperation({ summary: '采集记录，最新的在前' })
  @ApiOkResponse({ standardSchema: intakeRunPage })
  list(@Query({ schema: intakeRunQuery }) query: IntakeRunQuery): Promise<IntakeRunPage> {
    return this.runs.page(query);
  }

  @Get('gaps')
  @ApiOperation({ summary: '还要补查的方案：多久没有完整回看，哪段时间发起的审批还没补到' })
  @ApiOkResponse({ standardSchema: sweepGaps })
  async listGaps(): Promise<SweepGapList> {
    return { items: await this.gaps.show() };
  }

  @Post()
  @HttpCode(200)
  @AllowRoles('admin', 'mapper', 'reviewer', 'pusher')
  @ApiOperation({ summary: '立即采集；正在进行的采集不会重复启动' })
  @ApiOkResponse({ standardSchema: startedRuns })
  async start(@Body({ schema: startRun }) body: StartRun, @CurrentActor() actor: Actor): Promise<StartedRuns> {
    return { items: await this.starting.start(body.schemeId ?? null, actor) };
  }
}
