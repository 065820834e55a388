import { Module } from '@nestjs/common';
import { BillClaims } from './bill-claims.js';
import { BillLedger } from './bill-ledger.js';

/** Bills and their life. Other features change bills only through BillLedger. */
@Module({ providers: [BillClaims, BillLedger], exports: [BillClaims, BillLedger] })
export class BillModule {}
