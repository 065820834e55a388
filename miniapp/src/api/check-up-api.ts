import { type ConsentProbe, checkLine, checkUp } from '@dingdee/shared/check-up';
import { call } from './http.js';

export const checkUpApi = {
  last: () => call('GET /api/check-up', { answer: checkUp }),
  run: () => call('POST /api/check-up/runs', { answer: checkUp }),
  /** @param knowingRisk the person was told that one more wrong password may lock Kingdee's user. */
  again: (line: string, { knowingRisk }: { knowingRisk?: true } = {}) =>
    call('POST /api/check-up/lines', { body: { line, knowingRisk }, answer: checkLine }),
  withConsent: (body: ConsentProbe) => call('POST /api/check-up/consent', { body, answer: checkLine }),
  /** Where the browser fetches the result as a file. */
  fileAddress: (as: 'text' | 'json') => `/api/check-up/file?as=${as}`,
};
