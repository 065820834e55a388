import type { DecisionQuery, Decisions } from '@dingdee/shared/decision';
import { decisionRoutes } from '@dingdee/shared/routes/bill';
import { Controller, Query } from '@nestjs/common';
import { CurrentActor } from '../../access/role/roles.decorator.js';
import { Route } from '../../access/role/route.decorator.js';
import type { Actor } from '../../domain/actor.js';
import { ShowDecisions } from './show-decisions.js';

/** Route for decisions of people with their reasons; decisions about people and accounts only for admins and auditors. */
@Controller()
export class DecisionController {
  constructor(private readonly decisions: ShowDecisions) {}

  @Route(decisionRoutes.list)
  page(@Query() query: DecisionQuery, @CurrentActor() actor: Actor): Promise<Decisions> {
    return this.decisions.page(query, actor);
  }
}
