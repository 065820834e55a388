import { remapResult } from '@dingdee/shared/mapping';
import { changeUndo, type LookAtChange, mappingChanges, type UndoChange } from '@dingdee/shared/mapping-change';
import { call } from './http.js';

/** Reads the history of the rows of a mapping table. */
export const mappingChangeApi = {
  changes: (code: string, query: { row?: string; cursor?: string }) =>
    call('GET /api/mapping/tables/:code/changes', { params: { code }, query, answer: mappingChanges }),
  look: (code: string, body: LookAtChange) =>
    call('POST /api/mapping/tables/:code/changes/look', { params: { code }, body, answer: changeUndo }),
  undo: (code: string, body: UndoChange) =>
    call('POST /api/mapping/tables/:code/changes/undo', { params: { code }, body, answer: remapResult }),
};
