import { apiToken, apiTokens, type CreateToken, madeToken } from '@dingdee/shared/api-token';
import {
  type DatasetFilter,
  dataExport,
  dataExports,
  datasetPage,
  type StartExport,
} from '@dingdee/shared/data-export';
import type { DatasetCode } from '@dingdee/shared/dataset';
import { addressOf, call } from './http.js';

/** Datasets as pages and files, and API tokens of other systems. */
export const datasetApi = {
  page: (dataset: DatasetCode, query: DatasetFilter & { cursor?: string; limit?: number }) =>
    call('GET /api/datasets/:dataset', { params: { dataset }, query, answer: datasetPage }),
  exports: () => call('GET /api/exports', { answer: dataExports }),
  start: (body: StartExport) => call('POST /api/exports', { body, answer: dataExport }),
  stop: (id: string) => call('POST /api/exports/:id/stop', { params: { id }, answer: dataExport }),
  /** Address of the file; the browser fetches it itself, because a file may be too large for the memory of a page. */
  fileAddress: (id: string): string => addressOf('GET /api/exports/:id/file', { id }),
  openAddress: (dataset: DatasetCode): string => addressOf('GET /api/open/v1/:dataset', { dataset }),
  tokens: () => call('GET /api/tokens', { answer: apiTokens }),
  createToken: (body: CreateToken) => call('POST /api/tokens', { body, answer: madeToken }),
  revokeToken: (id: string) => call('POST /api/tokens/:id/revoke', { params: { id }, answer: apiToken }),
};
