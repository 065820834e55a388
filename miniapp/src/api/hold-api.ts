import { type ReleaseHold, releasedHold } from '@dingdee/shared/hold';
import { call } from './http.js';

export const holdApi = {
  release: (body: ReleaseHold) => call('POST /api/hold/release', { body, answer: releasedHold }),
};
