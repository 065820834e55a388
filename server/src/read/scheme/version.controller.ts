import { schemeRoutes } from '@dingdee/shared/routes/scheme';
import type { ImportCheck, CheckImport as Wanted } from '@dingdee/shared/scheme-file';
import type {
  SchemeEnabling,
  SchemeInWords,
  SchemeOpenings,
  SchemeVersions,
  VersionDiff,
  VersionDiffQuery,
} from '@dingdee/shared/scheme-version';
import { Body, Controller, Param, Query } from '@nestjs/common';
import { Route } from '../../access/role/route.decorator.js';
import { CheckImport } from './check-import.js';
import { ShowEnabling } from './show-enabling.js';
import { ShowOpenings } from './show-openings.js';
import { ShowVersions } from './show-versions.js';

@Controller()
export class VersionController {
  constructor(
    private readonly versions: ShowVersions,
    private readonly imports: CheckImport,
    private readonly enabling: ShowEnabling,
    private readonly openings: ShowOpenings,
  ) {}

  @Route(schemeRoutes.versions)
  list(@Param('id') id: string): Promise<SchemeVersions> {
    return this.versions.list(id);
  }

  @Route(schemeRoutes.enabling)
  again(@Param('id') id: string): Promise<SchemeEnabling> {
    return this.enabling.show(id);
  }

  @Route(schemeRoutes.openings)
  opening(): Promise<SchemeOpenings> {
    return this.openings.list();
  }

  @Route(schemeRoutes.words)
  words(@Param('id') id: string): Promise<SchemeInWords> {
    return this.versions.words(id);
  }

  @Route(schemeRoutes.versionDiff)
  diff(@Param('id') id: string, @Query() { from, to }: VersionDiffQuery): Promise<VersionDiff> {
    return this.versions.diff(id, from, to);
  }

  @Route(schemeRoutes.checkImport)
  checkImport(@Body() body: Wanted): Promise<ImportCheck> {
    return this.imports.look(body);
  }
}
