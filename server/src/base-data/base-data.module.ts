import { Module } from '@nestjs/common';
import { KingdeeModule } from '../connectors/kingdee/kingdee.module.js';
import { BaseDataController } from './base-data.controller.js';
import { BaseDataCatalog } from './base-data-catalog.js';
import { BaseDataStore } from './base-data-store.js';
import { EmptiedBaseData } from './emptied/emptied-base-data.js';
import { Increments } from './incremental/increments.js';
import { ReadChanges } from './incremental/read-changes.js';
import { OwnFields } from './own-field/own-fields.js';
import { ReadKind } from './read-kind.js';
import { RefusedBaseData } from './refused/refused-base-data.js';
import { SeenOrganisations } from './seen/seen-organisations.js';

@Module({
  imports: [KingdeeModule],
  controllers: [BaseDataController],
  providers: [
    BaseDataStore,
    EmptiedBaseData,
    Increments,
    ReadKind,
    ReadChanges,
    OwnFields,
    SeenOrganisations,
    BaseDataCatalog,
    RefusedBaseData,
  ],
  exports: [BaseDataCatalog, EmptiedBaseData, OwnFields, RefusedBaseData],
})
export class BaseDataModule {}
