import * as z from 'zod/mini';

/** GET /api/page-signature: the page's own address up to "#", which is signed. */
export const pageSignatureOf = z.object({ url: z.string().check(z.minLength(1), z.maxLength(2000)) });
export type PageSignatureOf = z.infer<typeof pageSignatureOf>;

/** Parameters of dd.config, all from the server (docs/spec/dingtalk.md §7.3). `timeStamp`: seconds, as text. */
export const pageSignature = z.object({
  agentId: z.string(),
  corpId: z.string(),
  timeStamp: z.string(),
  nonceStr: z.string(),
  signature: z.string(),
});
export type PageSignature = z.infer<typeof pageSignature>;
