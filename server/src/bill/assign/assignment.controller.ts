import type {
  Assignments,
  AssignPreview,
  AssignPreviewOf,
  AssignBills as AssignRequest,
  AssignResult,
  HandOver,
} from '@dingdee/shared/assignment';
import { assignmentRoutes } from '@dingdee/shared/routes/assignment';
import { Body, Controller, Param } from '@nestjs/common';
import { CurrentActor } from '../../access/role/roles.decorator.js';
import { Route } from '../../access/role/route.decorator.js';
import type { Actor } from '../../domain/actor.js';
import { AssignBills } from './assign-bills.js';
import { AssignmentOverview } from './assignment-overview.js';

/** Assignment of bills under review（指派）. */
@Controller()
export class AssignmentController {
  constructor(
    private readonly assigning: AssignBills,
    private readonly overview: AssignmentOverview,
  ) {}

  @Route(assignmentRoutes.list)
  list(@CurrentActor() actor: Actor): Promise<Assignments> {
    return this.overview.list(actor);
  }

  @Route(assignmentRoutes.preview)
  preview(@Body() { refs }: AssignPreviewOf, @CurrentActor() actor: Actor): Promise<AssignPreview> {
    return this.overview.preview(refs, actor);
  }

  @Route(assignmentRoutes.assign)
  assign(@Body() body: AssignRequest, @CurrentActor() actor: Actor): Promise<AssignResult> {
    return this.assigning.assign(body, actor);
  }

  @Route(assignmentRoutes.undo)
  undo(@Param('act') act: string, @CurrentActor() actor: Actor): Promise<{ count: number }> {
    return this.assigning.undo(act, actor);
  }

  @Route(assignmentRoutes.handOver)
  handOver(@Body() body: HandOver, @CurrentActor() actor: Actor): Promise<AssignResult> {
    return this.assigning.handOver(body, actor);
  }
}
