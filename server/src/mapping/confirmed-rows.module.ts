import { Global, Module } from '@nestjs/common';
import { ConfirmedRows } from '../bill/review/confirmed-rows.js';
import { ConfirmMappingRows } from './table/confirm-mapping-rows.js';

/** What a review of a bill tells the mapping tables. Global, since `bill/` stands below `mapping/` and cannot name it. */
@Global()
@Module({
  providers: [{ provide: ConfirmedRows, useClass: ConfirmMappingRows }],
  exports: [ConfirmedRows],
})
export class ConfirmedRowsModule {}
