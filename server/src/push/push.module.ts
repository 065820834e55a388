import { Module } from '@nestjs/common';
import { BillModule } from '../bill/bill.module.js';
import { KingdeeModule } from '../kingdee/kingdee.module.js';
import { BaseDataModule } from '../mapping/base-data.module.js';
import { SchemeModule } from '../scheme/scheme.module.js';
import { WritebackModule } from '../writeback/writeback.module.js';
import { ClaimPush } from './claim-push.js';
import { CompareStored } from './compare-stored.js';
import { ConfirmPush } from './confirm-push.js';
import { HaltedBillController } from './halted-bill.controller.js';
import { PreviewPush } from './preview-push.js';
import { PushController } from './push.controller.js';
import { PushBills } from './push-bills.js';
import { PushCalls } from './push-calls.js';
import { PushOrders } from './push-orders.js';
import { PushPauseController } from './push-pause.controller.js';
import { PushPauses } from './push-pauses.js';
import { ResumePush } from './resume-push.js';
import { SettleInDoubt } from './settle-in-doubt.js';
import { SettlePush } from './settle-push.js';
import { ShowPushOrder } from './show-push-order.js';

/** save → submit → audit, with a receipt for each (product.md §2, §3). */
@Module({
  imports: [BillModule, KingdeeModule, BaseDataModule, SchemeModule, WritebackModule],
  controllers: [PushController, PushPauseController, HaltedBillController],
  providers: [
    ClaimPush,
    CompareStored,
    ConfirmPush,
    PreviewPush,
    PushBills,
    PushCalls,
    PushOrders,
    PushPauses,
    ResumePush,
    SettleInDoubt,
    SettlePush,
    ShowPushOrder,
  ],
})
export class PushModule {}
