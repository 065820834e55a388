import {
  type BaseDataKind,
  type BaseDataPage,
  type BaseDataQuery,
  type BaseDataRefresh,
  baseDataKind,
  baseDataPage,
  baseDataQuery,
  baseDataRefresh,
} from '@dingdee/shared/base-data';
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AllowRoles, CurrentActor } from '../access/role/roles.decorator.js';
import type { Actor } from '../domain/actor.js';
import { BaseDataCatalog } from './base-data-catalog.js';

@ApiTags('基础资料')
@Controller('api/base-data')
export class BaseDataController {
  constructor(private readonly catalog: BaseDataCatalog) {}

  @Post('refresh')
  @HttpCode(200)
  @AllowRoles('mapper', 'admin')
  @ApiOperation({ summary: '从金蝶重新读取基础资料：说明变动，以及受影响的映射' })
  @ApiOkResponse({ standardSchema: baseDataRefresh })
  refresh(@CurrentActor() actor: Actor): Promise<BaseDataRefresh> {
    return this.catalog.refresh(actor);
  }

  @Get(':kind')
  @ApiOperation({ summary: '按名称、编码、拼音或首字母查找；可用的在前，不可用的附原因' })
  @ApiOkResponse({ standardSchema: baseDataPage })
  search(
    @Param('kind', { schema: baseDataKind }) kind: BaseDataKind,
    @Query({ schema: baseDataQuery }) query: BaseDataQuery,
  ): Promise<BaseDataPage> {
    return this.catalog.search(kind, query);
  }
}
