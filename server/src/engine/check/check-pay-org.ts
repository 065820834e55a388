import type { Issues } from '../../domain/draft/issues.js';
import type { UsableBaseData } from '../../domain/draft/usable-base-data.js';
import type { MappedField } from '../field/map-field.js';
import type { MappingInput } from '../field/mapping-input.js';
import type { AskedKey } from '../rule/apply-rules.js';
import type { FieldPlan } from '../rule/field-plan.js';
import type { AskedFrom } from '../rule/mapping-book.js';
import { DEFAULT_KEY } from '../source/approval-source.js';
import { baseDataOf } from './check-base-data.js';

/**
 * The paying organisation is only the scheme's default, and something says that it may be another: person and department belong to one
 * other organisation, or the table has other organisations pay for departments of this form. Then the cause is a row that is missing.
 * A row 默认 says who pays for all that have none.
 * @returns the key that lacks a row; null where nothing speaks against the organisation.
 */
export function checkPayOrg(
  plan: FieldPlan,
  header: ReadonlyMap<string, MappedField>,
  { baseData, book }: Pick<MappingInput, 'baseData' | 'book'>,
  asks: AskedFrom,
  issues: Issues,
): AskedKey | null {
  const payOrg = header.get(plan.form.head.organisation);
  const [asked] = payOrg?.ruled.asked ?? [];
  if (!payOrg || !asked || asked.found || payOrg.ruled.provenance.kind !== 'default') return null;
  const { orgNumber, processCode } = asks;
  const owner = ownerOf(plan, header, orgNumber, baseData);
  const table = book.get(asked.table);
  const told = table?.find(DEFAULT_KEY, asks)?.targetNumber === orgNumber;
  const why =
    owner !== null
      ? `人员、部门属于组织 ${owner}，默认付款组织是 ${orgNumber}`
      : !told && table?.givesOther(orgNumber, processCode)
        ? `“${asked.tableName}”里有部门由别的组织付款，没有写明的不按默认的 ${orgNumber} 付；其余都由 ${orgNumber} 付时，加一行“${DEFAULT_KEY}”`
        : null;
  if (why === null) return null;
  const message = `${plan.header.find(({ name }) => name === plan.form.head.organisation)?.rules.label ?? asked.tableName}未映射：${asked.keyLabel || asked.key}（${why}）`;
  issues.red('unmapped', `header.${plan.form.head.organisation}`, message, asked);
  return asked;
}

/** The one other organisation whose person and department these are; null where nothing or several tell. */
function ownerOf(
  plan: FieldPlan,
  header: ReadonlyMap<string, MappedField>,
  orgNumber: string,
  baseData: UsableBaseData,
): string | null {
  const { head } = plan.form;
  const owners = new Set<string>();
  // Whose organisation says which one ought to pay.
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
