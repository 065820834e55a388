import { schemeInWords } from '@dingdee/shared/scheme-version';
import { call } from './http.js';

/** Rules of a scheme, as a phone reads them. */
export const phoneSchemeApi = {
  words: (id: string) => call('GET /api/schemes/:id/words', { params: { id }, answer: schemeInWords }),
};
