import { writersOf } from '../../domain/draft/field-writers.js';
import type { Issues } from '../../domain/draft/issues.js';
import type { PayeeHand, Payees } from '../../domain/draft/mapping-result.js';
import { PAYEE_HAND, PAYER_TURNED } from '../../domain/draft/payee-hands.js';
import { accountRoles, type TargetField, type TargetForm, unitRoles } from '../../domain/draft/target-form.js';
import type { MappedField } from '../field/map-field.js';
import type { MappedRow } from '../field/map-rows.js';
import type { MappingInput } from '../field/mapping-input.js';
import { accountNumber } from '../payee/payee-reading.js';
import type { Candidate } from '../rule/candidate.js';
import type { FieldPlan, PlannedField } from '../rule/field-plan.js';
import type { AskedFrom, BookRow } from '../rule/mapping-book.js';
import { DEFAULT_KEY } from '../source/approval-source.js';
import { comparableName } from '../source/control-name.js';
import { oneLine } from '../source/texts.js';
import { baseDataOf } from './check-base-data.js';

/** The value before, as a person may see it, and who put the present one. */
interface Put {
  form: string;
  /** The value says who pays, not who is paid. */
  payer?: true;
  /** Persons who put the value; "" for an unknown person. */
  by: readonly string[];
  rowId: string | null;
  /** Kingdee's name of the unit is unknown here, so that nobody can say whether it is the applicant's. */
  unnamed?: boolean;
}

/**
 * Finds what a person put where the form says who is paid (product.md §8): a value set on the bill, a mapping row that nobody else has looked at and
 * that changed another row or leads to somebody with another name, an account written into the scheme. Each is an amber stop with both values; the
 * person who put it is kept with the bill. A row that leads from the applicant to the Kingdee record of the same name does not count. A change of the
 * payer is treated the same: a mapping row, or one that was removed, turned it from one organisation to another, and nobody else has looked at it.
 */
export function checkPayeeHands(
  plan: FieldPlan,
  header: ReadonlyMap<string, MappedField>,
  rows: readonly MappedRow[],
  input: MappingInput,
  asks: AskedFrom,
  issues: Issues,
): Payees {
  const look = new HandLook(header, input, asks);
  const found = new Map<string, Put & { path: string; field: string; label: string; now: string; rows: Set<string> }>();
  const add = (field: PlannedField, mapped: MappedField | undefined, path: string, own: string) => {
    const put = mapped ? look.putOn(field, mapped, path, own) : null;
    if (!mapped || put === null) return;
    const key = JSON.stringify([field.name, put.form, mapped.value, put.by, put.rowId]);
    const there = found.get(key);
    if (there) there.rows.add(path);
    else {
      const now = look.shown(field, mapped.value ?? '');
      found.set(key, { ...put, path, field: field.name, label: field.rules.label, now, rows: new Set([path]) });
    }
  };
  for (const field of plan.header)
    if (look.units.has(field.name) || field.name === plan.form.head.organisation)
      add(field, header.get(field.name), `header.${field.name}`, '');
  const accounts = new Set(accountRoles(plan.form));
  for (const { place, fields } of rows)
    for (const field of plan.rows)
      if (accounts.has(field.name)) {
        const holder = fields.get(plan.form.row.holder);
        const own = holder?.ruled.provenance.kind === 'form' ? (holder.value ?? '') : '';
        add(field, fields.get(field.name), `rows[${place}].${field.name}`, own);
      }
  for (const { path, label, form, now, rows: told, unnamed, payer } of found.values())
    issues.coded('amber', payer ? PAYER_TURNED : PAYEE_HAND, path, {
      label,
      form,
      put: now,
      ...(told.size > 1 ? { rows: String(told.size) } : {}),
      ...(form === now ? { sameTail: 'yes' } : {}),
      ...(unnamed ? { unnamed: 'yes' } : {}),
    });
  return {
    hands: [...found.values()].flatMap(({ field, form, now, by, rowId, payer }) =>
      by.map((person): PayeeHand => ({ field, form, put: now, by: person, rowId, ...(payer ? { payer } : {}) })),
    ),
    names: look.names(rows),
  };
}

/** Returns Kingdee's names of the header units that are paid; units that Kingdee is not known to have are left out. */
export const unitNamesOf = (
  header: ReadonlyMap<string, MappedField>,
  input: MappingInput,
  asks: AskedFrom,
): readonly string[] => new HandLook(header, input, asks).unitNames();

const handsOf = ({ by = '', also = [] }: BookRow): string[] => [by, ...also];

class HandLook {
  private readonly form: TargetForm;
  /** Header fields that say who gets the money, and those of them that hold the kind of a unit. */
  readonly units: ReadonlySet<string>;
  private readonly kinds: ReadonlySet<string>;

  constructor(
    private readonly header: ReadonlyMap<string, MappedField>,
    private readonly input: MappingInput,
    private readonly asks: AskedFrom,
  ) {
    this.form = input.target;
    this.units = new Set(unitRoles(this.form));
    this.kinds = new Set([this.form.head.payeeType, this.form.head.receiverType]);
  }

  /**
   * Returns what a person put on a field; null if nobody put anything.
   * @param own account holder that the form names.
   */
  putOn(field: PlannedField, { value, ruled }: MappedField, path: string, own: string): Put | null {
    if (value === null) return null;
    if (field.name === this.form.head.organisation) return this.turnedBy(field, value, ruled);
    const machine = ruled.provenance.kind === 'hand' ? ruled.below : ruled.chosen;
    if (ruled.provenance.kind !== 'hand') return machine ? this.putBy(field, machine, value, own) : null;
    const byRule = machine ? clean(field, machine.value) : null;
    if (machine && byRule === value) return this.putBy(field, machine, value, own);
    const put = { form: this.shown(field, byRule ?? ''), by: [this.input.lockedBy?.[path] ?? ''], rowId: null };
    return byRule === null ? this.unlessNamed(field, value, [own], put) : put;
  }

  /** Returns the row that changed which organisation pays; null without one. A value set on the bill has its own check (check-pay-org.ts). */
  private turnedBy(field: PlannedField, value: string, ruled: MappedField['ruled']): Put | null {
    const machine = ruled.provenance.kind === 'hand' ? ruled.below : ruled.chosen;
    if (!machine || clean(field, machine.value) !== value) return null;
    const { from } = machine;
    const row = from?.row;
    if (from && row && row.confirmed !== true) {
      const before = this.input.book.get(from.table)?.turnedFrom(row, DEFAULT_KEY, this.asks.day) ?? null;
      if (before !== null)
        return { form: this.shown(field, before), by: handsOf(row), rowId: row.id ?? null, payer: true };
    }
    return this.leftBy(field, value, ruled.asked);
  }

  /** Returns the removed row because of which another organisation pays; null without one. */
  private leftBy(field: PlannedField, value: string, asked: MappedField['ruled']['asked']): Put | null {
    for (const { table, key } of asked) {
      const gone = this.input.book.get(table)?.goneFrom(key, this.asks, DEFAULT_KEY, value) ?? null;
      if (gone) return { form: this.shown(field, gone.targetNumber), by: [gone.by], rowId: gone.id, payer: true };
    }
    return null;
  }

  private putBy(
    field: PlannedField,
    { kind, from, value: given, source, sourceLabel, fixed }: Candidate,
    value: string,
    own: string,
  ): Put | null {
    const row = from?.row ?? null;
    if (row) {
      if (row.confirmed === true) return null;
      const put = { by: handsOf(row), rowId: row.id ?? null };
      if (!this.units.has(field.name)) return { ...put, form: this.shown(field, clean(field, source)) };
      if (row.was != null) return { ...put, form: this.shown(field, row.was) };
      return this.unlessNamed(field, value, [own, source], { ...put, form: this.input.originatorName });
    }
    // The type of a unit is part of every scheme; which unit it is, and which account it has, is not.
    if (kind === 'form' || this.kinds.has(field.name)) return null;
    // A text that holds more than the form's value may hold anything: it counts as put by a person.
    const byItself = source === '' || clean(field, given) !== clean(field, source) || sourceLabel === '';
    if (!byItself) return null;
    const path = `${this.units.has(field.name) ? 'header' : 'rows'}.${field.name}`;
    const writers = writersOf(this.input.scheme.writers ?? {}, path, fixed ?? given);
    return { form: this.shown(field, clean(field, source)), by: writers.length > 0 ? writers : [''], rowId: null };
  }

  /**
   * Returns null for a unit that Kingdee has under the name of a person whom the form names: nobody put it. If its name is unknown (its type is never
   * read, or was not read yet), it cannot be shown to be theirs and counts as put.
   */
  private unlessNamed(field: PlannedField, value: string, alsoNamed: readonly string[], put: Put): Put | null {
    if (!this.units.has(field.name) || this.kinds.has(field.name)) return put;
    const name = this.nameOf(field.target, value);
    if (name === null) return { ...put, unnamed: true };
    const named = [this.input.originatorName, ...alsoNamed].map(comparableName);
    return named.includes(comparableName(name)) ? null : put;
  }

  /** Returns Kingdee's name of a unit, '' if Kingdee is not known to have it; null if this kind was never read from Kingdee. */
  private nameOf(target: TargetField, number: string): string | null {
    const kind = baseDataOf(target, this.form, (type) => this.header.get(type)?.value ?? null);
    if (kind === null || !this.input.baseData.knows(kind)) return null;
    return this.input.baseData.lookup(kind, number, kind === 'organisation' ? '' : this.asks.orgNumber)?.name ?? '';
  }

  /** Returns a value as a person may see it: an account by its last four digits, a unit with its name. */
  shown(field: PlannedField, value: string): string {
    if (value === '') return '';
    if (field.isAccount) return `尾号 ${value.slice(-4)}`;
    const named = this.units.has(field.name) || field.name === this.form.head.organisation;
    const name = this.kinds.has(field.name) || !named ? '' : (this.nameOf(field.target, value) ?? '');
    return name === '' ? oneLine(value) : `${value} ${name}`;
  }

  unitNames(): string[] {
    return [this.form.head.payee, this.form.head.receiver].flatMap((unit) => {
      const number = this.header.get(unit)?.value ?? null;
      const target = this.form.header[unit];
      const name = number !== null && target ? this.nameOf(target, number) : null;
      return name ? [name] : [];
    });
  }

  /** Returns the names of the payees, without the applicant's. */
  names(rows: readonly MappedRow[]): string[] {
    const names = new Set<string>();
    for (const { fields } of rows) names.add(fields.get(this.form.row.holder)?.value ?? '');
    for (const name of this.unitNames()) names.add(name);
    names.delete('');
    names.delete(this.input.originatorName);
    return [...names];
  }
}

/** Returns the value of a rule as it would have been sent. */
function clean({ isAccount }: PlannedField, value: string): string {
  const text = oneLine(value);
  return isAccount ? (accountNumber(text) ?? text) : text;
}
