import { type DecisionQuery, type Decisions, decisionQuery, decisions } from '@dingdee/shared/decision';
import { ROLES } from '@dingdee/shared/session';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { AllowRoles } from '../access/roles.decorator.js';
import { ShowDecisions } from './show-decisions.js';

/** Decisions of people about payments, with their reasons. */
@ApiTags('decisions')
@Controller('api/decisions')
@AllowRoles(...ROLES)
export class DecisionController {
  constructor(private readonly decisions: ShowDecisions) {}

  @Get()
  @ApiOkResponse({ standardSchema: decisions })
  page(@Query({ schema: decisionQuery }) { cursor, limit }: DecisionQuery): Promise<Decisions> {
    return this.decisions.page(cursor === undefined ? null : Number(cursor), limit);
  }
}
