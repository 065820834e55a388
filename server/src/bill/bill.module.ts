import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { DingTalkModule } from '../dingtalk/dingtalk.module.js';
import { ApproveBill } from './approve-bill.js';
import { AskApplicant } from './ask-applicant.js';
import { AwaitOriginal } from './await-original.js';
import { BillController } from './bill.controller.js';
import { BillClaims } from './bill-claims.js';
import { BillHistory } from './bill-history.js';
import { BillLedger } from './bill-ledger.js';
import { BillOrigins } from './bill-origins.js';
import { BillSelections } from './bill-selections.js';
import { ConfirmedRows } from './confirmed-rows.js';
import { DecisionController } from './decision.controller.js';
import { FileController } from './file.controller.js';
import { KnownHistory } from './known-history.js';
import { ListBills } from './list-bills.js';
import { OpenFile } from './open-file.js';
import { ParkBill } from './park-bill.js';
import { ReturnBill } from './return-bill.js';
import { RevealAccount } from './reveal-account.js';
import { SeenBills } from './seen-bills.js';
import { SelectionController } from './selection.controller.js';
import { ShowBill } from './show-bill.js';
import { ShowDecisions } from './show-decisions.js';
import { StaleHandInterceptor } from './stale-hand.interceptor.js';

/** Bills, their life and their review. Other features change bills only through BillLedger. */
@Module({
  imports: [DingTalkModule],
  controllers: [BillController, DecisionController, SelectionController, FileController],
  providers: [
    ApproveBill,
    ConfirmedRows,
    AskApplicant,
    AwaitOriginal,
    BillClaims,
    BillHistory,
    BillLedger,
    BillOrigins,
    BillSelections,
    KnownHistory,
    ListBills,
    OpenFile,
    ParkBill,
    ReturnBill,
    RevealAccount,
    SeenBills,
    ShowBill,
    ShowDecisions,
    { provide: APP_INTERCEPTOR, useClass: StaleHandInterceptor },
  ],
  exports: [
    AwaitOriginal,
    BillClaims,
    BillHistory,
    BillLedger,
    BillSelections,
    KnownHistory,
    ListBills,
    ReturnBill,
    SeenBills,
  ],
})
export class BillModule {}
