import type { AdoptBill as AdoptBody, ReasonedAction } from '@dingdee/shared/bill';
import type { BatchResult, BillRefs, ResendBills } from '@dingdee/shared/bill-batch';
import type { ResendPreview } from '@dingdee/shared/push-doubt';
import { pushRoutes } from '@dingdee/shared/routes/push';
import { Body, Controller, Param } from '@nestjs/common';
import { CurrentActor } from '../../access/role/roles.decorator.js';
import { Route } from '../../access/role/route.decorator.js';
import { oneByOne } from '../../bill/selection/one-by-one.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { AdoptBill } from './adopt-bill.js';
import { PreviewResend } from './preview-resend.js';
import { ResendBill } from './resend-bill.js';

/** The decisions of a person about a save that no look has settled. */
@Controller()
export class DoubtfulBillController {
  constructor(
    private readonly adopting: AdoptBill,
    private readonly resending: ResendBill,
    private readonly preview: PreviewResend,
    private readonly db: Database,
  ) {}

  @Route(pushRoutes.adopt)
  adopt(@Param('id') id: string, @Body() body: AdoptBody, @CurrentActor() actor: Actor): Promise<void> {
    return this.adopting.run(id, body.version, body.number, actor);
  }

  @Route(pushRoutes.previewResend)
  previewResend(@Body() refs: BillRefs, @CurrentActor() actor: Actor): Promise<ResendPreview> {
    return this.preview.run(refs, actor);
  }

  /** Takes one decision for all bills that a lost answer left to a person; each bill needs its own two looks. */
  @Route(pushRoutes.resendMany)
  resendMany(@Body() { items, reason }: ResendBills, @CurrentActor() actor: Actor): Promise<BatchResult> {
    return oneByOne(this.db, items, ({ id, version }) =>
      this.resending.run(id, version, reason, actor, { together: true }),
    );
  }

  @Route(pushRoutes.resend)
  resend(@Param('id') id: string, @Body() body: ReasonedAction, @CurrentActor() actor: Actor): Promise<void> {
    return this.resending.run(id, body.version, body.reason, actor);
  }
}
