import { type PausePush, pushPauses, type ResumePush } from '@dingdee/shared/push-pause';
import { call } from './http.js';

export const pushPauseApi = {
  list: () => call({ url: '/api/push-pauses', answer: pushPauses }),
  pause: (body: PausePush) => call({ method: 'POST', url: '/api/push-pauses', body, answer: pushPauses }),
  resume: (body: ResumePush) => call({ method: 'POST', url: '/api/push-pauses/resume', body, answer: pushPauses }),
};
