import { type DecisionQuery, type Decisions, decisionQuery, decisions } from '@dingdee/shared/decision';
import { ROLES } from '@dingdee/shared/session';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { AllowRoles, CurrentActor } from '../../access/role/roles.decorator.js';
import type { Actor } from '../../domain/actor.js';
import { ShowDecisions } from './show-decisions.js';

/** Decisions of people, with their reasons; those about people and accounts only for admins and auditors. */
@ApiTags('decisions')
@Controller('api/decisions')
@AllowRoles(...ROLES)
export class DecisionController {
  constructor(private readonly decisions: ShowDecisions) {}

  @Get()
  @ApiOkResponse({ standardSchema: decisions })
  page(@Query({ schema: decisionQuery }) query: DecisionQuery, @CurrentActor() actor: Actor): Promise<Decisions> {
    return this.decisions.page(query, actor);
  }
}
