import { type FilterCondition, filterPreview } from '@dingdee/shared/filter';
import { approvalForm, type SchemeContent, schemeDetail } from '@dingdee/shared/scheme';
import { call } from './http.js';

/** Calls for changing which approvals a scheme collects. */
export const filterApi = {
  scheme: (id: string) => call('GET /api/schemes/:id', { params: { id }, answer: schemeDetail }),
  form: (processCode: string) =>
    call('GET /api/dingtalk/forms/:processCode', { params: { processCode }, answer: approvalForm }),
  preview: (id: string, filter: FilterCondition[], days: number | null) =>
    call('POST /api/schemes/:id/filter-preview', {
      params: { id },
      body: { filter, ...(days === null ? {} : { days }) },
      answer: filterPreview,
    }),
  save: (id: string, version: number, content: SchemeContent) =>
    call('PUT /api/schemes/:id/content', { params: { id }, body: { version, content }, answer: schemeDetail }),
};
