import { hash } from 'node:crypto';
import type { ApprovalInstance } from './approval-instance.js';
import { contentParts } from './source-content.js';

/**
 * Why a related approval gives no value. `unread`: not read yet · `gone`: deleted · `denied`: DingTalk does not let the app read it ·
 * `amended`: another approval changes or cancels it, or may do so · `unnamed`: the control does not say which approval it is · `itself`: it names
 * its own approval · `many`: more than are read · `unclear`: its control cannot be read, or several controls answer to the name · `differs`: the
 * related approvals do not all give the same value.
 */
export const RELATED_WHYS = [
  'unread',
  'gone',
  'denied',
  'unreadable',
  'running',
  'refused',
  'withdrawn',
  'revoked',
  'amended',
  'unnamed',
  'itself',
  'many',
  'unclear',
  'differs',
] as const;
export type RelatedWhy = (typeof RELATED_WHYS)[number];

/** An approval that another one names, as far as it is known. `digest`: `contentDigest` of its content. */
export type RelatedApproval =
  | { kind: 'read'; instance: ApprovalInstance; digest: string }
  | { kind: 'none'; why: RelatedWhy };

/** The known related approvals, by the id of their instance; an absent one was not read yet. */
export type RelatedApprovals = ReadonlyMap<string, RelatedApproval>;
export const NO_RELATED: RelatedApprovals = new Map();

/** Why a rule gets no value of a related approval. */
export interface RelatedTrouble {
  why: RelatedWhy;
  /** Label of the control that names the related approval. */
  control: string;
  /** Title of the related approval; "" if it is not about one of them. */
  title: string;
  /** Name of the control that was to be read on it. */
  of: string;
  /** The different values. */
  values?: readonly string[];
}

/** Returns why an approval may not give values to another one; null if it has passed and nothing has changed or cancelled it since. */
export function standingTrouble(instance: ApprovalInstance): RelatedWhy | null {
  const { status, result, bizAction, finishedAt, attachedIds, processInstanceId } = instance;
  if (status === 'TERMINATED' || status === 'CANCELED') return 'withdrawn';
  if (status === 'COMPLETED' && result === 'refuse') return 'refused';
  if (status !== 'COMPLETED' || result !== 'agree' || finishedAt === null) return 'running';
  if (bizAction === 'REVOKE') return 'revoked';
  return attachedIds.some((id) => id !== processInstanceId) ? 'amended' : null;
}

/**
 * Returns the SHA-256 of everything that a rule can read of a related approval, and of what decides whether it stands. Comments, records and the
 * addresses of photos are not in it, so that writing back to the related approval changes nothing.
 */
export function contentDigest(instance: ApprovalInstance): string {
  const { title, businessId, bizAction, attachedIds, finishedAt } = instance;
  const said = [title, businessId, bizAction, [...attachedIds].sort(), finishedAt, contentParts(instance)];
  return hash('sha256', JSON.stringify(said), 'hex');
}

/** Mark, in a citation, of a related approval that could not be read and why: "!running". A digest begins with no such sign. */
const NONE_MARK = '!';
export const citedRelated = (known: RelatedApproval): string =>
  known.kind === 'read' ? known.digest : `${NONE_MARK}${known.why}`;

/** Returns the reason in a citation; null for a digest. */
export function citedWhy(cited: string): RelatedWhy | null {
  if (!cited.startsWith(NONE_MARK)) return null;
  return RELATED_WHYS.find((why) => why === cited.slice(NONE_MARK.length)) ?? 'unreadable';
}
