import * as z from 'zod/mini';

/**
 * Facts that only the client knows, sent by the page at a log-in. Only for the check-up: they decide nothing about access,
 * and invalid values are dropped.
 */
export const logInClient = z.object({
  /** Name in dingtalk-jsapi: pc, ios, android, harmony, gdtPc … */
  platform: z.string().check(z.regex(/^[A-Za-z]{1,24}$/)),
  /** True if another page shows ours in a frame. */
  framed: z.boolean(),
  /** Place of the PC client's bridge: in window.name, as an object of the window, or nowhere. */
  bridge: z.enum(['name', 'object', 'none']),
  /** The call that gave the login code; null if none did. */
  call: z.nullable(z.enum(['requestAuthCodeV2', 'requestAuthCode'])),
  /** The client's error code instead of a login code; "" if it gave no answer, or gave a login code. */
  refusal: z.catch(z.string().check(z.regex(/^-?\w{0,10}$/)), ''),
  /** Time from the start of the log-in to the code, or to giving up; ms. */
  ms: z.int().check(z.minimum(0), z.maximum(600_000)),
});
export type LogInClient = z.infer<typeof logInClient>;

/** POST /api/session: the code comes from DingTalk's requestAuthCode, works once, and is valid for five minutes. */
export const login = z.object({
  corpId: z.string().check(z.minLength(1), z.maxLength(64)),
  authCode: z.string().check(z.minLength(1), z.maxLength(256)),
  /** An older page sends none, and an unreadable one does not prevent the log-in. */
  client: z.catch(z.optional(logInClient), undefined),
});
export type Login = z.infer<typeof login>;
