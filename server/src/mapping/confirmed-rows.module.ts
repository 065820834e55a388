import { Global, Module } from '@nestjs/common';
import { ConfirmedRows } from '../bill/review/confirmed-rows.js';
import { OutdatedContent } from '../bill/review/outdated-content.js';
import { BehindMapping } from './run/behind-mapping.js';
import { ConfirmMappingRows } from './table/confirm-mapping-rows.js';

/** What a review of a bill tells the mapping tables, and asks of them. Global, since `bill/` stands below `mapping/` and cannot name it. */
@Global()
@Module({
  providers: [
    { provide: ConfirmedRows, useClass: ConfirmMappingRows },
    { provide: OutdatedContent, useClass: BehindMapping },
  ],
  exports: [ConfirmedRows, OutdatedContent],
})
export class ConfirmedRowsModule {}
