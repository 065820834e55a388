import { schemeContent, TARGETS } from '@dingdee/shared/scheme';
import * as z from 'zod/mini';
import type { Settings } from '../../config/settings.js';
import { PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import { saysCashierIsOff } from '../../connectors/kingdee/answer/refusal-words.js';
import { clock } from '../../database/clock.js';
import { readInt } from '../../database/columns.js';
import type { Database } from '../../database/database.js';
import { beijingMonth } from '../../domain/beijing-time.js';
import type { Facts, OrgFacts } from '../probe/facts.js';
import { outsideWords } from '../probe/outside-words.js';
import { cardsSeen } from './cards-seen.js';
import { clientsSeen } from './clients-seen.js';
import { eventsSeen } from './events-seen.js';
import { type SchemeRules, targetFacts } from './target-facts.js';

const MOST_FORMS = 3;
/** Number of latest receipts that are read. */
const RECEIPTS = 500;
/** Length of a bill number without its prefix (product.md §2). */
const BEHIND_PREFIX = 16;

const content = z.object({
  header: z.record(z.string(), z.unknown()),
  rows: z.record(z.string(), z.unknown()),
  billNoPrefix: z.optional(z.string()),
  target: z.optional(z.enum(TARGETS)),
});
const rules = z.object({ rules: z.array(z.looseObject({ kind: z.string(), value: z.optional(z.unknown()) })) });
const refusal = z.object({ class: z.string(), messages: z.array(z.string()) });

interface Scheme {
  process_code: string;
  form_name: string;
  name: string;
  org_number: string;
  enabled: unknown;
  content: string | null;
}

/**
 * Loads what our own ledger knows for the probes: committed rows only, a few queries.
 * @param quota the month's calls as planned. The administrators in the settings serve as authors of a trial comment.
 */
export async function loadFacts(
  db: Database,
  { used, limit, forecast, short }: NonNullable<Facts['quota']>,
  settings: Pick<
    Settings,
    'ADMIN_USER_IDS' | 'DINGTALK_CARD_TEMPLATE' | 'DINGTALK_TODOS' | 'DINGTALK_EVENTS' | 'EVENT_TRUST_MS'
  >,
): Promise<Facts> {
  const schemes = await db.query<Scheme>(
    `SELECT s.process_code, s.form_name, s.name, s.org_number, s.enabled, v.content FROM scheme s
       LEFT JOIN scheme_version v ON v.scheme_id = s.id AND v.number = s.current_version ORDER BY s.enabled DESC, s.created_at`,
  );
  const contents = schemes.flatMap((scheme) => contentOf(scheme.content));
  const collected = schemes.some(({ enabled }) => Boolean(enabled))
    ? schemes.filter((s) => Boolean(s.enabled))
    : schemes;
  // Several schemes may exist for one form.
  const forms = collected.filter(
    (one, i) => collected.findIndex(({ process_code }) => process_code === one.process_code) === i,
  );
  const orgs = await whatBecame(db);
  return {
    payOrgs: await payOrgs(db, schemes, orgs),
    forms: forms
      .slice(0, MOST_FORMS)
      .map(({ process_code, form_name }) => ({ processCode: process_code, name: form_name })),
    billTypes: [...new Set(contents.flatMap(({ header }) => constantsOf(header[PAYMENT_FORM.head.billType])))],
    targets: await targetFacts(db, contents, collected.flatMap(rulesOf)),
    longestNumber: BEHIND_PREFIX + Math.max(2, ...contents.map(({ billNoPrefix }) => billNoPrefix?.length ?? 0)),
    orgs,
    quota: { used, limit, forecast, short },
    commenter: await someAdmin(db, settings.ADMIN_USER_IDS),
    todos: settings.DINGTALK_TODOS === 'on',
    clients: await clientsSeen(db),
    events: await eventsSeen(db, settings, clock.now()),
    cards: await cardsSeen(db, settings),
  };
}

function contentOf(json: string | null): z.infer<typeof content>[] {
  const read = content.safeParse(JSON.parse(json || 'null'));
  return read.success ? [read.data] : [];
}

/** Returns the rules of a scheme; none if its content is of a shape that nobody writes. */
function rulesOf({ name, content: json }: Scheme): SchemeRules[] {
  const read = schemeContent.safeParse(JSON.parse(json || 'null'));
  return read.success ? [{ scheme: name, content: read.data }] : [];
}

function constantsOf(field: unknown): string[] {
  const read = rules.safeParse(field);
  if (!read.success) return [];
  return read.data.rules.flatMap(({ kind, value }) =>
    kind === 'constant' && typeof value === 'string' ? [value] : [],
  );
}

async function payOrgs(
  db: Database,
  schemes: readonly Scheme[],
  orgs: ReadonlyMap<string, OrgFacts>,
): Promise<Facts['payOrgs']> {
  const mapped = await db.query<{ number: string }>(
    `SELECT DISTINCT r.target_number AS number FROM mapping_row r JOIN mapping_table t ON t.id = r.table_id
      WHERE t.target = 'organisation' AND r.until_revision IS NULL`,
  );
  const names = await db.query<{ number: string; name: string }>(
    "SELECT number, name FROM base_data WHERE kind = 'organisation'",
  );
  const nameOf = new Map(names.map(({ number, name }) => [number, name]));
  const numbers = new Set([
    ...schemes.map(({ org_number }) => org_number),
    ...mapped.map(({ number }) => number),
    ...[...orgs].flatMap(([org, { held }]) => (held > 0 ? [org] : [])),
  ]);
  return [...numbers]
    .filter((number) => number !== '')
    .sort()
    .map((number) => ({ number, name: nameOf.get(number) ?? '' }));
}

/** Returns by organisation what Kingdee did with the last bills. */
async function whatBecame(db: Database): Promise<Facts['orgs']> {
  const orgs = new Map<string, OrgFacts>();
  const of = (org: string): OrgFacts =>
    orgs.get(org) ?? { held: 0, auditedAt: null, auditedFor: null, periodRefused: null, cashierRefusedAt: null };
  const held = await db.query<{ org: string; n: unknown }>(
    "SELECT org_number AS org, COUNT(*) AS n FROM bill WHERE state_kind IN ('booked', 'written-back') GROUP BY org_number",
  );
  for (const { org, n } of held) orgs.set(org, { ...of(org), held: readInt(n) });
  const last = await db.query<{
    org: string;
    date: string | null;
    outcome: string;
    at: unknown;
    detail: string | null;
    reached: string;
    step: string;
  }>(
    `SELECT b.org_number AS org, b.business_date AS date, b.reached AS reached, r.step AS step, r.outcome AS outcome, r.ended_at AS at, r.detail AS detail
       FROM push_receipt r JOIN bill b ON b.id = r.bill_id
      WHERE r.ended_at IS NOT NULL AND (r.outcome = 'refused' OR (r.outcome = 'done' AND r.step IN ('save', 'audit')))
      ORDER BY r.ended_at DESC LIMIT ${RECEIPTS}`,
  );
  for (const row of last) {
    const known = of(row.org);
    const at = readInt(row.at);
    // One call may do all three steps: then the save is the last receipt of an audited bill.
    if (row.outcome === 'done' && row.reached === 'audited' && !isOfItsMonth(known.auditedAt, known.auditedFor))
      if (known.auditedAt === null || isOfItsMonth(at, row.date))
        // Chunks end in any order: an audit dated in its own month shows that the period is open, even if a bill of the last month was audited a
        // moment later.
        orgs.set(row.org, { ...known, auditedAt: at, auditedFor: row.date });
    const refused = row.outcome === 'refused' ? refusal.safeParse(JSON.parse(row.detail || 'null')) : null;
    if (!refused?.success) continue;
    const { class: why, messages } = refused.data;
    if (why !== 'period') continue;
    if (saysCashierIsOff(messages)) orgs.set(row.org, { ...known, cashierRefusedAt: known.cashierRefusedAt ?? at });
    else if (known.periodRefused === null)
      orgs.set(row.org, { ...known, periodRefused: { at, words: outsideWords(messages[0] ?? '') } });
  }
  return orgs;
}

/** Tells whether a bill is dated in the month in which it was audited. */
const isOfItsMonth = (at: number | null, date: string | null): boolean =>
  at !== null && (date?.startsWith(beijingMonth(at)) ?? false);

async function someAdmin(db: Database, admins: readonly string[]): Promise<string | null> {
  const [row] = await db.query<{ id: string }>(
    "SELECT user_id AS id FROM role WHERE role = 'admin' ORDER BY granted_at LIMIT 1",
  );
  return row?.id ?? admins[0] ?? null;
}
