import { type SchemeContent, type TargetName, USUAL_TARGET } from '@dingdee/shared/scheme';
import * as z from 'zod/mini';
import { formNamed } from '../../connectors/forms/payment-form.js';
import { readInt } from '../../database/columns.js';
import type { Database } from '../../database/database.js';
import type { TargetFacts } from '../probe/facts.js';

/** Number of latest receipts of a form that are read. */
const RECEIPTS = 500;
const refusal = z.object({ class: z.string() });

interface Content {
  target?: TargetName | undefined;
  header: Readonly<Record<string, unknown>>;
  rows: Readonly<Record<string, unknown>>;
}

export interface SchemeRules {
  scheme: string;
  content: SchemeContent;
}

/**
 * Returns facts for each target form of a scheme, the usual form first; for the usual form if there is no scheme.
 * @param rules of the schemes whose bills are sent.
 */
export async function targetFacts(
  db: Database,
  contents: readonly Content[],
  rules: readonly SchemeRules[],
): Promise<TargetFacts[]> {
  const named = new Set(contents.map(({ target }) => target ?? USUAL_TARGET));
  const names = named.size === 0 ? [USUAL_TARGET] : [...named].sort((one) => (one === USUAL_TARGET ? -1 : 1));
  return Promise.all(
    names.map(async (name) => ({
      name,
      ownFields: ownFieldsOf(contents, name),
      contents: rules.filter(({ content }) => (content.target ?? USUAL_TARGET) === name),
      numbering: await numbering(db, name),
      ...(await whatBecame(db, name)),
    })),
  );
}

function ownFieldsOf(contents: readonly Content[], name: TargetName): string[] {
  const { ownField } = formNamed(name);
  const fields = contents
    .filter(({ target }) => (target ?? USUAL_TARGET) === name)
    .flatMap(({ header, rows }) => [...Object.keys(header), ...Object.keys(rows)]);
  return [...new Set(fields.filter((key) => ownField.test(key)))];
}

async function numbering(db: Database, name: TargetName): Promise<TargetFacts['numbering']> {
  const [seen] = await db.query<{ kept: unknown; at: unknown }>(
    `SELECT n.kept AS kept, n.seen_at AS at FROM numbering_seen n JOIN bill b ON b.id = n.bill_id
      WHERE COALESCE(b.sent_form, b.target_form) = ? ORDER BY n.seen_at DESC LIMIT 1`,
    [name],
  );
  return seen ? { kept: Boolean(Number(seen.kept)), at: readInt(seen.at) } : null;
}

/** Returns what Kingdee did with the last bills of the form: when its workflow last held one, and when one was last audited. */
async function whatBecame(
  db: Database,
  name: TargetName,
): Promise<Pick<TargetFacts, 'heldByWorkflowAt' | 'auditedAt'>> {
  const last = await db.query<{ outcome: string; at: unknown; detail: string | null; reached: string }>(
    `SELECT b.reached AS reached, r.outcome AS outcome, r.ended_at AS at, r.detail AS detail
       FROM push_receipt r JOIN bill b ON b.id = r.bill_id
      WHERE COALESCE(b.sent_form, b.target_form) = ? AND r.ended_at IS NOT NULL
        AND (r.outcome = 'refused' OR (r.outcome = 'done' AND r.step IN ('save', 'audit')))
      ORDER BY r.ended_at DESC LIMIT ${RECEIPTS}`,
    [name],
  );
  const isHeld = ({ outcome, detail }: { outcome: string; detail: string | null }): boolean => {
    const read = outcome === 'refused' ? refusal.safeParse(JSON.parse(detail || 'null')) : null;
    return read?.success === true && read.data.class === 'workflow';
  };
  const held = last.find(isHeld);
  const audited = last.find(({ outcome, reached }) => outcome === 'done' && reached === 'audited');
  return { heldByWorkflowAt: held ? readInt(held.at) : null, auditedAt: audited ? readInt(audited.at) : null };
}
