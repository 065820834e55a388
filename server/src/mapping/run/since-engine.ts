import { issueKeys, readIssues, readNotes } from '../../bill/ledger/bill-content.js';
import { REMAPPED_STATES } from '../../bill/ledger/remapped-states.js';
import { formNamed } from '../../connectors/forms/payment-form.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { contentChanges, ROWS, TOTAL } from '../../domain/draft/content-changes.js';
import { worded } from '../../domain/draft/issue-words.js';
import type { MappingResult } from '../../domain/draft/mapping-result.js';
import { WHO_IS_PAID } from '../../domain/draft/payee-hands.js';
import { labelsOf } from '../../domain/draft/target-form.js';
import { ENGINE_REVISION } from '../../engine/engine-revision.js';
import { cut } from '../../engine/source/texts.js';
import { asClause } from '../../problem/clause.js';

/** All states that a mapping may change. SQL on `bill b`. */
export const OPEN_STATES = `b.state_kind = 'approved' OR ${REMAPPED_STATES}`;
/**
 * Bills in an order of which Kingdee holds nothing: the mapping does not change them, and only records an equal result of today's engine.
 * SQL on `bill b`.
 */
export const ORDERED_STATES = `b.state_kind IN ('pushing', 'in-doubt') AND b.reached = 'none'`;
/** Returns the condition for bills in these states that a former engine has mapped. */
export const behindEngine = (states: string): string =>
  `(${states}) AND EXISTS (SELECT 1 FROM bill_content c WHERE c.bill_id = b.id AND c.engine_revision < ${ENGINE_REVISION})`;

/** Stored content of a bill, for a comparison with today's engine. */
export interface StoredOutcome {
  issues: string;
  notes: string;
}

/**
 * Returns whether the engine finds other issues than before; another wording alone is no difference. An issue about a hand that is gone
 * does not count: somebody else has confirmed the row meanwhile, which is no result of the engine.
 */
export function issuesDiffer({ issues }: Pick<StoredOutcome, 'issues'>, result: MappingResult): boolean {
  const ofHands = new Set(readIssues(issues).flatMap(({ code }, at) => (WHO_IS_PAID.has(code) ? at : [])));
  const { before, after } = issueKeys(issues, JSON.stringify(result.issues));
  const counted = before.filter((key, at) => !ofHands.has(at) || after.includes(key));
  return JSON.stringify(counted.sort()) !== JSON.stringify(after.sort());
}

const MOST_LABELS = 4;
/** Most characters of the reason: its column has 300, and more text follows it. */
const LONGEST = 270;

/** Returns why a bill was mapped anew: the fields that differ, and the first new issue. */
export function sinceEngine(stored: StoredOutcome, result: MappingResult): string {
  const form = formNamed(result.target);
  const labels: ReadonlyMap<string, string> = new Map([...labelsOf(form), [TOTAL, '金额'], [ROWS, '明细行数']]);
  const former = readNotes(stored.notes);
  const { changes } = former
    ? contentChanges(
        { fields: former.fields, total: former.facts.total },
        { fields: result.fields, total: result.facts.total },
        form,
      )
    : { changes: [] };
  const fields = [...new Set(changes.map(({ field }) => labels.get(field) ?? field))];
  const { before, after } = issueKeys(stored.issues, JSON.stringify(result.issues));
  const added = result.issues[after.findIndex((key) => !before.includes(key))];
  const said = [
    ...(fields.length > 0
      ? [
          `${fields.slice(0, MOST_LABELS).join('、')}${fields.length > MOST_LABELS ? `等 ${fields.length} 项` : ''}和原来不同`,
        ]
      : []),
    ...(added ? [`新的提醒“${cut(asClause(maskText(worded(added).message)), 120)}”`] : []),
  ];
  return cut(`程序升级后重新核对：${said.length > 0 ? said.join('，') : '提醒和原来不同'}`, LONGEST);
}
