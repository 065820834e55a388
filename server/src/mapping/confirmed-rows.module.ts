import { Global, Module } from '@nestjs/common';
import { ConfirmedRows } from '../bill/review/confirmed-rows.js';
import { OutdatedContent } from '../bill/review/outdated-content.js';
import { BehindMapping } from './run/behind-mapping.js';
import { ConfirmMappingRows } from './table/confirm-mapping-rows.js';

/**
 * Connects the review of a bill with the mapping tables: confirmed rows and outdated content. Global, because `bill/` is below `mapping/`
 * and cannot name it.
 */
@Global()
@Module({
  providers: [
    { provide: ConfirmedRows, useClass: ConfirmMappingRows },
    { provide: OutdatedContent, useClass: BehindMapping },
  ],
  exports: [ConfirmedRows, OutdatedContent],
})
export class ConfirmedRowsModule {}
