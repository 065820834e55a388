import { Module } from '@nestjs/common';
import { BillLedger } from './bill-ledger.js';

/** Bills and their life. Other features change bills only through BillLedger. */
@Module({ providers: [BillLedger], exports: [BillLedger] })
export class BillModule {}
