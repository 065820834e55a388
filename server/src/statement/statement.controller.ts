import { statementRoutes } from '@dingdee/shared/routes/statement';
import type {
  StartStatement,
  Statement,
  StatementDays,
  StatementDaysQuery,
  StatementEntries,
  StatementEntryQuery,
  StatementRun,
} from '@dingdee/shared/statement';
import { Body, Controller, Param, Query } from '@nestjs/common';
import { CurrentActor } from '../access/role/roles.decorator.js';
import { Route } from '../access/role/route.decorator.js';
import type { Actor } from '../domain/actor.js';
import { ShowStatement } from './show-statement.js';
import { Statements } from './statements.js';

@Controller()
export class StatementController {
  constructor(
    private readonly statements: Statements,
    private readonly showing: ShowStatement,
  ) {}

  @Route(statementRoutes.days)
  days(@Query() { days }: StatementDaysQuery): Promise<StatementDays> {
    return this.showing.days(days);
  }

  @Route(statementRoutes.show)
  show(@Param('day') day: string): Promise<Statement> {
    return this.showing.show(day);
  }

  @Route(statementRoutes.start)
  start(@Body() body: StartStatement, @CurrentActor() actor: Actor): Promise<StatementRun> {
    return this.statements.start(body, actor);
  }

  @Route(statementRoutes.entries)
  entries(@Param('id') id: string, @Query() query: StatementEntryQuery): Promise<StatementEntries> {
    return this.showing.entries(id, query);
  }
}
