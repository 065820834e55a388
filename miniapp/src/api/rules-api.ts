import { type SchemeContent, schemeDetail } from '@dingdee/shared/scheme';
import { schemeVersions } from '@dingdee/shared/scheme-version';
import { type RunTrial, schemeFields, trial } from '@dingdee/shared/trial';
import { call } from './http.js';

/** Calls for writing the rules of a scheme. */
export const rulesApi = {
  scheme: (id: string) => call('GET /api/schemes/:id', { params: { id }, answer: schemeDetail }),
  fields: (id: string) => call('GET /api/schemes/:id/fields', { params: { id }, answer: schemeFields }),
  versions: (id: string) => call('GET /api/schemes/:id/versions', { params: { id }, answer: schemeVersions }),
  trial: (id: string, body: RunTrial, signal?: AbortSignal) =>
    call('POST /api/schemes/:id/trial', { params: { id }, body, answer: trial, ...(signal ? { signal } : {}) }),
  /** @param versionName '' leaves the new version without a name */
  save: (id: string, version: number, content: SchemeContent, versionName = '') =>
    call('PUT /api/schemes/:id/content', {
      params: { id },
      body: { version, content, ...(versionName === '' ? {} : { versionName }) },
      answer: schemeDetail,
    }),
};
