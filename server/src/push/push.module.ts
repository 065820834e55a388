import { Module } from '@nestjs/common';
import { BaseDataModule } from '../base-data/base-data.module.js';
import { BillModule } from '../bill/bill.module.js';
import { DingTalkModule } from '../connectors/dingtalk/dingtalk.module.js';
import { KingdeeModule } from '../connectors/kingdee/kingdee.module.js';
import { IntakeModule } from '../intake/intake.module.js';
import { MappingModule } from '../mapping/mapping.module.js';
import { ReadModule } from '../read/read.module.js';
import { SchemeModule } from '../scheme/scheme.module.js';
import { WritebackModule } from '../writeback/writeback.module.js';
import { PushCalls } from './call/push-calls.js';
import { SaveGuards } from './call/save-guards.js';
import { CauseController } from './cause/cause.controller.js';
import { ShowCauses } from './cause/show-causes.js';
import { ConfirmPush } from './confirm/confirm-push.js';
import { HaltedBillController } from './confirm/halted-bill.controller.js';
import { OwnPushes } from './confirm/own-pushes.js';
import { PreviewPush } from './confirm/preview-push.js';
import { PushController } from './confirm/push.controller.js';
import { ResumePush } from './confirm/resume-push.js';
import { ShowPushOrder } from './confirm/show-push-order.js';
import { TryNow } from './confirm/try-now.js';
import { AdoptBill } from './doubt/adopt-bill.js';
import { DoubtfulBillController } from './doubt/doubtful-bill.controller.js';
import { PreviewResend } from './doubt/preview-resend.js';
import { ResendBill } from './doubt/resend-bill.js';
import { SettleInDoubt } from './doubt/settle-in-doubt.js';
import { PushOrders } from './order/push-orders.js';
import { PushPauseController } from './order/push-pause.controller.js';
import { PushPauses } from './order/push-pauses.js';
import { UnheardForms } from './order/unheard-forms.js';
import { ChangedParts } from './send/changed-parts.js';
import { ClaimPush } from './send/claim-push.js';
import { CompareStored } from './send/compare-stored.js';
import { ConfirmAlready } from './send/confirm-already.js';
import { FirstBills } from './send/first-bills.js';
import { FormerDay } from './send/former-day.js';
import { FormerEngine } from './send/former-engine.js';
import { IntendPush } from './send/intend-push.js';
import { LookBeforeSend } from './send/look-before-send.js';
import { LookBeforeSubmit } from './send/look-before-submit.js';
import { MustBeAsked } from './send/must-be-asked.js';
import { OtherBills } from './send/other-bills.js';
import { PushBills } from './send/push-bills.js';
import { ReadAgainBeforeSend } from './send/read-again.js';
import { ReadAmending } from './send/read-amending.js';
import { RecheckSource } from './send/recheck-source.js';
import { RelatedAgain } from './send/related-again.js';
import { SettlePush } from './send/settle-push.js';
import { ShowNumbers } from './send/show-numbers.js';
import { SourceChecks } from './send/source-checks.js';
import { ToldBefore } from './send/told-before.js';
import { NoPaymentController } from './unpaid/no-payment.controller.js';
import { NoPayment } from './unpaid/no-payment.js';
import { FinishWithdrawal } from './withdraw/finish-withdrawal.js';
import { HandOverBill } from './withdraw/hand-over-bill.js';
import { RunWithdrawals } from './withdraw/run-withdrawals.js';
import { SettleWithdrawal } from './withdraw/settle-withdrawal.js';
import { WithdrawBill } from './withdraw/withdraw-bill.js';
import { WithdrawalMoves } from './withdraw/withdrawal-moves.js';
import { WithdrawalRecords } from './withdraw/withdrawal-records.js';

/** Pushes bills to Kingdee: save → submit → audit, with a receipt for each (product.md §2, §3). */
@Module({
  imports: [
    BillModule,
    DingTalkModule,
    IntakeModule,
    KingdeeModule,
    BaseDataModule,
    MappingModule,
    ReadModule,
    SchemeModule,
    WritebackModule,
  ],
  controllers: [
    CauseController,
    PushController,
    PushPauseController,
    HaltedBillController,
    DoubtfulBillController,
    NoPaymentController,
  ],
  providers: [
    AdoptBill,
    ChangedParts,
    ClaimPush,
    CompareStored,
    ConfirmAlready,
    ConfirmPush,
    FinishWithdrawal,
    HandOverBill,
    IntendPush,
    LookBeforeSend,
    LookBeforeSubmit,
    MustBeAsked,
    NoPayment,
    PreviewPush,
    PushBills,
    PushCalls,
    OwnPushes,
    PushOrders,
    PushPauses,
    ReadAgainBeforeSend,
    ReadAmending,
    RelatedAgain,
    RecheckSource,
    PreviewResend,
    ResendBill,
    ResumePush,
    TryNow,
    RunWithdrawals,
    SaveGuards,
    SettleInDoubt,
    SettlePush,
    SettleWithdrawal,
    ShowCauses,
    ShowNumbers,
    FirstBills,
    FormerDay,
    FormerEngine,
    ShowPushOrder,
    SourceChecks,
    ToldBefore,
    UnheardForms,
    OtherBills,
    WithdrawBill,
    WithdrawalMoves,
    WithdrawalRecords,
  ],
  exports: [CompareStored, ShowPushOrder],
})
export class PushModule {}
