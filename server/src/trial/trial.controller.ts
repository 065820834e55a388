import type { CuresQuery, FormCures } from '@dingdee/shared/form-cure';
import { schemeRoutes } from '@dingdee/shared/routes/scheme';
import type { RunTrial as Asked, SchemeFields, Trial, TrialUnmapped } from '@dingdee/shared/trial';
import { Body, Controller, Param, Query } from '@nestjs/common';
import { CurrentActor } from '../access/role/roles.decorator.js';
import { Route } from '../access/role/route.decorator.js';
import type { Actor } from '../domain/actor.js';
import { RunTrial } from './run-trial.js';
import { ShowCures } from './show-cures.js';

@Controller()
export class TrialController {
  constructor(
    private readonly trying: RunTrial,
    private readonly cures: ShowCures,
  ) {}

  @Route(schemeRoutes.fields)
  fields(@Param('id') id: string): Promise<SchemeFields> {
    return this.trying.fields(id);
  }

  @Route(schemeRoutes.trial)
  run(@Param('id') id: string, @Body() body: Asked, @CurrentActor() actor: Actor): Promise<Trial> {
    return this.trying.run(id, body, actor);
  }

  @Route(schemeRoutes.cures)
  showCures(@Param('id') id: string, @Query() query: CuresQuery): Promise<FormCures> {
    return this.cures.of(id, query);
  }

  @Route(schemeRoutes.unmapped)
  unmapped(@Param('id') id: string): Promise<TrialUnmapped> {
    return this.trying.unmapped(id);
  }
}
