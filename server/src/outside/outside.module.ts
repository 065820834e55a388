import { Module } from '@nestjs/common';
import { BaseDataModule } from '../base-data/base-data.module.js';
import { BillModule } from '../bill/bill.module.js';
import { KingdeeModule } from '../connectors/kingdee/kingdee.module.js';
import { ReadModule } from '../read/read.module.js';
import { HandleOutside } from './handle-outside.js';
import { LookOutside } from './look-outside.js';
import { OutsideController } from './outside.controller.js';
import { OutsideLooks } from './outside-looks.js';
import { RestoreOutside } from './restore-outside.js';

/** 线下已处理: what was paid without us, with a look into Kingdee. The bills themselves are closed in the bill's room. */
@Module({
  imports: [BaseDataModule, BillModule, KingdeeModule, ReadModule],
  controllers: [OutsideController],
  providers: [HandleOutside, LookOutside, OutsideLooks, RestoreOutside],
  exports: [RestoreOutside],
})
export class OutsideModule {}
