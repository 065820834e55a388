import { connections } from '@dingdee/shared/connection';
import { call } from './http.js';

export const connectionApi = {
  show: () => call('GET /api/connections', { answer: connections }),
};
