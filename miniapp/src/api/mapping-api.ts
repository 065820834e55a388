import {
  type BaseDataKind,
  baseDataOverview,
  baseDataPage,
  baseDataRefresh,
  baseDataUses,
  type DecideEmptied,
  emptiedDecided,
} from '@dingdee/shared/base-data';
import { type LookAtReplace, type ReplaceEntry, replaceImpact } from '@dingdee/shared/entry-replace';
import {
  type LookAtPayeeRecord,
  type MappingFix,
  mappingImpact,
  mappingRowPage,
  mappingTables,
  type OwnTable,
  type PutMappingRows,
  payeeRecord,
  type RemoveRowQuery,
  type RenameTable,
  remapResult,
  type TakeBackFix,
  type UsePayeeRecord,
  unmappedValues,
} from '@dingdee/shared/mapping';
import { findingPage } from '@dingdee/shared/mapping-lint';
import type { PutAside, RestoreValue } from '@dingdee/shared/value-aside';
import { call } from './http.js';

export const mappingApi = {
  tables: () => call('GET /api/mapping/tables', { answer: mappingTables }),
  createTable: (body: OwnTable) => call('POST /api/mapping/tables', { body, answer: mappingTables }),
  renameTable: (code: string, body: RenameTable) =>
    call('PATCH /api/mapping/tables/:code', { params: { code }, body, answer: mappingTables }),
  removeTable: (code: string) => call('DELETE /api/mapping/tables/:code', { params: { code }, answer: mappingTables }),
  rows: (code: string, query: { q?: string; org?: string; cursor?: string; limit?: number }) =>
    call('GET /api/mapping/tables/:code/rows', { params: { code }, query, answer: mappingRowPage }),
  putRows: (code: string, body: PutMappingRows) =>
    call('PUT /api/mapping/tables/:code/rows', { params: { code }, body, answer: remapResult }),
  removeRow: (code: string, id: string, query: RemoveRowQuery = {}) =>
    call('DELETE /api/mapping/tables/:code/rows/:id', { params: { code, id }, query, answer: remapResult }),
  unmapped: (code: string, q?: string) =>
    call('GET /api/mapping/tables/:code/unmapped', { params: { code }, query: { q }, answer: unmappedValues }),
  aside: (code: string) =>
    call('GET /api/mapping/tables/:code/unmapped', {
      params: { code },
      query: { only: 'aside' },
      answer: unmappedValues,
    }),
  putAside: (code: string, body: PutAside) =>
    call('POST /api/mapping/tables/:code/unmapped/aside', { params: { code }, body, answer: mappingTables }),
  restoreValue: (code: string, body: RestoreValue) =>
    call('POST /api/mapping/tables/:code/unmapped/restore', { params: { code }, body, answer: mappingTables }),
  findings: (query: { cursor?: string; limit?: number }) =>
    call('GET /api/mapping/findings', { query, answer: findingPage }),
  previewFix: (body: MappingFix) => call('POST /api/mapping/fixes/preview', { body, answer: mappingImpact }),
  takeBack: (body: TakeBackFix) => call('POST /api/mapping/fixes/take-back', { body, answer: remapResult }),
  saveFix: (body: MappingFix) => call('POST /api/mapping/fixes', { body, answer: remapResult }),
  lookAtRecord: (body: LookAtPayeeRecord) =>
    call('POST /api/mapping/payee-records/look', { body, answer: payeeRecord }),
  useRecord: (body: UsePayeeRecord) => call('POST /api/mapping/payee-records', { body, answer: remapResult }),
  baseData: (kind: BaseDataKind, query: { q?: string; org?: string; cursor?: string; limit?: number }) =>
    call('GET /api/base-data/:kind', { params: { kind }, query, answer: baseDataPage }),
  baseDataUses: (kind: BaseDataKind, query: { number: string; org?: string }) =>
    call('GET /api/base-data/:kind/uses', { params: { kind }, query, answer: baseDataUses }),
  lookAtReplace: (kind: BaseDataKind, body: LookAtReplace) =>
    call('POST /api/base-data/:kind/replace/look', { params: { kind }, body, answer: replaceImpact }),
  replaceEntry: (kind: BaseDataKind, body: ReplaceEntry) =>
    call('POST /api/base-data/:kind/replace', { params: { kind }, body, answer: remapResult }),
  baseDataOverview: () => call('GET /api/base-data', { answer: baseDataOverview }),
  decideEmptied: (body: DecideEmptied) => call('POST /api/base-data/emptied', { body, answer: emptiedDecided }),
  refreshBaseData: () => call('POST /api/base-data/refresh', { answer: baseDataRefresh }),
};
export type MappingApi = typeof mappingApi;
