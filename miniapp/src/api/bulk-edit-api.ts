import { batchResult } from '@dingdee/shared/bill-batch';
import { type BulkEdit, bulkEditPreview, type PreviewBulkEdit } from '@dingdee/shared/bulk-edit';
import { call } from './http.js';

/** 成批改: changes one field of several bills. */
export const bulkEditApi = {
  preview: (body: PreviewBulkEdit) => call('POST /api/mapping/bulk-edits/preview', { body, answer: bulkEditPreview }),
  save: (body: BulkEdit) => call('POST /api/mapping/bulk-edits', { body, answer: batchResult }),
};
