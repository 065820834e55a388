import { parseApproval, UnreadableApprovalError } from '../../connectors/dingtalk/form/parse-approval.js';
import type { ApprovalInstance, Control } from '../../domain/approval/approval-instance.js';
import { controlText } from '../../domain/approval/control-text.js';
import { findAccount } from '../../domain/bill/account-mask.js';
import type { Subject, World } from '../probe/probe.js';

const DAYS = 30;
const DAY_MS = 86_400_000;
const MOST_READ = 3;
const ACCOUNT = 'RecipientAccountField';

/** Properties of three approvals of a form, read in the same way as collecting reads them. */
export interface ApprovalSample {
  listed: number;
  more: boolean;
  read: number;
  /** Number of answers that are no approval at all. */
  broken: number;
  /** Names of controls whose value could not be read, and of controls whose value still looks like JSON. */
  unreadable: readonly string[];
  jsonLike: readonly string[];
  /** Number of filled payee accounts, and how many of them have no number. */
  accounts: number;
  accountsWithoutNumber: number;
  /** Number of approvals whose launch time and number disagree, or that finished before they began. */
  oddTimes: number;
  originator: string | null;
}

/** Lists the finished approvals of the last 30 days and reads three of them in full; asked once per form and run. */
export const approvalSample = async (world: World, form: Subject): Promise<ApprovalSample> => {
  world.spend(`approvals:${form.id}`, 1 + MOST_READ);
  return world.once(`approvals:${form.id}`, async () => {
    const { dingtalk, now } = world;
    const window = { processCode: form.id, from: now - DAYS * DAY_MS, to: now, finishedOnly: true, cursor: null };
    const { ids, next } = await dingtalk.listInstances(window);
    const approvals: (ApprovalInstance | null)[] = [];
    for (const id of ids.slice(0, MOST_READ)) approvals.push(readable(await dingtalk.getInstance(form.id, id)));
    return sampleOf(ids.length, next !== null, approvals);
  });
};

function readable(raw: Parameters<typeof parseApproval>[0]): ApprovalInstance | null {
  try {
    return parseApproval(raw);
  } catch (error) {
    if (error instanceof UnreadableApprovalError) return null;
    throw error;
  }
}

/** Sums up the sample. @param approvals null if an answer was no approval. */
export function sampleOf(
  listed: number,
  more: boolean,
  approvals: readonly (ApprovalInstance | null)[],
): ApprovalSample {
  const read = approvals.filter((each): each is ApprovalInstance => each !== null);
  const controls = read.flatMap((each) => each.controls.flatMap(withCells));
  const accounts = controls.filter(({ type, value }) => type === ACCOUNT && controlText(value) !== '');
  return {
    listed,
    more,
    read: read.length,
    broken: approvals.length - read.length,
    unreadable: namesOf(controls.filter(({ value }) => value.kind === 'unreadable')),
    jsonLike: namesOf(controls.filter(({ value }) => value.kind === 'text' && /^\s*[[{]\s*["{[]/.test(value.text))),
    accounts: accounts.length,
    accountsWithoutNumber: accounts.filter(({ value }) => findAccount(textsOf(value)) === null).length,
    oddTimes: read.filter(
      ({ warnings, startedAt, finishedAt }) =>
        (warnings ?? []).length > 0 || (finishedAt !== null && finishedAt < startedAt),
    ).length,
    originator: read[0]?.originatorUserId || null,
  };
}

const withCells = (control: Control): Control[] =>
  control.value.kind === 'table'
    ? [control, ...control.value.rows.flatMap(({ cells }) => cells.flatMap(withCells))]
    : [control];
const namesOf = (controls: readonly Control[]): string[] => [...new Set(controls.map(({ name }) => name))];
const textsOf = (value: Control['value']): string =>
  value.kind === 'object' ? Object.values(value.entries).join(' ') : controlText(value);
