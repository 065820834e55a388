import type { BaseDataKind, BaseDataOverview, BaseDataUses, BaseDataUsesQuery } from '@dingdee/shared/base-data';
import { baseDataRoutes } from '@dingdee/shared/routes/mapping';
import { Controller, Param, Query } from '@nestjs/common';
import { Route } from '../../access/role/route.decorator.js';
import { ShowBaseData } from './show-base-data.js';
import { ShowEntryUses } from './show-entry-uses.js';

@Controller()
export class BaseDataOverviewController {
  constructor(
    private readonly baseData: ShowBaseData,
    private readonly entryUses: ShowEntryUses,
  ) {}

  @Route(baseDataRoutes.overview)
  overview(): Promise<BaseDataOverview> {
    return this.baseData.overview();
  }

  @Route(baseDataRoutes.uses)
  uses(@Param('kind') kind: BaseDataKind, @Query() query: BaseDataUsesQuery): Promise<BaseDataUses> {
    return this.entryUses.of(kind, query);
  }
}
