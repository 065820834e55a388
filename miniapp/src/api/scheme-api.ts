import {
  approvalForms,
  type CreateScheme,
  type DisableScheme,
  type EnableScheme,
  marketTemplates,
  schemeDetail,
  schemeReadiness,
} from '@dingdee/shared/scheme';
import { call } from './http.js';

/** What is needed to make a scheme, switch it on or off, and delete it; the list of schemes is read by intake-api. */
export const schemeApi = {
  templates: () => call('GET /api/templates', { answer: marketTemplates }),
  forms: () => call('GET /api/dingtalk/forms', { answer: approvalForms }),
  create: (body: CreateScheme) => call('POST /api/schemes', { body, answer: schemeDetail }),
  readiness: (id: string) => call('GET /api/schemes/:id/readiness', { params: { id }, answer: schemeReadiness }),
  enable: (id: string, body: EnableScheme) =>
    call('POST /api/schemes/:id/enable', { params: { id }, body, answer: schemeDetail }),
  disable: (id: string, body: DisableScheme) =>
    call('POST /api/schemes/:id/disable', { params: { id }, body, answer: schemeDetail }),
  delete: (id: string, version: number) => call('DELETE /api/schemes/:id', { params: { id }, body: { version } }),
};
