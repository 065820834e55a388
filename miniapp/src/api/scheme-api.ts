import { approvalForms, type CreateScheme, marketTemplates, schemeDetail } from '@dingdee/shared/scheme';
import { call } from './http.js';

/** What is needed to make a scheme; the list of schemes is read by intake-api. */
export const schemeApi = {
  templates: () => call({ url: '/api/templates', answer: marketTemplates }),
  forms: () => call({ url: '/api/dingtalk/forms', answer: approvalForms }),
  create: (body: CreateScheme) => call({ method: 'POST', url: '/api/schemes', body, answer: schemeDetail }),
};
