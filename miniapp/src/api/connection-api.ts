import { connections, type EnterSecret, type SystemName } from '@dingdee/shared/connection';
import { call } from './http.js';

export const connectionApi = {
  show: () => call('GET /api/connections', { answer: connections }),
  enterSecret: (system: SystemName, body: EnterSecret) =>
    call('PUT /api/connections/:system/secret', { params: { system }, body, answer: connections }),
};
