import type {
  ChangeReport,
  CreateReport,
  PauseReport,
  PreviewReport,
  Report,
  Reports as ReportList,
  ReportPreview,
  ReportSending,
  ReportSendingDetail,
  ReportSendings,
  SeenReport,
  SendingQuery,
  TryReport as TryRequest,
} from '@dingdee/shared/report';
import { reportRoutes } from '@dingdee/shared/routes/report';
import { Body, Controller, Param, Query } from '@nestjs/common';
import { CurrentActor } from '../access/role/roles.decorator.js';
import { Route } from '../access/role/route.decorator.js';
import type { Actor } from '../domain/actor.js';
import { Reports } from './reports.js';
import { ShowReports } from './show-reports.js';
import { TryReport } from './try-report.js';

/** 定时推送. */
@Controller()
export class ReportController {
  constructor(
    private readonly reports: Reports,
    private readonly showing: ShowReports,
    private readonly trying: TryReport,
  ) {}

  @Route(reportRoutes.list)
  list(): Promise<ReportList> {
    return this.showing.list();
  }

  @Route(reportRoutes.preview)
  preview(@Body() body: PreviewReport): Promise<ReportPreview> {
    return this.trying.preview(body);
  }

  @Route(reportRoutes.create)
  async create(@Body() body: CreateReport, @CurrentActor() actor: Actor): Promise<Report> {
    return this.showing.one(await this.reports.create(body, actor));
  }

  @Route(reportRoutes.change)
  async change(@Param('id') id: string, @Body() body: ChangeReport, @CurrentActor() actor: Actor): Promise<Report> {
    await this.reports.change(id, body, actor);
    return this.showing.one(id);
  }

  @Route(reportRoutes.pause)
  async pause(@Param('id') id: string, @Body() body: PauseReport, @CurrentActor() actor: Actor): Promise<Report> {
    await this.reports.pause(id, body, actor);
    return this.showing.one(id);
  }

  @Route(reportRoutes.remove)
  remove(@Param('id') id: string, @Body() body: SeenReport, @CurrentActor() actor: Actor): Promise<void> {
    return this.reports.remove(id, body, actor);
  }

  @Route(reportRoutes.try)
  async try(@Param('id') id: string, @Body() body: TryRequest, @CurrentActor() actor: Actor): Promise<ReportSending> {
    const { text: _, ...sending } = await this.showing.sending(await this.trying.try(id, body, actor));
    return sending;
  }

  @Route(reportRoutes.sendings)
  sendings(@Query() query: SendingQuery): Promise<ReportSendings> {
    return this.showing.sendings(query);
  }

  @Route(reportRoutes.sending)
  sending(@Param('id') id: string): Promise<ReportSendingDetail> {
    return this.showing.sending(id);
  }
}
