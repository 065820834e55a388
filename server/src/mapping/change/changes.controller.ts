import type { RemapResult } from '@dingdee/shared/mapping';
import type {
  UndoChange as Asked,
  ChangeUndo,
  LookAtChange,
  MappingChanges,
  MappingChangesQuery,
} from '@dingdee/shared/mapping-change';
import { mappingChangeRoutes } from '@dingdee/shared/routes/mapping-change';
import { Body, Controller, Param, Query } from '@nestjs/common';
import { CurrentActor } from '../../access/role/roles.decorator.js';
import { Route } from '../../access/role/route.decorator.js';
import type { Actor } from '../../domain/actor.js';
import { RowChanges } from './row-changes.js';
import { UndoChange } from './undo-change.js';

@Controller()
export class ChangesController {
  constructor(
    private readonly changes: RowChanges,
    private readonly undoing: UndoChange,
  ) {}

  @Route(mappingChangeRoutes.changes)
  list(@Param('code') code: string, @Query() { row, ...page }: MappingChangesQuery): Promise<MappingChanges> {
    return this.changes.list(code, row, page);
  }

  @Route(mappingChangeRoutes.lookAtUndo)
  look(@Param('code') code: string, @Body() body: LookAtChange): Promise<ChangeUndo> {
    return this.undoing.look(code, body);
  }

  @Route(mappingChangeRoutes.undo)
  undo(@Param('code') code: string, @Body() body: Asked, @CurrentActor() actor: Actor): Promise<RemapResult> {
    return this.undoing.run(code, body, actor);
  }
}
