import * as z from 'zod/mini';

// What DingTalk posts for an event, and how it wants to be answered (dingtalk.md §8.2): its names, not ours.

/** Anything else is as good as an empty one: whoever posts it is not told what was wrong. */
export const callbackMessage = z.catch(z.object({ encrypt: z.string() }), { encrypt: '' });
export type CallbackMessage = z.infer<typeof callbackMessage>;
const word = z.catch(z.optional(z.string()), undefined);
/** Some deliveries call the signature `signature`. */
export const callbackQuery = z.object({ msg_signature: word, signature: word, timestamp: word, nonce: word });
export type CallbackQuery = z.infer<typeof callbackQuery>;
/** The sealed word `success`. */
export const callbackAnswer = z.object({
  msg_signature: z.string(),
  timeStamp: z.string(),
  nonce: z.string(),
  encrypt: z.string(),
});
export type CallbackAnswer = z.infer<typeof callbackAnswer>;
