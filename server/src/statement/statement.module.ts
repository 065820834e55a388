import { Module } from '@nestjs/common';
import { BaseDataModule } from '../base-data/base-data.module.js';
import { BillModule } from '../bill/bill.module.js';
import { DingTalkModule } from '../connectors/dingtalk/dingtalk.module.js';
import { KingdeeModule } from '../connectors/kingdee/kingdee.module.js';
import { ReadModule } from '../read/read.module.js';
import { NamedDay } from './named-day.js';
import { OnlyInKingdee } from './only-in-kingdee.js';
import { RunStatement } from './run-statement.js';
import { ShowStatement } from './show-statement.js';
import { StatementController } from './statement.controller.js';
import { StatementStore } from './statement-store.js';
import { StatementWorkbook } from './statement-workbook.js';
import { Statements } from './statements.js';

/** 对账: compares DingTalk, the ledger and Kingdee day by day; it only reads them. */
@Module({
  imports: [BaseDataModule, BillModule, DingTalkModule, KingdeeModule, ReadModule],
  controllers: [StatementController],
  providers: [NamedDay, OnlyInKingdee, RunStatement, ShowStatement, StatementStore, StatementWorkbook, Statements],
  exports: [ShowStatement],
})
export class StatementModule {}
