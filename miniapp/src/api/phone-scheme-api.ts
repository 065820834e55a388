import { schemeInWords } from '@dingdee/shared/scheme-version';
import { call } from './http.js';

/** What a phone reads of the rules of a scheme. */
export const phoneSchemeApi = {
  words: (id: string) => call('GET /api/schemes/:id/words', { params: { id }, answer: schemeInWords }),
};
