import { Module } from '@nestjs/common';
import { BaseDataModule } from '../base-data/base-data.module.js';
import { BillModule } from '../bill/bill.module.js';
import { SchemeModule } from '../scheme/scheme.module.js';
import { BaseDataOverviewController } from './base-data/base-data-overview.controller.js';
import { ShowBaseData } from './base-data/show-base-data.js';
import { ShowEntryUses } from './base-data/show-entry-uses.js';
import { ApprovalController } from './bill/approval.controller.js';
import { BillOrigins } from './bill/bill-origins.js';
import { FindAlike } from './bill/find-alike.js';
import { ShowApproval } from './bill/show-approval.js';
import { ShowBill } from './bill/show-bill.js';
import { SourceEdits } from './bill/source-edits.js';
import { TellReceipts } from './bill/tell-receipts.js';
import { DayController } from './day/day.controller.js';
import { ListDayApprovals } from './day/list-day-approvals.js';
import { ShowDays } from './day/show-days.js';
import { DecisionController } from './decision/decision.controller.js';
import { ShowDecisions } from './decision/show-decisions.js';
import { FormListController } from './form/form-list.controller.js';
import { ShowForms } from './form/show-forms.js';
import { ShowHold } from './hold/show-hold.js';
import { ListBills } from './list/list-bills.js';
import { CheckImport } from './scheme/check-import.js';
import { ShowEnabling } from './scheme/show-enabling.js';
import { ShowOpenings } from './scheme/show-openings.js';
import { ShowVersions } from './scheme/show-versions.js';
import { VersionController } from './scheme/version.controller.js';

/** Reads for the screens. Only in this room may one SELECT read the tables of several rooms; nothing here writes. */
@Module({
  imports: [BaseDataModule, BillModule, SchemeModule],
  controllers: [
    ApprovalController,
    BaseDataOverviewController,
    DayController,
    DecisionController,
    FormListController,
    VersionController,
  ],
  providers: [
    BillOrigins,
    FindAlike,
    ListBills,
    ListDayApprovals,
    ShowApproval,
    ShowBaseData,
    ShowBill,
    ShowDays,
    ShowDecisions,
    ShowEntryUses,
    ShowForms,
    ShowHold,
    CheckImport,
    ShowEnabling,
    ShowOpenings,
    ShowVersions,
    SourceEdits,
    TellReceipts,
  ],
  exports: [ListBills, ShowBill, ShowDays, ShowForms, ShowHold],
})
export class ReadModule {}
