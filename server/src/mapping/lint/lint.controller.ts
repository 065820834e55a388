import type { FindingPage, FindingQuery } from '@dingdee/shared/mapping-lint';
import { mappingRoutes } from '@dingdee/shared/routes/mapping';
import { Controller, Query } from '@nestjs/common';
import { Route } from '../../access/role/route.decorator.js';
import { LintTables } from './lint-tables.js';

@Controller()
export class LintController {
  constructor(private readonly lint: LintTables) {}

  @Route(mappingRoutes.findings)
  findings(@Query() query: FindingQuery): Promise<FindingPage> {
    return this.lint.page(query);
  }
}
