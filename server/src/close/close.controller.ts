import type {
  Accruals,
  CloseChanges,
  CloseListQuery,
  CloseMonths,
  ClosePack,
  NoteClose,
  ReopenClose,
  SignClose,
  VerifyClose,
} from '@dingdee/shared/close';
import { closeRoutes } from '@dingdee/shared/routes/close';
import { Body, Controller, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CurrentActor } from '../access/role/roles.decorator.js';
import { Route } from '../access/role/route.decorator.js';
import { disposition } from '../bill/file/file-kind.js';
import type { Actor } from '../domain/actor.js';
import { CloseWorkbook } from './close-workbook.js';
import { ShowClose } from './show-close.js';
import { SignClosePack } from './sign-close.js';

@Controller()
export class CloseController {
  constructor(
    private readonly showing: ShowClose,
    private readonly signing: SignClosePack,
    private readonly workbook: CloseWorkbook,
  ) {}

  @Route(closeRoutes.months)
  months(): Promise<CloseMonths> {
    return this.showing.months();
  }

  @Route(closeRoutes.show)
  show(@Param('month') month: string): Promise<ClosePack> {
    return this.showing.show(month);
  }

  @Route(closeRoutes.accruals)
  accruals(@Param('month') month: string, @Query() query: CloseListQuery): Promise<Accruals> {
    return this.showing.accruals(month, query);
  }

  @Route(closeRoutes.changes)
  changes(@Param('month') month: string, @Query() query: CloseListQuery): Promise<CloseChanges> {
    return this.showing.changes(month, query);
  }

  @Route(closeRoutes.file)
  async file(@Param('month') month: string, @CurrentActor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const bytes = await this.workbook.of(month, actor);
    reply
      .header('content-type', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
      .header('content-disposition', disposition('attachment', `月结账包-${month}.xlsx`))
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'private, no-store')
      .send(bytes);
  }

  @Route(closeRoutes.note)
  note(@Param('month') month: string, @Body() body: NoteClose, @CurrentActor() actor: Actor): Promise<ClosePack> {
    return this.signing.note(month, body, actor);
  }

  @Route(closeRoutes.verify)
  verify(@Param('month') month: string, @Body() body: VerifyClose, @CurrentActor() actor: Actor): Promise<ClosePack> {
    return this.signing.verify(month, body, actor);
  }

  @Route(closeRoutes.prepare)
  prepare(@Param('month') month: string, @Body() body: SignClose, @CurrentActor() actor: Actor): Promise<ClosePack> {
    return this.signing.prepare(month, body, actor);
  }

  @Route(closeRoutes.confirm)
  confirm(@Param('month') month: string, @Body() body: SignClose, @CurrentActor() actor: Actor): Promise<ClosePack> {
    return this.signing.confirm(month, body, actor);
  }

  @Route(closeRoutes.reopen)
  reopen(@Param('month') month: string, @Body() body: ReopenClose, @CurrentActor() actor: Actor): Promise<ClosePack> {
    return this.signing.reopen(month, body, actor);
  }
}
