import type { DataExport, DataExports, DatasetPage, DatasetQuery, StartExport } from '@dingdee/shared/data-export';
import type { DatasetCode } from '@dingdee/shared/dataset';
import { datasetRoutes } from '@dingdee/shared/routes/dataset';
import { Body, Controller, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CurrentActor } from '../access/role/roles.decorator.js';
import { Route } from '../access/role/route.decorator.js';
import { disposition } from '../bill/file/file-kind.js';
import type { Actor } from '../domain/actor.js';
import { Exports } from './export/exports.js';
import { toldRow } from './read/cells.js';
import { afterCursor, cursorOf, Datasets } from './read/datasets.js';

/** Datasets for people: pages, totals over the whole filter, and exported files. */
@Controller()
export class DatasetController {
  constructor(
    private readonly datasets: Datasets,
    private readonly exporting: Exports,
  ) {}

  @Route(datasetRoutes.page)
  async page(
    @Param('dataset') dataset: DatasetCode,
    @Query() { cursor, limit, ...filter }: DatasetQuery,
    @CurrentActor() actor: Actor,
  ): Promise<DatasetPage> {
    await this.exporting.mayRead(dataset, actor);
    const scope = { filter, orgs: null, fullAccounts: false };
    const [{ rows, last }, totals] = await Promise.all([
      this.datasets.page(dataset, scope, afterCursor(dataset, cursor), limit),
      this.datasets.totals(dataset, scope),
    ]);
    return { items: rows.map((row) => toldRow(dataset, row)), next: cursorOf(dataset, last), totals };
  }

  @Route(datasetRoutes.export)
  start(@Body() body: StartExport, @CurrentActor() actor: Actor): Promise<DataExport> {
    return this.exporting.start(body, actor);
  }

  @Route(datasetRoutes.exports)
  async list(@CurrentActor() actor: Actor): Promise<DataExports> {
    return { items: await this.exporting.list(actor) };
  }

  @Route(datasetRoutes.exported)
  one(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<DataExport> {
    return this.exporting.one(id, actor);
  }

  @Route(datasetRoutes.stopExport)
  stop(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<DataExport> {
    return this.exporting.stop(id, actor);
  }

  @Route(datasetRoutes.file)
  async file(@Param('id') id: string, @CurrentActor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { name, size, body } = await this.exporting.open(id, actor);
    reply
      .header('content-type', 'application/octet-stream')
      .header('content-disposition', disposition('attachment', name))
      .header('content-length', size)
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'private, no-store')
      .send(body);
  }
}
