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
import { Body, Controller, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CurrentActor } from '../access/role/roles.decorator.js';
import { Route } from '../access/role/route.decorator.js';
import { disposition } from '../bill/file/file-kind.js';
import type { Actor } from '../domain/actor.js';
import { ShowStatement } from './show-statement.js';
import { StatementWorkbook } from './statement-workbook.js';
import { Statements } from './statements.js';

@Controller()
export class StatementController {
  constructor(
    private readonly statements: Statements,
    private readonly showing: ShowStatement,
    private readonly workbook: StatementWorkbook,
  ) {}

  @Route(statementRoutes.days)
  days(@Query() { days }: StatementDaysQuery): Promise<StatementDays> {
    return this.showing.days(days);
  }

  @Route(statementRoutes.show)
  show(@Param('day') day: string): Promise<Statement> {
    return this.showing.show(day);
  }

  @Route(statementRoutes.file)
  async file(@Param('day') day: string, @CurrentActor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const bytes = await this.workbook.of(day, actor);
    reply
      .header('content-type', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
      .header('content-disposition', disposition('attachment', `对账-${day}.xlsx`))
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'private, no-store')
      .send(bytes);
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
