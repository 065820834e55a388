import { type ChangeNoticeRules, type ChooseNotice, notices } from '@dingdee/shared/notice';
import { call } from './http.js';

/** Reads and changes notices (通知). */
export const noticeApi = {
  show: () => call('GET /api/notices', { answer: notices }),
  change: (body: ChangeNoticeRules) => call('PUT /api/notices/rules', { body, answer: notices }),
  tryOne: () => call('POST /api/notices/try', { answer: notices }),
  choose: (body: ChooseNotice) => call('PUT /api/notices/mine', { body, answer: notices }),
};
