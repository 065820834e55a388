import { USUAL_TARGET } from '@dingdee/shared/scheme';
import type { NewestBills } from '../../connectors/survey.js';
import { amber, type Finding, green, red, unknown } from '../probe/finding.js';
import { listed } from '../probe/outside-words.js';
import { NO_SUBJECT, type Probe, type Subject, type World } from '../probe/probe.js';
import { refused } from '../probe/unanswered.js';
import { seenOrgs } from './base-data.js';

/** A number that no bill has: our numbers never contain a U. */
const NO_BILL = 'DINGDEE-U-0000000001';
const MOST_ORGS = 6;

/** Returns the organisations that pay; before there is a scheme, those that Kingdee shows. */
export async function paying(world: World): Promise<readonly Subject[]> {
  const known = world.facts.payOrgs;
  if (known.length > 0) return known.slice(0, MOST_ORGS).map(({ number, name }) => ({ id: number, name }));
  const told = await world.once('base:organisation', () => world.target.sample('organisation'));
  const shown =
    told.kind === 'told' ? told.value.first : (await seenOrgs(world)).map((number) => ({ number, name: number }));
  return shown.slice(0, MOST_ORGS).map(({ number, name }) => ({ id: number, name }));
}

const newest = (world: World, { id }: Subject) => world.once(`bills:${id}`, () => world.target.newestBills(id));

/**
 * Judges the newest bills. A missing licence or right gives an empty list and no error (first-contact.md, probe 4). @param held how many bills must
 * be there.
 */
export function judgeBills(told: NewestBills, held: number, ourTypes: readonly string[]): Finding {
  if (told.bills === 0) return held > 0 ? red('hidden', { held }) : amber('none');
  const types = told.types.map(({ number, name, bills }) => `${name} ${number} ${bills} 张`);
  const purposes = told.purposes.map(({ number, name }) => `${name} ${number}`);
  const usual = { bills: told.bills, types: listed(types, 3), purposes: listed(purposes, 3) };
  const unusual = ourTypes.filter((type) => !told.types.some(({ number }) => number === type));
  if (ourTypes.length > 0 && unusual.length === ourTypes.length)
    return amber('other-types', { ...usual, ours: listed(unusual, 3) });
  return green('usual', usual);
}

export function judgeAmounts(told: readonly NewestBills[]): Finding {
  if (told.some(({ amountsHidden }) => amountsHidden)) return red('amounts-hidden');
  const bills = told.reduce((sum, each) => sum + each.bills, 0);
  return bills === 0 ? unknown('no-bill') : green('shown', { bills });
}

export const billProbes: readonly Probe[] = [
  {
    code: 'kingdee/look-up',
    system: 'kingdee',
    after: 'kingdee/login',
    ask: async ({ kingdee }) => {
      const found = await kingdee.find([{ forms: [USUAL_TARGET], billNo: NO_BILL, thirdBillNo: NO_BILL }]);
      return found.size === 0 ? green('none-found') : red('found-one', { number: NO_BILL });
    },
  },
  {
    code: 'kingdee/bills',
    system: 'kingdee',
    after: 'kingdee/login',
    subjects: paying,
    ask: async (world, org) => {
      const told = await newest(world, org);
      const held = world.facts.orgs.get(org.id)?.held ?? 0;
      return told.kind === 'refused' ? refused(told) : judgeBills(told.value, held, world.facts.billTypes);
    },
  },
  {
    code: 'kingdee/amounts',
    system: 'kingdee',
    after: 'kingdee/login',
    subjects: async () => [NO_SUBJECT],
    ask: async (world) => {
      const told = await Promise.all((await paying(world)).map((org) => newest(world, org)));
      const answered = told.flatMap((each) => (each.kind === 'told' ? [each.value] : []));
      const [first] = told;
      return answered.length === 0 && first?.kind === 'refused' ? refused(first) : judgeAmounts(answered);
    },
  },
];
