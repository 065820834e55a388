import type { Issues } from '../../domain/draft/issues.js';
import type { UsableBaseData } from '../../domain/draft/usable-base-data.js';
import type { MappedField } from '../field/map-field.js';
import type { AskedKey } from '../rule/apply-rules.js';
import type { FieldPlan } from '../rule/field-plan.js';
import { baseDataOf } from './check-base-data.js';

/**
 * The paying organisation is only the scheme's default, while person and department belong to one other organisation: then the one
 * cause is a missing row of that table, not the person or the department.
 * @returns the key that lacks a row; null where nothing speaks against the organisation.
 */
export function checkPayOrg(
  plan: FieldPlan,
  header: ReadonlyMap<string, MappedField>,
  orgNumber: string,
  baseData: UsableBaseData,
  issues: Issues,
): AskedKey | null {
  const { head } = plan.form;
  const payOrg = header.get(head.organisation);
  const [asked] = payOrg?.ruled.asked ?? [];
  if (!payOrg || !asked || asked.found || payOrg.ruled.provenance.kind !== 'default') return null;
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
  if (owner === undefined || owners.size > 1) return null;
  issues.red(
    'unmapped',
    `header.${head.organisation}`,
    `付款组织未映射：${asked.keyLabel || asked.key}（人员、部门属于组织 ${owner}，默认付款组织是 ${orgNumber}）`,
    asked,
  );
  return asked;
}
