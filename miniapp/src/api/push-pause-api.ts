import { type PausePush, pushPauses, type ResumePush } from '@dingdee/shared/push-pause';
import { call } from './http.js';

export const pushPauseApi = {
  list: () => call('GET /api/push-pauses', { answer: pushPauses }),
  pause: (body: PausePush) => call('POST /api/push-pauses', { body, answer: pushPauses }),
  resume: (body: ResumePush) => call('POST /api/push-pauses/resume', { body, answer: pushPauses }),
};
