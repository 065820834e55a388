import type {
  BaseDataKind,
  BaseDataPage,
  BaseDataQuery,
  BaseDataRefresh,
  DecideEmptied,
  EmptiedDecided,
} from '@dingdee/shared/base-data';
import { baseDataRoutes } from '@dingdee/shared/routes/mapping';
import { Body, Controller, Param, Query } from '@nestjs/common';
import { CurrentActor } from '../access/role/roles.decorator.js';
import { Route } from '../access/role/route.decorator.js';
import type { Actor } from '../domain/actor.js';
import { BaseDataCatalog } from './base-data-catalog.js';
import { RefusedBaseData } from './refused/refused-base-data.js';

@Controller()
export class BaseDataController {
  constructor(
    private readonly catalog: BaseDataCatalog,
    private readonly refused: RefusedBaseData,
  ) {}

  @Route(baseDataRoutes.refresh)
  refresh(@CurrentActor() actor: Actor): Promise<BaseDataRefresh> {
    return this.catalog.refresh(actor);
  }

  @Route(baseDataRoutes.decideEmptied)
  async decideEmptied(@Body() body: DecideEmptied, @CurrentActor() actor: Actor): Promise<EmptiedDecided> {
    return { marked: await this.catalog.decideEmptied(body, actor) };
  }

  @Route(baseDataRoutes.search)
  async search(@Param('kind') kind: BaseDataKind, @Query() query: BaseDataQuery): Promise<BaseDataPage> {
    return this.refused.mark(kind, query.org, await this.catalog.search(kind, query));
  }
}
