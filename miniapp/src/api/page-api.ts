import { pageSignature } from '@dingdee/shared/page-signature';
import { call } from './http.js';

export const pageApi = {
  sign: (url: string) => call('GET /api/page-signature', { query: { url }, answer: pageSignature }),
};
