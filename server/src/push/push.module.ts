import { Module } from '@nestjs/common';
import { BillModule } from '../bill/bill.module.js';
import { IntakeModule } from '../intake/intake.module.js';
import { KingdeeModule } from '../kingdee/kingdee.module.js';
import { BaseDataModule } from '../mapping/base-data.module.js';
import { MappingModule } from '../mapping/mapping.module.js';
import { SchemeModule } from '../scheme/scheme.module.js';
import { WritebackModule } from '../writeback/writeback.module.js';
import { AdoptBill } from './adopt-bill.js';
import { ClaimPush } from './claim-push.js';
import { CompareStored } from './compare-stored.js';
import { ConfirmAlready } from './confirm-already.js';
import { ConfirmPush } from './confirm-push.js';
import { DoubtfulBillController } from './doubtful-bill.controller.js';
import { FinishWithdrawal } from './finish-withdrawal.js';
import { HaltedBillController } from './halted-bill.controller.js';
import { HandOverBill } from './hand-over-bill.js';
import { LookBeforeSend } from './look-before-send.js';
import { OwnPushes } from './own-pushes.js';
import { PreviewPush } from './preview-push.js';
import { PushController } from './push.controller.js';
import { PushBills } from './push-bills.js';
import { PushCalls } from './push-calls.js';
import { PushOrders } from './push-orders.js';
import { PushPauseController } from './push-pause.controller.js';
import { PushPauses } from './push-pauses.js';
import { ResendBill } from './resend-bill.js';
import { ResumePush } from './resume-push.js';
import { RunWithdrawals } from './run-withdrawals.js';
import { SaveGuards } from './save-guards.js';
import { SettleInDoubt } from './settle-in-doubt.js';
import { SettlePush } from './settle-push.js';
import { SettleWithdrawal } from './settle-withdrawal.js';
import { ShowNumbers } from './show-numbers.js';
import { ShowPushOrder } from './show-push-order.js';
import { ToldBefore } from './told-before.js';
import { WithdrawBill } from './withdraw-bill.js';
import { WithdrawalMoves } from './withdrawal-moves.js';
import { WithdrawalRecords } from './withdrawal-records.js';

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
