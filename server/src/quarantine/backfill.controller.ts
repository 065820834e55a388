import type {
  Backfill,
  BackfillEstimate,
  BackfillEstimateQuery,
  Backfills as BackfillList,
  DecideQuarantined as Decision,
  QuarantinePage,
  QuarantineQuery,
  StartBackfill as Start,
} from '@dingdee/shared/backfill';
import type { ChangeFirstDay as ChangeBody, FirstDayEffect, FirstDayQuery } from '@dingdee/shared/first-day';
import { backfillRoutes } from '@dingdee/shared/routes/backfill';
import { Body, Controller, Param, Query } from '@nestjs/common';
import { CurrentActor } from '../access/role/roles.decorator.js';
import { Route } from '../access/role/route.decorator.js';
import type { Actor } from '../domain/actor.js';
import { EstimateBackfill } from '../intake/backfill/estimate-backfill.js';
import { ChangeFirstDay } from './change-first-day.js';
import { DecideQuarantined } from './decide-quarantined.js';
import { FirstDayEffects } from './first-day-effects.js';
import { ShowQuarantine } from './show-quarantine.js';
import { StartBackfill } from './start-backfill.js';

@Controller()
export class BackfillController {
  constructor(
    private readonly estimates: EstimateBackfill,
    private readonly starting: StartBackfill,
    private readonly deciding: DecideQuarantined,
    private readonly showing: ShowQuarantine,
    private readonly firstDays: FirstDayEffects,
    private readonly moving: ChangeFirstDay,
  ) {}

  @Route(backfillRoutes.firstDay)
  firstDay(@Param('id') id: string, @Query() { day }: FirstDayQuery): Promise<FirstDayEffect> {
    return this.firstDays.show(id, day);
  }

  @Route(backfillRoutes.changeFirstDay)
  changeFirstDay(
    @Param('id') id: string,
    @Body() body: ChangeBody,
    @CurrentActor() actor: Actor,
  ): Promise<FirstDayEffect> {
    return this.moving.change(id, body, actor);
  }

  @Route(backfillRoutes.list)
  async list(@CurrentActor() actor: Actor): Promise<BackfillList> {
    return { items: await this.showing.list(actor) };
  }

  @Route(backfillRoutes.estimate)
  estimate(@Query() query: BackfillEstimateQuery): Promise<BackfillEstimate> {
    return this.estimates.show(query);
  }

  @Route(backfillRoutes.start)
  async start(@Body() body: Start, @CurrentActor() actor: Actor): Promise<Backfill> {
    return this.showing.show(await this.starting.start(body, actor), actor);
  }

  @Route(backfillRoutes.show)
  show(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<Backfill> {
    return this.showing.show(id, actor);
  }

  @Route(backfillRoutes.items)
  items(
    @Param('id') id: string,
    @Query() query: QuarantineQuery,
    @CurrentActor() actor: Actor,
  ): Promise<QuarantinePage> {
    return this.showing.page(id, query, actor);
  }

  @Route(backfillRoutes.stop)
  async stop(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<Backfill> {
    await this.starting.stop(id, actor);
    return this.showing.show(id, actor);
  }

  @Route(backfillRoutes.resume)
  async resume(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<Backfill> {
    await this.starting.resume(id, actor);
    return this.showing.show(id, actor);
  }

  @Route(backfillRoutes.look)
  async look(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<Backfill> {
    await this.starting.lookAgain(id);
    return this.showing.show(id, actor);
  }

  @Route(backfillRoutes.release)
  async release(@Param('id') id: string, @Body() body: Decision, @CurrentActor() actor: Actor): Promise<Backfill> {
    await this.deciding.run(id, body, 'releasing', actor);
    return this.showing.show(id, actor);
  }

  @Route(backfillRoutes.opening)
  async opening(@Param('id') id: string, @Body() body: Decision, @CurrentActor() actor: Actor): Promise<Backfill> {
    await this.deciding.run(id, body, 'closing', actor);
    return this.showing.show(id, actor);
  }
}
