import type { BatchResult, SeenBills } from '@dingdee/shared/bill-batch';
import type { PushCauses } from '@dingdee/shared/push-cause';
import { pushRoutes } from '@dingdee/shared/routes/push';
import { Body, Controller, Param } from '@nestjs/common';
import { CurrentActor } from '../../access/role/roles.decorator.js';
import { Route } from '../../access/role/route.decorator.js';
import { oneByOne } from '../../bill/selection/one-by-one.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { ResumePush } from '../confirm/resume-push.js';
import { ShowCauses } from './show-causes.js';

/** Shows why the bills of an order have stopped, and pushes all bills of one cause again. */
@Controller()
export class CauseController {
  constructor(
    private readonly db: Database,
    private readonly causes: ShowCauses,
    private readonly resume: ResumePush,
  ) {}

  @Route(pushRoutes.causes)
  of(@Param('id') id: string): Promise<PushCauses> {
    return this.causes.of(id);
  }

  @Route(pushRoutes.retry)
  retry(@Body() { items }: SeenBills, @CurrentActor() actor: Actor): Promise<BatchResult> {
    return oneByOne(this.db, items, ({ id, version }) => this.resume.resume(id, version, actor, { among: true }));
  }
}
