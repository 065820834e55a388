import * as z from 'zod/mini';

/**
 * What only the client at hand knows of itself, told by the page at a log-in. For the check-up alone: it decides nothing about who may in,
 * and what does not fit is left out.
 */
export const logInClient = z.object({
  /** As dingtalk-jsapi names it: pc, ios, android, harmony, gdtPc … */
  platform: z.string().check(z.regex(/^[A-Za-z]{1,24}$/)),
  /** Whether another page holds ours in a frame. */
  framed: z.boolean(),
  /** Where the PC client's bridge was seen: in window.name, as an object of the window, or nowhere. */
  bridge: z.enum(['name', 'object', 'none']),
  /** The call that gave the login code; null where none did. */
  call: z.nullable(z.enum(['requestAuthCodeV2', 'requestAuthCode'])),
  /** What the client answered in place of a code, as its error codes say it; "" where it stayed silent, or gave one. */
  refusal: z.catch(z.string().check(z.regex(/^-?\w{0,10}$/)), ''),
  /** From the beginning of the log-in to the code, or to giving up; ms. */
  ms: z.int().check(z.minimum(0), z.maximum(600_000)),
});
export type LogInClient = z.infer<typeof logInClient>;

/** POST /api/session: the code comes from DingTalk's requestAuthCode, works once, lives five minutes. */
export const login = z.object({
  corpId: z.string().check(z.minLength(1), z.maxLength(64)),
  authCode: z.string().check(z.minLength(1), z.maxLength(256)),
  /** A page of before sends none, and nobody is turned away for one that cannot be read. */
  client: z.catch(z.optional(logInClient), undefined),
});
export type Login = z.infer<typeof login>;
