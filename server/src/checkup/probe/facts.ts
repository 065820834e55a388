/** What our own ledger knows and neither system tells when it is asked. Instants in Unix ms; null where nothing is known. */
export interface Facts {
  /** Organisations that the schemes and mappings pay from. */
  payOrgs: readonly { number: string; name: string }[];
  /** Forms of the schemes that are on, else of all schemes; at most three. */
  forms: readonly { processCode: string; name: string }[];
  /** Bill types that the schemes send, as constants. */
  billTypes: readonly string[];
  /** A customer's own fields that the schemes fill. */
  ownFields: readonly string[];
  /** Length of the longest number that the schemes make. */
  longestNumber: number;
  /** By organisation: how many bills Kingdee must hold, when the last one was audited, when it was last refused and by what. */
  orgs: ReadonlyMap<string, OrgFacts>;
  /** The last sight of Kingdee's numbers: it kept ours, or not. */
  numbering: { kept: boolean; at: number } | null;
  /** When a workflow last held a bill. */
  heldByWorkflowAt: number | null;
  /** Calls of this month and what it has; null without a ledger. */
  quota: { used: number; limit: number } | null;
  /** In whose name a comment is tried. */
  commenter: string | null;
  /** Kinds of client that opened the app, those of last first. */
  clients: readonly ClientFacts[];
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
  ownFields: [],
  longestNumber: 18,
  orgs: new Map(),
  numbering: null,
  heldByWorkflowAt: null,
  quota: null,
  commenter: null,
  clients: [],
};
