import { type SchemeContent, type TargetName, USUAL_TARGET } from '@dingdee/shared/scheme';

/** What our own ledger knows and neither system answers. Times in Unix ms; null if nothing is known. */
export interface Facts {
  /** Organisations from which the schemes and mappings pay. */
  payOrgs: readonly { number: string; name: string }[];
  /** Forms of the enabled schemes, else of all schemes; at most three. */
  forms: readonly { processCode: string; name: string }[];
  /** Bill types that the schemes send as constants. */
  billTypes: readonly string[];
  /** Each target form of a scheme; the payment bill if there is no scheme. */
  targets: readonly TargetFacts[];
  /** Length of the longest bill number that the schemes make. */
  longestNumber: number;
  /** By organisation: how many bills Kingdee must hold, when the last one was audited, and the last refusals. */
  orgs: ReadonlyMap<string, OrgFacts>;
  /** Calls of this month, the month's limit, and the forecast of the plan of sweeps (intake) for its end; null without a ledger. */
  quota: { used: number; limit: number; forecast: number; short: boolean } | null;
  /** The user in whose name a comment is tried. */
  commenter: string | null;
  /** Whether to-dos are sent to DingTalk. */
  todos: boolean;
  /** Kinds of client that opened the app, the latest first. */
  clients: readonly ClientFacts[];
  /** How events arrive; null without a ledger. */
  events: EventFacts | null;
  /** Interactive cards: when a card of the present template was last shown; null if no template is set. */
  cards: { shownAt: number | null } | null;
}

/** Facts about one target form. */
export interface TargetFacts {
  name: TargetName;
  /** A customer's own fields that the schemes of the form fill. */
  ownFields: readonly string[];
  /** Rules of the current versions of its schemes; only of enabled ones where one is enabled. */
  contents: readonly { scheme: string; content: Pick<SchemeContent, 'header' | 'rows'> }[];
  /** The last observation of Kingdee's numbering: whether it kept our number. */
  numbering: { kept: boolean; at: number } | null;
  /** When a workflow last held a bill, and when the last bill was audited. */
  heldByWorkflowAt: number | null;
  auditedAt: number | null;
}
export const noTargetFacts = (name: TargetName): TargetFacts => ({
  name,
  ownFields: [],
  contents: [],
  numbering: null,
  heldByWorkflowAt: null,
  auditedAt: null,
});

export interface EventFacts {
  mode: 'stream' | 'http' | 'off';
  connected: boolean;
  since: number | null;
  lastEventAt: number | null;
  /** DingTalk refuses the app's connection: somebody has to change a setting. */
  refused: boolean;
  /** The problem as a sentence; '' if none is known. */
  words: string;
  /** Forms whose approvals finished without an event, and how many. */
  untold: readonly { name: string; approvals: number }[];
}

export interface ClientFacts {
  /** "pc/framed/7.6": platform, frame or own window, version (may be empty). */
  kind: string;
  /** The call that last gave the code, and after how many ms. */
  call: string;
  codeMs: number;
  seenAt: number;
  inAt: number | null;
  /** Number of refusals since the last successful log-in. */
  refused: number;
  /** "in", or the reason of the refusal. */
  result: string;
}

export interface OrgFacts {
  held: number;
  auditedAt: number | null;
  /** The business date of the last audited bill. */
  auditedFor: string | null;
  periodRefused: { at: number; words: string } | null;
  cashierRefusedAt: number | null;
}

/** The facts before the first start, when there is no ledger. 18: the usual prefix and 16 characters. */
export const NO_FACTS: Facts = {
  payOrgs: [],
  forms: [],
  billTypes: [],
  targets: [noTargetFacts(USUAL_TARGET)],
  longestNumber: 18,
  orgs: new Map(),
  quota: null,
  commenter: null,
  todos: true,
  clients: [],
  events: null,
  cards: null,
};
