import { Module } from '@nestjs/common';
import { KingdeeModule } from '../connectors/kingdee/kingdee.module.js';
import { BaseDataController } from './base-data.controller.js';
import { BaseDataCatalog } from './base-data-catalog.js';
import { BaseDataStore } from './base-data-store.js';
import { EmptiedBaseData } from './emptied/emptied-base-data.js';
import { SearchBaseData } from './search-base-data.js';

@Module({
  imports: [KingdeeModule],
  controllers: [BaseDataController],
  providers: [BaseDataStore, EmptiedBaseData, SearchBaseData, BaseDataCatalog],
  exports: [BaseDataCatalog, EmptiedBaseData],
})
export class BaseDataModule {}
