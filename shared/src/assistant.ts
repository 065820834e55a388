import * as z from 'zod/mini';
import { instant } from './page.js';

/** A token's permissions for an assistant: read, and make proposals to people. There are no others. */
export const ASSISTANT_SCOPES = ['read', 'propose'] as const;
export const assistantScope = z.enum(ASSISTANT_SCOPES);
export type AssistantScope = z.infer<typeof assistantScope>;

/** Most rows in one answer of a tool. */
export const ASSISTANT_ROWS = 50;
/** mapping: a missing value of one bill · hold: hold the bill. */
export const PROPOSAL_KINDS = ['mapping', 'hold'] as const;
/** outdated: the bill's content has changed since the assistant saw it, or its token was revoked. */
export const PROPOSAL_STATES = ['open', 'accepted', 'declined', 'outdated'] as const;

/** A proposal of an assistant for one bill; it has no effect without a person. */
export const proposal = z.object({
  id: z.string(),
  state: z.enum(PROPOSAL_STATES),
  /** The field that lacks a value, and the proposed value · holding the bill. */
  what: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('mapping'), path: z.string(), targetNumber: z.string(), targetName: z.string() }),
    z.object({ kind: z.literal('hold') }),
  ]),
  /** In the assistant's own words; for a hold, the reason that is stored when it is accepted. */
  why: z.string(),
  /** Name of the token, e.g. "通义助手 dd_…abcd". */
  token: z.string(),
  at: instant,
  decidedBy: z.nullable(z.string()),
  decidedAt: z.nullable(instant),
});
export type Proposal = z.infer<typeof proposal>;
export type ProposalWhat = Proposal['what'];

/** GET /api/bills/:id/proposals: the newest first; a bill has only a few. */
export const proposals = z.object({ items: z.array(proposal) });
export type Proposals = z.infer<typeof proposals>;
/** POST /api/proposals/:id/accept: version of the bill that the person saw. */
export const acceptProposal = z.object({ version: z.int().check(z.minimum(1)) });
export type AcceptProposal = z.infer<typeof acceptProposal>;

/** POST /mcp: one JSON-RPC message, or a few from older clients. */
const message = z.record(z.string(), z.unknown());
export const assistantMessage = z.union([message, z.array(message).check(z.minLength(1), z.maxLength(5))]);
export type AssistantMessage = z.infer<typeof assistantMessage>;
