import type {
  MappingFix,
  MappingImpact,
  MappingRowPage,
  MappingRowQuery,
  PutMappingRows,
  RemapResult,
  MappingTables as TableList,
  TakeBackFix,
  UnmappedValues as UnmappedList,
} from '@dingdee/shared/mapping';
import { mappingRoutes } from '@dingdee/shared/routes/mapping';
import { Body, Controller, Param, Query } from '@nestjs/common';
import { CurrentActor } from '../access/role/roles.decorator.js';
import { Route } from '../access/role/route.decorator.js';
import type { Actor } from '../domain/actor.js';
import { PreviewFix } from './fix/preview-fix.js';
import { SaveFix } from './fix/save-fix.js';
import { UnmappedValues } from './fix/unmapped-values.js';
import { MappingTables } from './table/mapping-tables.js';
import { WriteMappingRows } from './table/write-mapping-rows.js';

@Controller()
export class MappingController {
  constructor(
    private readonly tables: MappingTables,
    private readonly writing: WriteMappingRows,
    private readonly unmapped: UnmappedValues,
    private readonly previewing: PreviewFix,
    private readonly saving: SaveFix,
  ) {}

  @Route(mappingRoutes.tables)
  list(): Promise<TableList> {
    return this.tables.list();
  }

  @Route(mappingRoutes.rows)
  rows(@Param('code') code: string, @Query() query: MappingRowQuery): Promise<MappingRowPage> {
    return this.tables.rows(code, query);
  }

  @Route(mappingRoutes.putRows)
  put(@Param('code') code: string, @Body() body: PutMappingRows, @CurrentActor() actor: Actor): Promise<RemapResult> {
    return this.writing.put(code, body, actor);
  }

  @Route(mappingRoutes.removeRow)
  remove(@Param('code') code: string, @Param('id') id: string, @CurrentActor() actor: Actor): Promise<RemapResult> {
    return this.writing.remove(code, id, actor);
  }

  @Route(mappingRoutes.unmapped)
  listUnmapped(@Param('code') code: string): Promise<UnmappedList> {
    return this.unmapped.list(code);
  }

  @Route(mappingRoutes.previewFix)
  preview(@Body() body: MappingFix): Promise<MappingImpact> {
    return this.previewing.run(body);
  }

  @Route(mappingRoutes.saveFix)
  save(@Body() body: MappingFix, @CurrentActor() actor: Actor): Promise<RemapResult> {
    return this.saving.run(body, actor);
  }
  @Route(mappingRoutes.takeBack)
  takeBack(@Body() body: TakeBackFix, @CurrentActor() actor: Actor): Promise<RemapResult> {
    return this.saving.takeBack(body, actor);
  }
}
