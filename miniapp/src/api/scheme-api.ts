import { marketTemplates } from '@dingdee/shared/market';
import {
  approvalForms,
  type CreateScheme,
  type DisableScheme,
  type EnableScheme,
  schemeDetail,
  schemeReadiness,
} from '@dingdee/shared/scheme';
import {
  type CheckImport,
  exportedScheme,
  formMatch,
  type ImportScheme,
  importCheck,
} from '@dingdee/shared/scheme-file';
import {
  type NameVersion,
  schemeEnabling,
  schemeOpenings,
  schemeVersions,
  versionDiff,
} from '@dingdee/shared/scheme-version';
import { call } from './http.js';

/** Calls for creating, enabling, disabling and deleting a scheme; intake-api reads the list of schemes. */
export const schemeApi = {
  templates: () => call('GET /api/templates', { answer: marketTemplates }),
  match: (code: string, processCode: string, detail?: string) =>
    call('GET /api/templates/:code/match', {
      params: { code },
      query: { processCode, ...(detail === undefined ? {} : { detail }) },
      answer: formMatch,
    }),
  export: (id: string) => call('GET /api/schemes/:id/export', { params: { id }, answer: exportedScheme }),
  checkImport: (body: CheckImport) => call('POST /api/schemes/import/check', { body, answer: importCheck }),
  import: (body: ImportScheme) => call('POST /api/schemes/import', { body, answer: schemeDetail }),
  forms: () => call('GET /api/dingtalk/forms', { answer: approvalForms }),
  create: (body: CreateScheme) => call('POST /api/schemes', { body, answer: schemeDetail }),
  readiness: (id: string) => call('GET /api/schemes/:id/readiness', { params: { id }, answer: schemeReadiness }),
  enabling: (id: string) => call('GET /api/schemes/:id/enabling', { params: { id }, answer: schemeEnabling }),
  openings: () => call('GET /api/scheme-openings', { answer: schemeOpenings }),
  enable: (id: string, body: EnableScheme) =>
    call('POST /api/schemes/:id/enable', { params: { id }, body, answer: schemeDetail }),
  disable: (id: string, body: DisableScheme) =>
    call('POST /api/schemes/:id/disable', { params: { id }, body, answer: schemeDetail }),
  versions: (id: string) => call('GET /api/schemes/:id/versions', { params: { id }, answer: schemeVersions }),
  versionDiff: (id: string, from: number, to: number) =>
    call('GET /api/schemes/:id/diff', { params: { id }, query: { from, to }, answer: versionDiff }),
  restore: (id: string, number: number, version: number) =>
    call('POST /api/schemes/:id/restore', { params: { id }, body: { version, number }, answer: schemeDetail }),
  nameVersion: (id: string, body: NameVersion) => call('POST /api/schemes/:id/name-version', { params: { id }, body }),
  delete: (id: string, version: number) => call('DELETE /api/schemes/:id', { params: { id }, body: { version } }),
};
