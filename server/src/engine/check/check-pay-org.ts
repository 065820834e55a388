import type { Params } from '../../domain/draft/issue-variants.js';
import type { Issues } from '../../domain/draft/issues.js';
import type { UsableBaseData } from '../../domain/draft/usable-base-data.js';
import type { MappedField } from '../field/map-field.js';
import type { MappingInput } from '../field/mapping-input.js';
import type { FieldPlan, PlannedField } from '../rule/field-plan.js';
import type { AskedKey } from '../rule/find-row.js';
import type { AskedFrom, TableBook } from '../rule/mapping-book.js';
import { DEFAULT_KEY } from '../source/approval-source.js';
import { baseDataOf } from './check-base-data.js';

/**
 * Checks a paying organisation that is only the scheme's default while something says that it may be another: person and department belong to one
 * other organisation, or the table has other organisations pay for departments of this form. The cause is then a missing row. A row 默认 says who pays
 * for all that have none.
 * @returns the key that lacks a row; null if nothing speaks against the organisation, or if the approval gives no key.
 */
export function checkPayOrg(
  plan: FieldPlan,
  header: ReadonlyMap<string, MappedField>,
  { baseData, book }: Pick<MappingInput, 'baseData' | 'book'>,
  asks: AskedFrom,
  issues: Issues,
): AskedKey | null {
  const { organisation } = plan.form.head;
  const field = plan.header.find(({ name }) => name === organisation);
  const mapped = header.get(organisation);
  const ruled = mapped?.ruled;
  if (field && ruled?.provenance.kind === 'hand')
    tellHand(field, mapped?.value ?? null, ruled.below?.value ?? null, issues);
  if (!field || ruled?.provenance.kind !== 'default') return null;
  const looked = field.rules.rules.flatMap((rule) => (rule.kind === 'lookup' ? (book.get(rule.table) ?? []) : []));
  if (looked.length === 0) return null;
  const asked = ruled.asked.find(({ found }) => !found) ?? null;
  const why = whyNot(looked, ownerOf(plan, header, asks.orgNumber, baseData), asks);
  if (why === null) return null;
  const path = `header.${organisation}`;
  const { label } = field.rules;
  if (asked)
    issues.coded('red', 'unmapped', path, { of: 'payer', label, name: asked.keyLabel || asked.key, ...why }, asked);
  else issues.coded('red', 'missing', path, { of: 'payer', label, ...why });
  return asked;
}

/**
 * Adds an issue if a person chose another organisation than the rules: the money leaves another company's account, and the approver confirms that it
 * is right.
 */
function tellHand(
  { name, rules: { label } }: PlannedField,
  value: string | null,
  byRule: string | null,
  issues: Issues,
): void {
  if (value === null || byRule === null || value === byRule) return;
  issues.coded('amber', 'pay-org-hand', `header.${name}`, { label, was: byRule, now: value });
}

/** Returns what speaks against the default; null if nothing does. */
function whyNot(
  tables: readonly TableBook[],
  owner: string | null,
  { orgNumber, processCode, day, ...asks }: AskedFrom,
): Params | null {
  if (owner !== null) return { owner, org: orgNumber };
  const told = tables.some(
    (table) => table.find(DEFAULT_KEY, { orgNumber, processCode, day, ...asks })?.targetNumber === orgNumber,
  );
  const other = tables.find((table) => table.givesOther(orgNumber, processCode, day));
  if (told || !other) return null;
  return { table: other.name, org: orgNumber };
}

/** Returns the one other organisation that person and department belong to; null if there is none, or several. */
function ownerOf(
  plan: FieldPlan,
  header: ReadonlyMap<string, MappedField>,
  orgNumber: string,
  baseData: UsableBaseData,
): string | null {
  const { head } = plan.form;
  const owners = new Set<string>();
  // Fields whose organisation says which one should pay.
  const telling = [head.payee, head.receiver, head.department];
  for (const { name, target } of plan.header.filter((field) => telling.includes(field.name))) {
    const number = header.get(name)?.value ?? null;
    const kind = baseDataOf(target, plan.form, (type) => header.get(type)?.value ?? null);
    if (number === null || kind === null || baseData.find(kind, number, orgNumber) !== null) continue;
    const owner = baseData.lookup(kind, number, '')?.orgNumber ?? '';
    if (owner === '') return null;
    owners.add(owner);
  }
  const [owner] = owners;
  return owner === undefined || owners.size > 1 ? null : owner;
}
