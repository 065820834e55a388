import { type ConsentProbe, checkLine, checkUp } from '@dingdee/shared/check-up';
import { call } from './http.js';

export const checkUpApi = {
  last: () => call('GET /api/check-up', { answer: checkUp }),
  run: () => call('POST /api/check-up/runs', { answer: checkUp }),
  /** @param knowingRisk true if the person was warned that one more wrong password may lock Kingdee's user */
  again: (line: string, { knowingRisk }: { knowingRisk?: true } = {}) =>
    call('POST /api/check-up/lines', { body: { line, knowingRisk }, answer: checkLine }),
  withConsent: (body: ConsentProbe) => call('POST /api/check-up/consent', { body, answer: checkLine }),
  /** Address of the result as a file, for the browser. */
  fileAddress: (as: 'text' | 'json') => `/api/check-up/file?as=${as}`,
};
