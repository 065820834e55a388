import { remapResult } from '@dingdee/shared/mapping';
import {
  type ApplyImport,
  type ImportKind,
  importDiff,
  importLinePage,
  importRecords,
  type OpenImport,
} from '@dingdee/shared/mapping-import';
import { addressOf, call, callBytes } from './http.js';

/** Exports mapping tables to Excel and imports them. */
export const mappingImportApi = {
  export: (code: string, signal: AbortSignal) =>
    callBytes(addressOf('GET /api/mapping/tables/:code/export', { code }), signal),
  open: (code: string, body: OpenImport) =>
    call('POST /api/mapping/tables/:code/imports', { params: { code }, body, answer: importDiff }),
  lines: (id: string, query: { kind: ImportKind; cursor?: string; limit?: number }) =>
    call('GET /api/mapping/imports/:id', { params: { id }, query, answer: importLinePage }),
  errors: (id: string, signal: AbortSignal) =>
    callBytes(addressOf('GET /api/mapping/imports/:id/errors', { id }), signal),
  apply: (id: string, body: ApplyImport) =>
    call('POST /api/mapping/imports/:id/apply', { params: { id }, body, answer: remapResult }),
  undo: (id: string) => call('POST /api/mapping/imports/:id/undo', { params: { id }, answer: remapResult }),
  records: (code: string) => call('GET /api/mapping/tables/:code/imports', { params: { code }, answer: importRecords }),
};
export type MappingImportApi = typeof mappingImportApi;
