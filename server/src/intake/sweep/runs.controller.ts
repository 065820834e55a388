import type { DayApprovals, RunLeftOutQuery } from '@dingdee/shared/completeness';
import type {
  CallBudget,
  EventChannel,
  IntakeRunPage,
  IntakeRunQuery,
  IntakeWays,
  StartedRuns,
  StartRun,
  SweepGaps as SweepGapList,
  WaysQuery,
} from '@dingdee/shared/intake';
import { intakeRoutes } from '@dingdee/shared/routes/intake';
import { Body, Controller, Param, Query } from '@nestjs/common';
import { CurrentActor } from '../../access/role/roles.decorator.js';
import { Route } from '../../access/role/route.decorator.js';
import type { Actor } from '../../domain/actor.js';
import { ShowChannel } from '../channel/show-channel.js';
import { PlanCalls } from '../plan/plan-calls.js';
import { IntakeRuns } from '../run/intake-runs.js';
import { ListRunApprovals } from '../run/list-run-approvals.js';
import { ShowWays } from './show-ways.js';
import { StartRuns } from './start-runs.js';
import { SweepGaps } from './sweep-gaps.js';

@Controller()
export class RunsController {
  constructor(
    private readonly runs: IntakeRuns,
    private readonly starting: StartRuns,
    private readonly gaps: SweepGaps,
    private readonly plan: PlanCalls,
    private readonly channel: ShowChannel,
    private readonly ways: ShowWays,
    private readonly approvals: ListRunApprovals,
  ) {}

  @Route(intakeRoutes.runs)
  list(@Query() query: IntakeRunQuery): Promise<IntakeRunPage> {
    return this.runs.page(query);
  }

  @Route(intakeRoutes.runLeftOut)
  listLeftOut(@Param('id') id: string, @Query() { reason }: RunLeftOutQuery): Promise<DayApprovals> {
    return this.approvals.leftOut(id, reason);
  }

  @Route(intakeRoutes.ways)
  showWays(@Query() query: WaysQuery): Promise<IntakeWays> {
    return this.ways.run(query);
  }

  @Route(intakeRoutes.gaps)
  async listGaps(): Promise<SweepGapList> {
    return { items: await this.gaps.show() };
  }

  @Route(intakeRoutes.budget)
  showBudget(): Promise<CallBudget> {
    return this.plan.show();
  }

  @Route(intakeRoutes.channel)
  showChannel(@CurrentActor() actor: Actor): Promise<EventChannel> {
    return this.channel.run(actor.roles.includes('admin'));
  }

  @Route(intakeRoutes.start)
  async start(@Body() body: StartRun, @CurrentActor() actor: Actor): Promise<StartedRuns> {
    return { items: await this.starting.start(body.schemeId ?? null, actor) };
  }
}
