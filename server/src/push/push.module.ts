import { Module } from '@nestjs/common';
import { BaseDataModule } from '../base-data/base-data.module.js';
import { BillModule } from '../bill/bill.module.js';
import { KingdeeModule } from '../connectors/kingdee/kingdee.module.js';
import { IntakeModule } from '../intake/intake.module.js';
import { MappingModule } from '../mapping/mapping.module.js';
import { SchemeModule } from '../scheme/scheme.module.js';
import { WritebackModule } from '../writeback/writeback.module.js';
import { PushCalls } from './call/push-calls.js';
import { SaveGuards } from './call/save-guards.js';
import { ConfirmPush } from './confirm/confirm-push.js';
import { HaltedBillController } from './confirm/halted-bill.controller.js';
import { OwnPushes } from './confirm/own-pushes.js';
import { PreviewPush } from './confirm/preview-push.js';
import { PushController } from './confirm/push.controller.js';
import { ResumePush } from './confirm/resume-push.js';
import { ShowPushOrder } from './confirm/show-push-order.js';
import { AdoptBill } from './doubt/adopt-bill.js';
import { DoubtfulBillController } from './doubt/doubtful-bill.controller.js';
import { ResendBill } from './doubt/resend-bill.js';
import { SettleInDoubt } from './doubt/settle-in-doubt.js';
import { PushOrders } from './order/push-orders.js';
import { PushPauseController } from './order/push-pause.controller.js';
import { PushPauses } from './order/push-pauses.js';
import { ClaimPush } from './send/claim-push.js';
import { CompareStored } from './send/compare-stored.js';
import { ConfirmAlready } from './send/confirm-already.js';
import { LookBeforeSend } from './send/look-before-send.js';
import { PushBills } from './send/push-bills.js';
import { SettlePush } from './send/settle-push.js';
import { ShowNumbers } from './send/show-numbers.js';
import { ToldBefore } from './send/told-before.js';
import { FinishWithdrawal } from './withdraw/finish-withdrawal.js';
import { HandOverBill } from './withdraw/hand-over-bill.js';
import { RunWithdrawals } from './withdraw/run-withdrawals.js';
import { SettleWithdrawal } from './withdraw/settle-withdrawal.js';
import { WithdrawBill } from './withdraw/withdraw-bill.js';
import { WithdrawalMoves } from './withdraw/withdrawal-moves.js';
import { WithdrawalRecords } from './withdraw/withdrawal-records.js';

/** save → submit → audit, with a receipt for each (product.md §2, §3). */
@Module({
  imports: [BillModule, IntakeModule, KingdeeModule, BaseDataModule, MappingModule, SchemeModule, WritebackModule],
  controllers: [PushController, PushPauseController, HaltedBillController, DoubtfulBillController],
  providers: [
    AdoptBill,
    ClaimPush,
    CompareStored,
    ConfirmAlready,
    ConfirmPush,
    FinishWithdrawal,
    HandOverBill,
    LookBeforeSend,
    PreviewPush,
    PushBills,
    PushCalls,
    OwnPushes,
    PushOrders,
    PushPauses,
    ResendBill,
    ResumePush,
    RunWithdrawals,
    SaveGuards,
    SettleInDoubt,
    SettlePush,
    SettleWithdrawal,
    ShowNumbers,
    ShowPushOrder,
    ToldBefore,
    WithdrawBill,
    WithdrawalMoves,
    WithdrawalRecords,
  ],
})
export class PushModule {}
