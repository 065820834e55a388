import { Module } from '@nestjs/common';
import { BillModule } from '../bill/bill.module.js';
import { OutsideModule } from '../outside/outside.module.js';
import { ReadModule } from '../read/read.module.js';
import { BillController } from './bill.controller.js';
import { ShowGroups } from './show-groups.js';
import { SavedViews } from './view/saved-views.js';
import { ViewController } from './view/view.controller.js';

/** The entrance to the bills: what is shown comes from the read room, what is done goes to the bill's. */
@Module({
  imports: [BillModule, OutsideModule, ReadModule],
  controllers: [BillController, ViewController],
  providers: [SavedViews, ShowGroups],
})
export class DeskModule {}
