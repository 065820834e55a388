import { Module } from '@nestjs/common';
import { BillModule } from '../bill/bill.module.js';
import { SchemeModule } from '../scheme/scheme.module.js';
import { BaseDataModule } from './base-data.module.js';
import { BillsToMap } from './bills-to-map.js';
import { MapBills } from './map-bills.js';
import { MappingBooks } from './mapping-books.js';
import { ReproduceBill } from './reproduce-bill.js';

/** Approvals become payment bills: the engine at work, mapping tables and fixes. */
@Module({
  imports: [BaseDataModule, BillModule, SchemeModule],
  providers: [BillsToMap, MapBills, MappingBooks, ReproduceBill],
  exports: [MapBills, ReproduceBill],
})
export class MappingModule {}
