import { beijingMonth } from '../../domain/beijing-time.js';
import type { OrgFacts, TargetFacts } from '../probe/facts.js';
import { amber, type Finding, green, red, unknown } from '../probe/finding.js';
import type { Probe } from '../probe/probe.js';
import { paying } from './bills.js';
import { targetOf, targetSubjects } from './targets.js';

// Kingdee gives no answer about these to anyone who only asks; they are known from bills that were sent. Before the first bill they are unknown,
// never green.

/** Judges whether Kingdee's coding rule keeps our number. */
export function judgeNumbering({ numbering }: Pick<TargetFacts, 'numbering'>): Finding {
  if (numbering === null) return unknown('first-bill');
  return numbering.kept ? green('kept', { at: numbering.at }) : amber('given-another', { at: numbering.at });
}

/** Judges whether a workflow of Kingdee takes bills over. */
export function judgeWorkflow({
  heldByWorkflowAt,
  auditedAt,
}: Pick<TargetFacts, 'heldByWorkflowAt' | 'auditedAt'>): Finding {
  const audited = auditedAt ?? 0;
  if (heldByWorkflowAt !== null && heldByWorkflowAt > audited) return amber('holds', { at: heldByWorkflowAt });
  return audited === 0 ? unknown('first-bill') : green('passes', { at: audited });
}

/**
 * Judges the period, which cannot be asked. Only an audit dated and made in this month shows that it is open; an audit of last month says nothing
 * about today.
 */
export function judgePeriod(org: OrgFacts | undefined, now: number): Finding {
  if (!org) return unknown('cannot-ask');
  const { periodRefused: no, auditedAt, auditedFor } = org;
  if (no !== null && no.at > (auditedAt ?? 0)) return red('closed', { at: no.at, words: no.words });
  const thisMonth = beijingMonth(now);
  if (auditedAt === null || beijingMonth(auditedAt) !== thisMonth || !auditedFor?.startsWith(thisMonth))
    return unknown('cannot-ask');
  return green('was-open', { at: auditedAt, date: auditedFor });
}

/** Judges whether the organisation's cashier module is switched on: a refusal or an audited bill shows it; its bank accounts are only a sign. */
export function judgeCashier(org: OrgFacts | undefined, accounts: boolean | null): Finding {
  const audited = org?.auditedAt ?? 0;
  if (org?.cashierRefusedAt && org.cashierRefusedAt > audited) return red('off', { at: org.cashierRefusedAt });
  if (audited > 0) return green('on', { at: audited });
  return accounts === false ? amber('no-accounts') : unknown('first-bill');
}

export const seenBeforeProbes: readonly Probe[] = [
  {
    code: 'kingdee/numbering',
    system: 'kingdee',
    subjects: targetSubjects,
    ask: async (world, subject) => judgeNumbering(targetOf(world, subject)),
  },
  {
    code: 'kingdee/workflow',
    system: 'kingdee',
    subjects: targetSubjects,
    ask: async (world, subject) => judgeWorkflow(targetOf(world, subject)),
  },
  {
    code: 'kingdee/period',
    system: 'kingdee',
    after: 'kingdee/login',
    subjects: paying,
    ask: async ({ facts, now }, { id }) => judgePeriod(facts.orgs.get(id), now),
  },
  {
    code: 'kingdee/cashier',
    system: 'kingdee',
    after: 'kingdee/login',
    subjects: paying,
    ask: async (world, { id }) => {
      const told = await world.once('base:bankAccount', () => world.target.sample('bankAccount'));
      const accounts = told.kind === 'told' ? told.value.orgs.includes(id) : null;
      return judgeCashier(world.facts.orgs.get(id), accounts);
    },
  },
];
