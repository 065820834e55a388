import type { RemapResult } from '@dingdee/shared/mapping';
import type {
  ApplyImport as Applied,
  ImportDiff,
  ImportLinePage,
  ImportLineQuery,
  ImportRecords,
  OpenImport,
} from '@dingdee/shared/mapping-import';
import { mappingImportRoutes } from '@dingdee/shared/routes/mapping-import';
import { Body, Controller, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CurrentActor } from '../../access/role/roles.decorator.js';
import { Route } from '../../access/role/route.decorator.js';
import { disposition } from '../../bill/file/file-kind.js';
import type { Actor } from '../../domain/actor.js';
import { ApplyImport } from './apply-import.js';
import { ErrorRows } from './error-rows.js';
import { ExportTable } from './export-table.js';
import { MappingImports } from './mapping-imports.js';
import { UndoImport } from './undo-import.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Exports mapping tables to Excel, and imports them. */
@Controller()
export class ExcelController {
  constructor(
    private readonly exporting: ExportTable,
    private readonly imports: MappingImports,
    private readonly errors: ErrorRows,
    private readonly applying: ApplyImport,
    private readonly undoing: UndoImport,
  ) {}

  @Route(mappingImportRoutes.exportTable)
  async export(@Param('code') code: string, @Res() reply: FastifyReply): Promise<void> {
    sendFile(reply, await this.exporting.run(code));
  }

  @Route(mappingImportRoutes.errors)
  async errorRows(@Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    sendFile(reply, await this.errors.run(id));
  }

  @Route(mappingImportRoutes.open)
  open(@Param('code') code: string, @Body() body: OpenImport, @CurrentActor() actor: Actor): Promise<ImportDiff> {
    return this.imports.open(code, body, actor);
  }

  @Route(mappingImportRoutes.imports)
  records(@Param('code') code: string): Promise<ImportRecords> {
    return this.undoing.records(code);
  }

  @Route(mappingImportRoutes.lines)
  lines(@Param('id') id: string, @Query() query: ImportLineQuery): Promise<ImportLinePage> {
    return this.imports.lines(id, query);
  }

  @Route(mappingImportRoutes.apply)
  apply(@Param('id') id: string, @Body() body: Applied, @CurrentActor() actor: Actor): Promise<RemapResult> {
    return this.applying.run(id, body, actor);
  }

  @Route(mappingImportRoutes.undo)
  undo(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<RemapResult> {
    return this.undoing.run(id, actor);
  }
}

function sendFile(reply: FastifyReply, { name, bytes }: { name: string; bytes: Buffer }): void {
  reply
    .header('content-type', XLSX)
    .header('content-disposition', disposition('attachment', name))
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'private, no-store')
    .send(bytes);
}
