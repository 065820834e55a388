import { viewRoutes } from '@dingdee/shared/routes/view';
import type { PutView, SavedView, SavedViews as SavedViewsAnswer } from '@dingdee/shared/view';
import { Body, Controller, Param } from '@nestjs/common';
import { CurrentActor } from '../../access/role/roles.decorator.js';
import { Route } from '../../access/role/route.decorator.js';
import type { Actor } from '../../domain/actor.js';
import { SavedViews } from './saved-views.js';

@Controller()
export class ViewController {
  constructor(private readonly views: SavedViews) {}

  @Route(viewRoutes.list)
  list(@CurrentActor() actor: Actor): Promise<SavedViewsAnswer> {
    return this.views.all(actor);
  }

  @Route(viewRoutes.create)
  create(@Body() view: PutView, @CurrentActor() actor: Actor): Promise<SavedView> {
    return this.views.create(view, actor);
  }

  @Route(viewRoutes.change)
  change(@Param('id') id: string, @Body() view: PutView, @CurrentActor() actor: Actor): Promise<SavedView> {
    return this.views.change(id, view, actor);
  }

  @Route(viewRoutes.remove)
  remove(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<void> {
    return this.views.remove(id, actor);
  }
}
