import { Module } from '@nestjs/common';
import { BillModule } from '../bill/bill.module.js';
import { BillOrigins } from './bill/bill-origins.js';
import { ShowBill } from './bill/show-bill.js';
import { DecisionController } from './decision/decision.controller.js';
import { ShowDecisions } from './decision/show-decisions.js';
import { ShowHold } from './hold/show-hold.js';
import { ListBills } from './list/list-bills.js';

/** What the screens show. Only here may one SELECT read the tables of several rooms; nothing here writes. */
@Module({
  imports: [BillModule],
  controllers: [DecisionController],
  providers: [BillOrigins, ListBills, ShowBill, ShowDecisions, ShowHold],
  exports: [ListBills, ShowBill, ShowHold],
})
export class ReadModule {}
