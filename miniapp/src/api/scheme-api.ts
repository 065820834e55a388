import {
  approvalForms,
  type CreateScheme,
  type DisableScheme,
  type EnableScheme,
  marketTemplates,
  schemeDetail,
  schemeReadiness,
} from '@dingdee/shared/scheme';
import * as z from 'zod/mini';
import { call } from './http.js';

const of = (id: string, rest = '') => `/api/schemes/${encodeURIComponent(id)}${rest}`;

/** What is needed to make a scheme, switch it on or off, and delete it; the list of schemes is read by intake-api. */
export const schemeApi = {
  templates: () => call({ url: '/api/templates', answer: marketTemplates }),
  forms: () => call({ url: '/api/dingtalk/forms', answer: approvalForms }),
  create: (body: CreateScheme) => call({ method: 'POST', url: '/api/schemes', body, answer: schemeDetail }),
  readiness: (id: string) => call({ url: of(id, '/readiness'), answer: schemeReadiness }),
  enable: (id: string, body: EnableScheme) =>
    call({ method: 'POST', url: of(id, '/enable'), body, answer: schemeDetail }),
  disable: (id: string, body: DisableScheme) =>
    call({ method: 'POST', url: of(id, '/disable'), body, answer: schemeDetail }),
  delete: (id: string, version: number) =>
    call({ method: 'DELETE', url: of(id), body: { version }, answer: z.unknown() }),
};
