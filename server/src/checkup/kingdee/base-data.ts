import { BASE_DATA_FORMS, type BaseDataKind, kindWord } from '@dingdee/shared/base-data';
import type { BaseDataSample } from '../../connectors/survey.js';
import { amber, type Finding, green, red } from '../probe/finding.js';
import { listed } from '../probe/outside-words.js';
import type { Probe, World } from '../probe/probe.js';
import { refused } from '../probe/unanswered.js';

const KINDS = Object.keys(BASE_DATA_FORMS) as BaseDataKind[];
/** Kinds without which no bill can be written. */
const NEEDED: ReadonlySet<BaseDataKind> = new Set([
  'organisation',
  'employee',
  'department',
  'settlementType',
  'purpose',
  'currency',
]);
/** Kinds that every paying organisation has of its own. */
const OF_EVERY_ORG: ReadonlySet<BaseDataKind> = new Set(['employee', 'department', 'bankAccount']);
/** If the first page is full, other organisations may be on the next page. */
const FULL_PAGE = 2000;

/** Judges a kind with our keys (first-contact.md, probe 5): no entries, none usable, or none of a paying organisation. */
export function judgeBaseData(kind: BaseDataKind, sample: BaseDataSample, payOrgs: readonly string[]): Finding {
  const { rows, usable, orgs, otherNumberKey } = sample;
  if (rows === 0) return NEEDED.has(kind) ? red('none-needed') : amber('none');
  if (usable === 0) return NEEDED.has(kind) ? red('none-usable', { rows }) : amber('none-usable', { rows });
  const missing = payOrgs.filter((org) => !orgs.includes(org));
  if (OF_EVERY_ORG.has(kind) && orgs.length > 0 && rows < FULL_PAGE && missing.length > 0)
    return amber('org-missing', { rows, orgs: listed(missing) });
  if (otherNumberKey !== null) return green('other-key', { rows, key: otherNumberKey });
  return green('there', { rows });
}

/** Returns the organisations that departments belong to. */
export async function seenOrgs(world: World): Promise<readonly string[]> {
  const told = await world.once('base:department', () => world.target.sample('department'));
  return told.kind === 'told' ? told.value.orgs : [];
}

/** Judges a refused list of organisations. Many integration users may not read it: then the organisations of other base data are used. */
async function organisationsRefused(world: World, words: string): Promise<Finding> {
  const seen = await seenOrgs(world);
  return seen.length > 0 ? amber('orgs-refused', { orgs: listed(seen), words }) : red('orgs-unknown', { words });
}

export const baseDataProbe: Probe = {
  code: 'kingdee/base',
  system: 'kingdee',
  after: 'kingdee/login',
  subjects: async () => KINDS.map((kind) => ({ id: kind, name: kindWord(kind) })),
  ask: async (world, { id }) => {
    const kind = KINDS.find((each) => each === id);
    if (kind === undefined) return red('none');
    const told = await world.once(`base:${kind}`, () => world.target.sample(kind));
    const payOrgs = world.facts.payOrgs.map(({ number }) => number);
    if (told.kind === 'told') return judgeBaseData(kind, told.value, payOrgs);
    const finding = refused(told);
    return kind === 'organisation' ? organisationsRefused(world, String(finding.params.words ?? '')) : finding;
  },
};
