import { type TargetName, USUAL_TARGET } from '@dingdee/shared/scheme';

/** What our own ledger knows and neither system tells when it is asked. Instants in Unix ms; null where nothing is known. */
export interface Facts {
  /** Organisations that the schemes and mappings pay from. */
  payOrgs: readonly { number: string; name: string }[];
  /** Forms of the schemes that are on, else of all schemes; at most three. */
  forms: readonly { processCode: string; name: string }[];
  /** Bill types that the schemes send, as constants. */
  billTypes: readonly string[];
  /** Each form of Kingdee that a scheme leads to; the payment bill where there is none. */
  targets: readonly TargetFacts[];
  /** Length of the longest number that the schemes make. */
  longestNumber: number;
  /** By organisation: how many bills Kingdee must hold, when the last one was audited, when it was last refused and by what. */
  orgs: ReadonlyMap<string, OrgFacts>;
  /** Calls of this month, what it has, and how the plan of sweeps (intake) sees its end; null without a ledger. */
  quota: { used: number; limit: number; forecast: number; short: boolean } | null;
  /** In whose name a comment is tried. */
  commenter: string | null;
  /** Whether to-dos are put into DingTalk. */
  todos: boolean;
  /** Kinds of client that opened the app, those of last first. */
  clients: readonly ClientFacts[];
  /** How events come; null without a ledger. */
  events: EventFacts | null;
  /** Interactive cards: when one of the present template was shown last; null where no template is set. */
  cards: { shownAt: number | null } | null;
}

/** Of one form of bills. */
export interface TargetFacts {
  name: TargetName;
  /** A customer's own fields that the schemes for it fill. */
  ownFields: readonly string[];
  /** The last sight of Kingdee's numbers: it kept ours, or not. */
  numbering: { kept: boolean; at: number } | null;
  /** When a workflow last held a bill, and when the last one was audited. */
  heldByWorkflowAt: number | null;
  auditedAt: number | null;
}
export const noTargetFacts = (name: TargetName): TargetFacts => ({
  name,
  ownFields: [],
  numbering: null,
  heldByWorkflowAt: null,
  auditedAt: null,
});

export interface EventFacts {
  mode: 'stream' | 'http' | 'off';
  connected: boolean;
  since: number | null;
  lastEventAt: number | null;
  /** The app is not let in: somebody has to change something. */
  refused: boolean;
  /** What is wrong, as a sentence; '' where nothing is known to be. */
  words: string;
  /** Forms of which approvals finished without an event, and how many. */
  untold: readonly { name: string; approvals: number }[];
}

export interface ClientFacts {
  /** "pc/framed/7.6": platform, frame or own window, version, which may be blank. */
  kind: string;
  /** The call that gave the code last, and after how long. */
  call: string;
  codeMs: number;
  seenAt: number;
  inAt: number | null;
  /** How often it was refused since it last got in. */
  refused: number;
  /** "in", or why not. */
  result: string;
}

export interface OrgFacts {
  held: number;
  auditedAt: number | null;
  /** The business date of the bill that was audited last. */
  auditedFor: string | null;
  periodRefused: { at: number; words: string } | null;
  cashierRefusedAt: number | null;
}

/** Before the first start there is no ledger. 18: the usual prefix and 16 characters. */
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
