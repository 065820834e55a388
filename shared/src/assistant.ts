import * as z from 'zod/mini';
import { instant } from './page.js';

/** What a token lets an assistant do: look, and put proposals before people. Nothing else is there to be had. */
export const ASSISTANT_SCOPES = ['read', 'propose'] as const;
export const assistantScope = z.enum(ASSISTANT_SCOPES);
export type AssistantScope = z.infer<typeof assistantScope>;

/** Rows in one answer of a tool. */
export const ASSISTANT_ROWS = 50;
/** mapping: a missing value of one bill · hold: set it aside. */
export const PROPOSAL_KINDS = ['mapping', 'hold'] as const;
/** outdated: the bill has other content than the assistant saw, or its token was revoked. */
export const PROPOSAL_STATES = ['open', 'accepted', 'declined', 'outdated'] as const;

/** What an assistant proposes for one bill; only a person makes anything of it. */
export const proposal = z.object({
  id: z.string(),
  state: z.enum(PROPOSAL_STATES),
  /** The field that lacks a value, and what is to stand there · a reason to set the bill aside. */
  what: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('mapping'), path: z.string(), targetNumber: z.string(), targetName: z.string() }),
    z.object({ kind: z.literal('hold') }),
  ]),
  /** In the assistant's own words; of a hold, the reason that is written down when it is accepted. */
  why: z.string(),
  /** Name of the token, e.g. "通义助手 dd_…abcd". */
  token: z.string(),
  at: instant,
  decidedBy: z.nullable(z.string()),
  decidedAt: z.nullable(instant),
});
export type Proposal = z.infer<typeof proposal>;
export type ProposalWhat = Proposal['what'];

/** GET /api/bills/:id/proposals: the newest first; of one bill there are few. */
export const proposals = z.object({ items: z.array(proposal) });
export type Proposals = z.infer<typeof proposals>;
/** POST /api/proposals/:id/accept: the version of the bill that the person looked at. */
export const acceptProposal = z.object({ version: z.int().check(z.minimum(1)) });
export type AcceptProposal = z.infer<typeof acceptProposal>;

/** POST /mcp: one message of JSON-RPC, or of older clients a few. */
const message = z.record(z.string(), z.unknown());
export const assistantMessage = z.union([message, z.array(message).check(z.minLength(1), z.maxLength(5))]);
export type AssistantMessage = z.infer<typeof assistantMessage>;
