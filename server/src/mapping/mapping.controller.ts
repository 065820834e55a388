import type { BatchResult } from '@dingdee/shared/bill-batch';
import type { BulkEdit as BulkEditBody, BulkEditPreview, PreviewBulkEdit } from '@dingdee/shared/bulk-edit';
import type {
  LookAtPayeeRecord,
  MappingFix,
  MappingImpact,
  MappingRowPage,
  MappingRowQuery,
  OwnTable,
  PutMappingRows,
  PayeeRecord as Recorded,
  RemapResult,
  RemoveRowQuery,
  RenameTable,
  MappingTables as TableList,
  TakeBackFix,
  UnmappedValues as UnmappedList,
  UnmappedQuery,
  UsePayeeRecord,
} from '@dingdee/shared/mapping';
import type { SwapValue as Swap } from '@dingdee/shared/push-cause';
import { mappingRoutes } from '@dingdee/shared/routes/mapping';
import type { PutAside, RestoreValue } from '@dingdee/shared/value-aside';
import { Body, Controller, Param, Query } from '@nestjs/common';
import { CurrentActor } from '../access/role/roles.decorator.js';
import { Route } from '../access/role/route.decorator.js';
import { BaseDataCatalog } from '../base-data/base-data-catalog.js';
import type { Actor } from '../domain/actor.js';
import { PutValueAside } from './aside/put-value-aside.js';
import { BulkEdit } from './fix/bulk-edit.js';
import { PreviewFix } from './fix/preview-fix.js';
import { SaveFix } from './fix/save-fix.js';
import { SwapValue } from './fix/swap-value.js';
import { UnmappedValues } from './fix/unmapped-values.js';
import { PayeeRecord } from './record/payee-record.js';
import { MappingTables } from './table/mapping-tables.js';
import { OwnTables } from './table/own-tables.js';
import { WriteMappingRows } from './table/write-mapping-rows.js';

@Controller()
export class MappingController {
  constructor(
    private readonly tables: MappingTables,
    private readonly own: OwnTables,
    private readonly writing: WriteMappingRows,
    private readonly unmapped: UnmappedValues,
    private readonly aside: PutValueAside,
    private readonly previewing: PreviewFix,
    private readonly saving: SaveFix,
    private readonly swapping: SwapValue,
    private readonly bulk: BulkEdit,
    private readonly records: PayeeRecord,
    private readonly catalog: BaseDataCatalog,
  ) {}

  @Route(mappingRoutes.tables)
  list(): Promise<TableList> {
    return this.tables.list();
  }

  @Route(mappingRoutes.createTable)
  async create(@Body() body: OwnTable, @CurrentActor() actor: Actor): Promise<TableList> {
    const tables = await this.own.create(body, actor);
    this.catalog.readNew();
    return tables;
  }

  @Route(mappingRoutes.renameTable)
  rename(@Param('code') code: string, @Body() body: RenameTable, @CurrentActor() actor: Actor): Promise<TableList> {
    return this.own.rename(code, body, actor);
  }

  @Route(mappingRoutes.removeTable)
  removeTable(@Param('code') code: string, @CurrentActor() actor: Actor): Promise<TableList> {
    return this.own.remove(code, actor);
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
  remove(
    @Param('code') code: string,
    @Param('id') id: string,
    @Query() query: RemoveRowQuery,
    @CurrentActor() actor: Actor,
  ): Promise<RemapResult> {
    return this.writing.remove(code, id, actor, query);
  }

  @Route(mappingRoutes.unmapped)
  listUnmapped(@Param('code') code: string, @Query() { q, only }: UnmappedQuery): Promise<UnmappedList> {
    return only === 'aside' ? this.unmapped.listAside(code, q) : this.unmapped.list(code, q);
  }

  @Route(mappingRoutes.putAside)
  putAside(@Param('code') code: string, @Body() body: PutAside, @CurrentActor() actor: Actor): Promise<TableList> {
    return this.aside.put(code, body, actor);
  }

  @Route(mappingRoutes.restoreValue)
  restoreValue(
    @Param('code') code: string,
    @Body() body: RestoreValue,
    @CurrentActor() actor: Actor,
  ): Promise<TableList> {
    return this.aside.restore(code, body, actor);
  }

  @Route(mappingRoutes.previewFix)
  preview(@Body() body: MappingFix): Promise<MappingImpact> {
    return this.previewing.run(body);
  }

  @Route(mappingRoutes.saveFix)
  save(@Body() body: MappingFix, @CurrentActor() actor: Actor): Promise<RemapResult> {
    return this.saving.run(body, actor);
  }

  @Route(mappingRoutes.swap)
  swap(@Body() body: Swap, @CurrentActor() actor: Actor): Promise<BatchResult> {
    return this.swapping.run(body, actor);
  }

  @Route(mappingRoutes.previewBulk)
  previewBulk(@Body() body: PreviewBulkEdit, @CurrentActor() actor: Actor): Promise<BulkEditPreview> {
    return this.bulk.preview(body, actor);
  }

  @Route(mappingRoutes.saveBulk)
  saveBulk(@Body() body: BulkEditBody, @CurrentActor() actor: Actor): Promise<BatchResult> {
    return this.bulk.run(body, actor);
  }

  @Route(mappingRoutes.takeBack)
  takeBack(@Body() body: TakeBackFix, @CurrentActor() actor: Actor): Promise<RemapResult> {
    return this.saving.takeBack(body, actor);
  }

  @Route(mappingRoutes.lookAtRecord)
  lookAtRecord(@Body() body: LookAtPayeeRecord, @CurrentActor() actor: Actor): Promise<Recorded> {
    return this.records.look(body, actor);
  }

  @Route(mappingRoutes.useRecord)
  useRecord(@Body() body: UsePayeeRecord, @CurrentActor() actor: Actor): Promise<RemapResult> {
    return this.records.use(body, actor);
  }
}
