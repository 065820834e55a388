import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { DatasetController } from './dataset.controller.js';
import { ExportRoom } from './export/export-room.js';
import { ExportStore } from './export/export-store.js';
import { Exports } from './export/exports.js';
import { RunExport } from './export/run-export.js';
import { OpenController } from './open.controller.js';
import { Datasets } from './read/datasets.js';

/** Datasets（数据集）for people and other systems: pages, exported files, and reads by token. */
@Module({
  imports: [AccessModule],
  controllers: [DatasetController, OpenController],
  providers: [Datasets, Exports, ExportStore, ExportRoom, RunExport],
  exports: [Datasets],
})
export class DatasetModule {}
