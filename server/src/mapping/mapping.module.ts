import { Module } from '@nestjs/common';
import { BillModule } from '../bill/bill.module.js';
import { DingTalkModule } from '../dingtalk/dingtalk.module.js';
import { SchemeModule } from '../scheme/scheme.module.js';
import { BaseDataModule } from './base-data.module.js';
import { BillsToMap } from './bills-to-map.js';
import { FixTarget } from './fix-target.js';
import { MapBills } from './map-bills.js';
import { MappingController } from './mapping.controller.js';
import { MappingBooks } from './mapping-books.js';
import { MappingTables } from './mapping-tables.js';
import { PreviewFix } from './preview-fix.js';
import { ReproduceBillController } from './reproduce-bill.controller.js';
import { ReproduceBill } from './reproduce-bill.js';
import { SaveFix } from './save-fix.js';
import { UnmappedValues } from './unmapped-values.js';
import { WriteMappingRows } from './write-mapping-rows.js';

/** Approvals become payment bills: the engine at work, mapping tables and fixes. */
@Module({
  imports: [BaseDataModule, BillModule, DingTalkModule, SchemeModule],
  controllers: [MappingController, ReproduceBillController],
  providers: [
    BillsToMap,
    FixTarget,
    MapBills,
    MappingBooks,
    MappingTables,
    PreviewFix,
    ReproduceBill,
    SaveFix,
    UnmappedValues,
    WriteMappingRows,
  ],
  exports: [MapBills, ReproduceBill],
})
export class MappingModule {}
