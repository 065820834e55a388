import type { FreezeSelection, Selection } from '@dingdee/shared/bill-batch';
import { billRoutes } from '@dingdee/shared/routes/bill';
import { Body, Controller, Param } from '@nestjs/common';
import { CurrentActor } from '../../access/role/roles.decorator.js';
import { Route } from '../../access/role/route.decorator.js';
import type { Actor } from '../../domain/actor.js';
import { BillSelections } from './bill-selections.js';

/** Selections（全选符合条件）, frozen on the server; only the person who made one can use it. */
@Controller()
export class SelectionController {
  constructor(private readonly selections: BillSelections) {}

  @Route(billRoutes.select)
  create(@Body() filter: FreezeSelection, @CurrentActor() actor: Actor): Promise<Selection> {
    return this.selections.create(filter, actor);
  }

  @Route(billRoutes.selection)
  show(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<Selection> {
    return this.selections.show(id, actor);
  }
}
