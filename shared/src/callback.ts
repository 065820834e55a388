import * as z from 'zod/mini';

// DingTalk's messages for events, and the answer it expects (dingtalk.md §8.2); the names are DingTalk's.

/** An invalid message is treated like an empty one: the sender does not learn what was wrong. */
export const callbackMessage = z.catch(z.object({ encrypt: z.string() }), { encrypt: '' });
export type CallbackMessage = z.infer<typeof callbackMessage>;
const word = z.catch(z.optional(z.string()), undefined);
/** Some deliveries name the signature `signature`. */
export const callbackQuery = z.object({ msg_signature: word, signature: word, timestamp: word, nonce: word });
export type CallbackQuery = z.infer<typeof callbackQuery>;
/** The encrypted and signed word `success`. */
export const callbackAnswer = z.object({
  msg_signature: z.string(),
  timeStamp: z.string(),
  nonce: z.string(),
  encrypt: z.string(),
});
export type CallbackAnswer = z.infer<typeof callbackAnswer>;
