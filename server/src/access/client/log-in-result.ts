import type { LogInClient } from '@dingdee/shared/log-in';
import { DingTalkError } from '../../connectors/source.js';
import { LoginRefusedError } from '../role/access.errors.js';

/** Result of a log-in: in, or a refusal that says something about the client, its address, or who may use the app. */
export type LogInResult = 'in' | 'no-code' | 'other-domain' | 'not-visible' | LoginRefusedError['code'];

/** The client's error code for a page that is none of the app's home addresses (dingtalk.md §7.2). */
const OTHER_DOMAIN = '3';
/** DingTalk's error code for a person outside of what the app may see. */
const NOT_VISIBLE = '50002';

/** Returns the result for a client that gave no code. */
export const withoutCode = ({ refusal }: LogInClient): LogInResult =>
  refusal === OTHER_DOMAIN ? 'other-domain' : 'no-code';

/**
 * Returns the result for a refused log-in; null if the error says nothing about the client: DingTalk is away, too many log-ins, nothing can be
 * stored.
 */
export function refusedBy(error: unknown): LogInResult | null {
  if (error instanceof LoginRefusedError) return error.code;
  return error instanceof DingTalkError && error.code === NOT_VISIBLE ? 'not-visible' : null;
}
