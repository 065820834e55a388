import type { BaseDataOverview } from '@dingdee/shared/base-data';
import { baseDataRoutes } from '@dingdee/shared/routes/mapping';
import { Controller } from '@nestjs/common';
import { Route } from '../../access/role/route.decorator.js';
import { ShowBaseData } from './show-base-data.js';

@Controller()
export class BaseDataOverviewController {
  constructor(private readonly baseData: ShowBaseData) {}

  @Route(baseDataRoutes.overview)
  overview(): Promise<BaseDataOverview> {
    return this.baseData.overview();
  }
}
