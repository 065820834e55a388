import type { BaseDataKind } from '@dingdee/shared/base-data';
import type { ParamsOf } from '../../domain/draft/issue-variants.js';
import type { Issues } from '../../domain/draft/issues.js';
import type { TargetField, TargetForm } from '../../domain/draft/target-form.js';
import type { UsableBaseData } from '../../domain/draft/usable-base-data.js';
import type { MappedField } from '../field/map-field.js';
import type { PlannedField } from '../rule/field-plan.js';

/**
 * Returns the kind of base data that a target field is chosen from; for a unit, by its type.
 * @param typeOf returns the value of another header field.
 * @returns null for a field without base data, or for a unit type that is not cached.
 */
export function baseDataOf(
  { kindIn, baseData }: Pick<TargetField, 'kindIn' | 'baseData'>,
  { unitKinds }: Pick<TargetForm, 'unitKinds'>,
  typeOf: (name: string) => string | null,
): BaseDataKind | null {
  const type = kindIn === undefined ? null : typeOf(kindIn);
  if (type !== null) return unitKinds[type] ?? null;
  return baseData ?? null;
}

/** What is wrong with a number. */
type Verdict =
  | { code: 'unusable'; params: ParamsOf<'unusable'> }
  | { code: 'unit-type'; params: ParamsOf<'unit-type'> };

/** Checks numbers against cached base data; each (kind, number) is looked up once per bill. */
export class BaseDataCheck {
  private readonly verdicts = new Map<string, Map<string, Verdict | null>>();

  constructor(
    private readonly baseData: UsableBaseData,
    private readonly orgNumber: string,
    private readonly form: TargetForm,
    private readonly issues: Issues,
  ) {}

  /**
   * Checks that base data exists, is enabled and is usable in the paying organisation (product.md §4).
   * @param place "header" or "rows[2]".
   */
  field(field: PlannedField, mapped: MappedField, place: string, header: ReadonlyMap<string, MappedField>): void {
    const { value } = mapped;
    if (value === null) return;
    const kind = baseDataOf(field.target, this.form, (name) => header.get(name)?.value ?? null);
    if (kind === null) return;
    const verdict = this.verdict(kind, value, field.target.kindIn !== undefined);
    if (verdict === null) return;
    const { from } = mapped.ruled;
    this.issues.coded(
      'red',
      verdict.code,
      `${place}.${field.name}`,
      { ...verdict.params, label: field.rules.label },
      from && { table: from.table, key: from.key },
    );
  }

  private verdict(kind: BaseDataKind, number: string, isUnit: boolean): Verdict | null {
    const ofKind = this.verdicts.get(kind) ?? new Map<string, Verdict | null>();
    this.verdicts.set(kind, ofKind);
    const ready = ofKind.get(number);
    if (ready !== undefined) return ready;
    const verdict = this.judge(kind, number, isUnit);
    ofKind.set(number, verdict);
    return verdict;
  }

  private judge(kind: BaseDataKind, number: string, isUnit: boolean): Verdict | null {
    if (!this.baseData.knows(kind)) return null;
    const found = this.baseData.lookup(kind, number, this.orgNumber);
    if (found?.usable) return null;
    if (found) {
      const { name, reason } = found;
      return { code: 'unusable', params: { of: 'stopped', number, name, ...(reason === null ? {} : { reason }) } };
    }
    const other = isUnit ? this.otherKind(kind, number) : null;
    if (other) return { code: 'unit-type', params: { number, is: other, type: kind } };
    return { code: 'unusable', params: { of: 'absent', number, org: this.orgNumber } };
  }

  private otherKind(kind: BaseDataKind, number: string): BaseDataKind | null {
    const others = Object.values(this.form.unitKinds).filter((one) => one !== kind);
    return others.find((one) => this.baseData.find(one, number, this.orgNumber) !== null) ?? null;
  }
}
