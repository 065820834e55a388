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
import { backfillRoutes } from '@dingdee/shared/routes/backfill';
import { Body, Controller, Param, Query } from '@nestjs/common';
import { CurrentActor } from '../access/role/roles.decorator.js';
import { Route } from '../access/role/route.decorator.js';
import type { Actor } from '../domain/actor.js';
import { EstimateBackfill } from '../intake/backfill/estimate-backfill.js';
import { DecideQuarantined } from './decide-quarantined.js';
import { ShowQuarantine } from './show-quarantine.js';
import { StartBackfill } from './start-backfill.js';

@Controller()
export class BackfillController {
  constructor(
    private readonly estimates: EstimateBackfill,
    private readonly starting: StartBackfill,
    private readonly deciding: DecideQuarantined,
    private readonly showing: ShowQuarantine,
  ) {}

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
