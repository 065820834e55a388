import { Module } from '@nestjs/common';
import { BaseDataModule } from '../base-data/base-data.module.js';
import { CloseController } from './close.controller.js';
import { CloseChangeList } from './close-changes.js';
import { CloseStore } from './close-store.js';
import { CloseWorkbook } from './close-workbook.js';
import { MonthContent } from './month-content.js';
import { ShowClose } from './show-close.js';
import { SignClosePack } from './sign-close.js';

/** 月结账包: a month composed of its statements, signed by two people, and the changes after that. */
@Module({
  imports: [BaseDataModule],
  controllers: [CloseController],
  providers: [CloseChangeList, CloseStore, CloseWorkbook, MonthContent, ShowClose, SignClosePack],
})
export class CloseModule {}
