import { Module } from '@nestjs/common';
import { BaseDataModule } from '../base-data/base-data.module.js';
import { BillModule } from '../bill/bill.module.js';
import { DingTalkModule } from '../connectors/dingtalk/dingtalk.module.js';
import { KingdeeModule } from '../connectors/kingdee/kingdee.module.js';
import { SchemeModule } from '../scheme/scheme.module.js';
import { PutValueAside } from './aside/put-value-aside.js';
import { ChangesController } from './change/changes.controller.js';
import { RowChanges } from './change/row-changes.js';
import { UndoChange } from './change/undo-change.js';
import { ConfirmedRowsModule } from './confirmed-rows.module.js';
import { ApplyImport } from './excel/apply-import.js';
import { ErrorRows } from './excel/error-rows.js';
import { ExcelController } from './excel/excel.controller.js';
import { ExportTable } from './excel/export-table.js';
import { MappingImports } from './excel/mapping-imports.js';
import { UndoImport } from './excel/undo-import.js';
import { BulkEdit } from './fix/bulk-edit.js';
import { FixTarget } from './fix/fix-target.js';
import { PreviewFix } from './fix/preview-fix.js';
import { RelockBill } from './fix/relock-bill.js';
import { SaveFix } from './fix/save-fix.js';
import { SwapValue } from './fix/swap-value.js';
import { UnmappedValues } from './fix/unmapped-values.js';
import { LintController } from './lint/lint.controller.js';
import { LintTables } from './lint/lint-tables.js';
import { MappingController } from './mapping.controller.js';
import { PayeeRecord } from './record/payee-record.js';
import { ReadRelated } from './related/read-related.js';
import { RelatedStore } from './related/related-store.js';
import { ReplaceController } from './replace/replace.controller.js';
import { ReplaceEntry } from './replace/replace-entry.js';
import { ReproduceBillController } from './reproduce/reproduce-bill.controller.js';
import { ReproduceBill } from './reproduce/reproduce-bill.js';
import { BillMapper } from './run/bill-mapper.js';
import { BillsToMap } from './run/bills-to-map.js';
import { CatchUp } from './run/catch-up.js';
import { MapBills } from './run/map-bills.js';
import { MappingBooks } from './run/mapping-books.js';
import { MappingTables } from './table/mapping-tables.js';
import { OwnTables } from './table/own-tables.js';
import { WriteMappingRows } from './table/write-mapping-rows.js';

/** Approvals become payment bills: the engine at work, mapping tables and fixes. */
@Module({
  imports: [BaseDataModule, BillModule, ConfirmedRowsModule, DingTalkModule, KingdeeModule, SchemeModule],
  controllers: [
    ChangesController,
    ExcelController,
    LintController,
    MappingController,
    ReplaceController,
    ReproduceBillController,
  ],
  providers: [
    ApplyImport,
    BillMapper,
    BillsToMap,
    CatchUp,
    ErrorRows,
    ExportTable,
    FixTarget,
    LintTables,
    MapBills,
    MappingBooks,
    MappingImports,
    MappingTables,
    OwnTables,
    PayeeRecord,
    PreviewFix,
    PutValueAside,
    ReadRelated,
    RelatedStore,
    RelockBill,
    ReplaceEntry,
    ReproduceBill,
    RowChanges,
    SaveFix,
    BulkEdit,
    SwapValue,
    UndoChange,
    UndoImport,
    UnmappedValues,
    WriteMappingRows,
  ],
  exports: [
    BillsToMap,
    CatchUp,
    FixTarget,
    MapBills,
    MappingBooks,
    MappingTables,
    ReadRelated,
    RelatedStore,
    ReproduceBill,
    SaveFix,
    UnmappedValues,
  ],
})
export class MappingModule {}
