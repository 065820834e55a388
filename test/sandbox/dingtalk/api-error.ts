import type { Answer } from '../fault-transport.js';

/** Refusal of the old host: HTTP 200 with an errcode (dingtalk.md §1, §9). */
export class OldApiError extends Error {
  constructor(
    readonly errcode: number,
    message: string,
    /** If set, the answer is `errcode 88` and this string is the cause (dingtalk.md §0.1). */
    readonly subCode?: string,
  ) {
    super(message);
  }

  /** Makes an error wrapped as the gateway wraps token and permission faults (§1.2). */
  static wrapped(subCode: string, message: string): OldApiError {
    return new OldApiError(88, message, subCode);
  }
}

/** Refusal of the new host: 4xx or 5xx with {code, message, requestid}. */
export class NewApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** Missing permission points (§1.3). */
    readonly requiredScopes?: readonly string[],
  ) {
    super(message);
  }
}

let sequence = 0;

/** Returns a request id of the old style: about 12 characters of base 36. */
export const oldRequestId = (): string => `16k${(1_000_000 + ++sequence).toString(36)}q9zd`;

/** Returns a request id of the new style: an upper-case UUID. */
export function newRequestId(): string {
  sequence += 1;
  return `5B1D0F3E-92C4-7A6E-8D21-${sequence.toString(16).toUpperCase().padStart(12, '0')}`;
}

const JSON_TYPE = { 'content-type': 'application/json;charset=UTF-8' };

export function oldErrorAnswer(
  { errcode, subCode, message }: OldApiError,
  headers: Record<string, string> = {},
): Answer {
  const body =
    subCode === undefined
      ? { errcode, errmsg: message, request_id: oldRequestId() }
      : {
          errcode,
          sub_code: subCode,
          sub_msg: message,
          errmsg: `ding talk error[subcode=${subCode},submsg=${message}]`,
          request_id: oldRequestId(),
        };
  return { status: 200, headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) };
}

export function newErrorAnswer(
  { status, code, message, requiredScopes }: NewApiError,
  headers: Record<string, string> = {},
): Answer {
  const detail = requiredScopes === undefined ? {} : { accessdenieddetail: { requiredScopes } };
  const body = { code, requestid: newRequestId(), message, ...detail };
  return { status, headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) };
}

export const jsonAnswer = (body: unknown): Answer => ({ status: 200, headers: JSON_TYPE, body: JSON.stringify(body) });
