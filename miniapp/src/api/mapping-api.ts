import {
  type BaseDataKind,
  baseDataPage,
  baseDataRefresh,
  type DecideEmptied,
  emptiedDecided,
} from '@dingdee/shared/base-data';
import {
  type MappingFix,
  mappingImpact,
  mappingRowPage,
  mappingTables,
  type PutMappingRows,
  remapResult,
  type TakeBackFix,
  unmappedValues,
} from '@dingdee/shared/mapping';
import { call } from './http.js';

export const mappingApi = {
  tables: () => call('GET /api/mapping/tables', { answer: mappingTables }),
  rows: (code: string, query: { q?: string; cursor?: string; limit?: number }) =>
    call('GET /api/mapping/tables/:code/rows', { params: { code }, query, answer: mappingRowPage }),
  putRows: (code: string, body: PutMappingRows) =>
    call('PUT /api/mapping/tables/:code/rows', { params: { code }, body, answer: remapResult }),
  removeRow: (code: string, id: string) =>
    call('DELETE /api/mapping/tables/:code/rows/:id', { params: { code, id }, answer: remapResult }),
  unmapped: (code: string) =>
    call('GET /api/mapping/tables/:code/unmapped', { params: { code }, answer: unmappedValues }),
  previewFix: (body: MappingFix) => call('POST /api/mapping/fixes/preview', { body, answer: mappingImpact }),
  takeBack: (body: TakeBackFix) => call('POST /api/mapping/fixes/take-back', { body, answer: remapResult }),
  saveFix: (body: MappingFix) => call('POST /api/mapping/fixes', { body, answer: remapResult }),
  baseData: (kind: BaseDataKind, query: { q?: string; org?: string; cursor?: string; limit?: number }) =>
    call('GET /api/base-data/:kind', { params: { kind }, query, answer: baseDataPage }),
  decideEmptied: (body: DecideEmptied) => call('POST /api/base-data/emptied', { body, answer: emptiedDecided }),
  refreshBaseData: () => call('POST /api/base-data/refresh', { answer: baseDataRefresh }),
};
export type MappingApi = typeof mappingApi;
