import { LONGEST_TOKEN_DAYS } from '@dingdee/shared/api-token';
import { dueTimesOf, rightEnds } from '../../database/due-times.js';

/** The due times of tokens: they end at the end of their last day. */
export const TOKEN_TIMES = dueTimesOf('api_token', () => [
  rightEnds('expires_at', '1 = 1', (LONGEST_TOKEN_DAYS + 1) * 86_400_000),
]);
