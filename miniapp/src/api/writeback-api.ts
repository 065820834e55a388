import { stuckWritebacks, triedAgain, type WritebacksAgain } from '@dingdee/shared/writeback';
import { call } from './http.js';

/** Write-backs that have not reached DingTalk yet. */
export const writebackApi = {
  list: () => call('GET /api/writebacks', { answer: stuckWritebacks }),
  again: (body: WritebacksAgain) => call('POST /api/writebacks/again', { body, answer: triedAgain }),
};
