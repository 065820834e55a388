import { Module } from '@nestjs/common';
import { BillModule } from '../bill/bill.module.js';
import { ReadModule } from '../read/read.module.js';
import { BillController } from './bill.controller.js';

/** The entrance to the bills: what is shown comes from the read room, what is done goes to the bill's. */
@Module({ imports: [BillModule, ReadModule], controllers: [BillController] })
export class DeskModule {}
