import { type BaseDataKind, baseDataPage, baseDataRefresh } from '@dingdee/shared/base-data';
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

const table = (code: string, rest: string) => `/api/mapping/tables/${encodeURIComponent(code)}/${rest}`;

export const mappingApi = {
  tables: () => call({ url: '/api/mapping/tables', answer: mappingTables }),
  rows: (code: string, query: { q?: string; cursor?: string; limit?: number }) =>
    call({ url: table(code, 'rows'), params: query, answer: mappingRowPage }),
  putRows: (code: string, body: PutMappingRows) =>
    call({ method: 'PUT', url: table(code, 'rows'), body, answer: remapResult }),
  removeRow: (code: string, id: string) =>
    call({ method: 'DELETE', url: table(code, `rows/${encodeURIComponent(id)}`), answer: remapResult }),
  unmapped: (code: string) => call({ url: table(code, 'unmapped'), answer: unmappedValues }),
  previewFix: (fix: MappingFix) =>
    call({ method: 'POST', url: '/api/mapping/fixes/preview', body: fix, answer: mappingImpact }),
  takeBack: (body: TakeBackFix) =>
    call({ method: 'POST', url: '/api/mapping/fixes/take-back', body, answer: remapResult }),
  saveFix: (fix: MappingFix) => call({ method: 'POST', url: '/api/mapping/fixes', body: fix, answer: remapResult }),
  baseData: (kind: BaseDataKind, query: { q?: string; org?: string; cursor?: string; limit?: number }) =>
    call({ url: `/api/base-data/${kind}`, params: query, answer: baseDataPage }),
  refreshBaseData: () => call({ method: 'POST', url: '/api/base-data/refresh', answer: baseDataRefresh }),
};
export type MappingApi = typeof mappingApi;
