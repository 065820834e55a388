import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { DingTalkModule } from '../connectors/dingtalk/dingtalk.module.js';
import { AssignBills } from './assign/assign-bills.js';
import { AssignmentController } from './assign/assignment.controller.js';
import { AssignmentOverview } from './assign/assignment-overview.js';
import { FileController } from './file/file.controller.js';
import { OpenFile } from './file/open-file.js';
import { BillHistory } from './history/bill-history.js';
import { BillClaims } from './ledger/bill-claims.js';
import { BillLedger } from './ledger/bill-ledger.js';
import { KnownHistory } from './ledger/known-history.js';
import { NoteLook } from './look/note-look.js';
import { AskApplicant } from './park/ask-applicant.js';
import { AwaitOriginal } from './park/await-original.js';
import { ParkBill } from './park/park-bill.js';
import { ParkMany } from './park/park-many.js';
import { RestoreBill } from './park/restore-bill.js';
import { ReturnBill } from './park/return-bill.js';
import { ApproveBill } from './review/approve-bill.js';
import { RevealAccount } from './review/reveal-account.js';
import { SeenBills } from './review/seen-bills.js';
import { StaleHandInterceptor } from './review/stale-hand.interceptor.js';
import { BillSelections } from './selection/bill-selections.js';
import { BulkOffers } from './selection/bulk-offers.js';
import { SelectionController } from './selection/selection.controller.js';

/** Bills, their states and their review. Other features change bills only through BillLedger. */
@Module({
  imports: [DingTalkModule],
  controllers: [AssignmentController, SelectionController, FileController],
  providers: [
    ApproveBill,
    AskApplicant,
    AssignBills,
    AssignmentOverview,
    AwaitOriginal,
    BillClaims,
    BillHistory,
    BillLedger,
    BillSelections,
    BulkOffers,
    KnownHistory,
    NoteLook,
    OpenFile,
    ParkBill,
    ParkMany,
    RestoreBill,
    ReturnBill,
    RevealAccount,
    SeenBills,
    { provide: APP_INTERCEPTOR, useClass: StaleHandInterceptor },
  ],
  exports: [
    ApproveBill,
    AskApplicant,
    AwaitOriginal,
    BillClaims,
    BillHistory,
    BillLedger,
    BillSelections,
    BulkOffers,
    KnownHistory,
    NoteLook,
    ParkBill,
    ParkMany,
    RestoreBill,
    ReturnBill,
    RevealAccount,
    SeenBills,
  ],
})
export class BillModule {}
