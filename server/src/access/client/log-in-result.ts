import type { LogInClient } from '@dingdee/shared/log-in';
import { DingTalkError } from '../../connectors/source.js';
import { LoginRefusedError } from '../role/access.errors.js';

/** How a log-in ended: in, or the refusals that tell something about the client, where it came from, or who may use the app there. */
export type LogInResult = 'in' | 'no-code' | 'other-domain' | 'not-visible' | LoginRefusedError['code'];

/** The client's answer to a page that is none of the app's home addresses (dingtalk.md §7.2). */
const OTHER_DOMAIN = '3';
/** Who is outside of what the app may see. */
const NOT_VISIBLE = '50002';

/** Of a client that gave no code. */
export const withoutCode = ({ refusal }: LogInClient): LogInResult =>
  refusal === OTHER_DOMAIN ? 'other-domain' : 'no-code';

/** @returns null where it says nothing of the client: DingTalk is away, too many log-ins, nothing can be stored. */
export function refusedBy(error: unknown): LogInResult | null {
  if (error instanceof LoginRefusedError) return error.code;
  return error instanceof DingTalkError && error.code === NOT_VISIBLE ? 'not-visible' : null;
}
