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

/** Bills that were paid outside this program（线下已处理）, with a look into Kingdee. The `bill` room closes the bills themselves. */
@Module({
  imports: [BaseDataModule, BillModule, KingdeeModule, ReadModule],
  controllers: [OutsideController],
  providers: [HandleOutside, LookOutside, OutsideLooks, RestoreOutside],
  exports: [RestoreOutside],
})
export class OutsideModule {}
