import {
  type MappingFix,
  type MappingImpact,
  type MappingRowPage,
  type MappingRowQuery,
  mappingFix,
  mappingImpact,
  mappingRowPage,
  mappingRowQuery,
  mappingTables,
  type PutMappingRows,
  putMappingRows,
  type RemapResult,
  remapResult,
  type MappingTables as TableList,
  type TakeBackFix,
  takeBackFix,
  type UnmappedValues as UnmappedList,
  unmappedValues,
} from '@dingdee/shared/mapping';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AllowRoles, CurrentActor } from '../access/role/roles.decorator.js';
import type { Actor } from '../domain/actor.js';
import { PreviewFix } from './fix/preview-fix.js';
import { SaveFix } from './fix/save-fix.js';
import { UnmappedValues } from './fix/unmapped-values.js';
import { MappingTables } from './table/mapping-tables.js';
import { WriteMappingRows } from './table/write-mapping-rows.js';

@ApiTags('映射')
@Controller('api/mapping')
export class MappingController {
  constructor(
    private readonly tables: MappingTables,
    private readonly writing: WriteMappingRows,
    private readonly unmapped: UnmappedValues,
    private readonly previewing: PreviewFix,
    private readonly saving: SaveFix,
  ) {}

  @Get('tables')
  @ApiOperation({ summary: '全部映射表，和各自还缺几个值' })
  @ApiOkResponse({ standardSchema: mappingTables })
  list(): Promise<TableList> {
    return this.tables.list();
  }

  @Get('tables/:code/rows')
  @ApiOperation({ summary: '一张映射表的行，可按名称、编码、拼音查找' })
  @ApiOkResponse({ standardSchema: mappingRowPage })
  rows(
    @Param('code') code: string,
    @Query({ schema: mappingRowQuery }) query: MappingRowQuery,
  ): Promise<MappingRowPage> {
    return this.tables.rows(code, query);
  }

  @Put('tables/:code/rows')
  @AllowRoles('mapper', 'admin')
  @ApiOperation({ summary: '设置多行；还没通过的相关单据立即重新映射，已通过的不变' })
  @ApiOkResponse({ standardSchema: remapResult })
  put(
    @Param('code') code: string,
    @Body({ schema: putMappingRows }) body: PutMappingRows,
    @CurrentActor() actor: Actor,
  ): Promise<RemapResult> {
    return this.writing.put(code, body, actor);
  }

  @Delete('tables/:code/rows/:id')
  @AllowRoles('mapper', 'admin')
  @ApiOperation({ summary: '删除一行；还没通过的相关单据立即重新映射' })
  @ApiOkResponse({ standardSchema: remapResult })
  remove(@Param('code') code: string, @Param('id') id: string, @CurrentActor() actor: Actor): Promise<RemapResult> {
    return this.writing.remove(code, id, actor);
  }

  @Get('tables/:code/unmapped')
  @ApiOperation({ summary: '还没有对应的来源值，金额大的在前，附建议（不会自动采用）' })
  @ApiOkResponse({ standardSchema: unmappedValues })
  listUnmapped(@Param('code') code: string): Promise<UnmappedList> {
    return this.unmapped.list(code);
  }

  @Post('fixes/preview')
  @HttpCode(200)
  @AllowRoles('mapper', 'admin', 'reviewer')
  @ApiOperation({ summary: '修一次，记住：保存前看影响多少单据' })
  @ApiOkResponse({ standardSchema: mappingImpact })
  preview(@Body({ schema: mappingFix }) body: MappingFix): Promise<MappingImpact> {
    return this.previewing.run(body);
  }

  @Post('fixes')
  @HttpCode(200)
  @AllowRoles('mapper', 'admin', 'reviewer')
  @ApiOperation({ summary: '修一次，记住；审核人只能改此单' })
  @ApiOkResponse({ standardSchema: remapResult })
  save(@Body({ schema: mappingFix }) body: MappingFix, @CurrentActor() actor: Actor): Promise<RemapResult> {
    return this.saving.run(body, actor);
  }
  @Post('fixes/take-back')
  @HttpCode(200)
  @AllowRoles('mapper', 'admin', 'reviewer')
  @ApiOperation({ summary: '撤回自己在这张单据上改的值，重新映射' })
  @ApiOkResponse({ standardSchema: remapResult })
  takeBack(@Body({ schema: takeBackFix }) body: TakeBackFix, @CurrentActor() actor: Actor): Promise<RemapResult> {
    return this.saving.takeBack(body, actor);
  }
}
