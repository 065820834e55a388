import type {
  Completeness,
  CompletenessQuery,
  DayApprovals,
  DayApprovalsQuery,
  FormQuery,
  IncompleteDays,
  LeftOut,
  LeftOutQuery,
} from '@dingdee/shared/completeness';
import { intakeRoutes } from '@dingdee/shared/routes/intake';
import { Controller, Param, Query } from '@nestjs/common';
import { Route } from '../../access/role/route.decorator.js';
import { ListDayApprovals } from './list-day-approvals.js';
import { ShowDays } from './show-days.js';

/** Routes for 每天是否完整. */
@Controller()
export class DayController {
  constructor(
    private readonly days: ShowDays,
    private readonly approvals: ListDayApprovals,
  ) {}

  @Route(intakeRoutes.days)
  show(@Query() { days, processCode }: CompletenessQuery): Promise<Completeness> {
    return this.days.show(days, processCode);
  }

  @Route(intakeRoutes.incomplete)
  incomplete(): Promise<IncompleteDays> {
    return this.days.incomplete();
  }

  @Route(intakeRoutes.leftOut)
  leftOut(@Query() { processCode }: FormQuery): Promise<LeftOut> {
    return this.days.leftOut(processCode);
  }

  @Route(intakeRoutes.leftOutApprovals)
  listLeftOut(@Query() query: LeftOutQuery): Promise<DayApprovals> {
    return this.approvals.leftOut(query);
  }

  @Route(intakeRoutes.settled)
  listSettled(@Query() { processCode }: FormQuery): Promise<DayApprovals> {
    return this.approvals.settled(processCode);
  }

  @Route(intakeRoutes.dayApprovals)
  list(@Param('day') day: string, @Query() query: DayApprovalsQuery): Promise<DayApprovals> {
    return this.approvals.list(day, query);
  }
}
