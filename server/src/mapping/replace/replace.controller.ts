import type { BaseDataKind } from '@dingdee/shared/base-data';
import type { ReplaceEntry as Asked, LookAtReplace, ReplaceImpact } from '@dingdee/shared/entry-replace';
import type { RemapResult } from '@dingdee/shared/mapping';
import { baseDataRoutes } from '@dingdee/shared/routes/mapping';
import { Body, Controller, Param } from '@nestjs/common';
import { CurrentActor } from '../../access/role/roles.decorator.js';
import { Route } from '../../access/role/route.decorator.js';
import type { Actor } from '../../domain/actor.js';
import { ReplaceEntry } from './replace-entry.js';

@Controller()
export class ReplaceController {
  constructor(private readonly replacing: ReplaceEntry) {}

  @Route(baseDataRoutes.lookAtReplace)
  look(@Param('kind') kind: BaseDataKind, @Body() body: LookAtReplace): Promise<ReplaceImpact> {
    return this.replacing.look(kind, body);
  }

  @Route(baseDataRoutes.replace)
  run(@Param('kind') kind: BaseDataKind, @Body() body: Asked, @CurrentActor() actor: Actor): Promise<RemapResult> {
    return this.replacing.run(kind, body, actor);
  }
}
