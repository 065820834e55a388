import { Module } from '@nestjs/common';
import { BaseDataModule } from '../base-data/base-data.module.js';
import { BillModule } from '../bill/bill.module.js';
import { DingTalkModule } from '../connectors/dingtalk/dingtalk.module.js';
import { SchemeModule } from '../scheme/scheme.module.js';
import { ConfirmedRowsModule } from './confirmed-rows.module.js';
import { FixTarget } from './fix/fix-target.js';
import { PreviewFix } from './fix/preview-fix.js';
import { SaveFix } from './fix/save-fix.js';
import { UnmappedValues } from './fix/unmapped-values.js';
import { MappingController } from './mapping.controller.js';
import { ReproduceBillController } from './reproduce/reproduce-bill.controller.js';
import { ReproduceBill } from './reproduce/reproduce-bill.js';
import { BillsToMap } from './run/bills-to-map.js';
import { MapBills } from './run/map-bills.js';
import { MappingBooks } from './run/mapping-books.js';
import { MappingTables } from './table/mapping-tables.js';
import { WriteMappingRows } from './table/write-mapping-rows.js';

/** Approvals become payment bills: the engine at work, mapping tables and fixes. */
@Module({
  imports: [BaseDataModule, BillModule, ConfirmedRowsModule, DingTalkModule, SchemeModule],
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
