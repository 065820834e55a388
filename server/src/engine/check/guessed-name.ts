import type { Control } from '../../domain/approval/approval-instance.js';
import { controlText } from '../../domain/approval/control-text.js';
import type { PayeeReading } from '../payee/payee-reading.js';
import type { ApprovalSource } from '../source/approval-source.js';
import { comparableName } from '../source/control-name.js';

/** Returns the name that the form gives for an account only as a word beside it; '' if a label says that it is the name, or if there is none. */
export function guessedName(readings: readonly PayeeReading[], number: string): string {
  const named = readings.filter((reading) => reading.number === number && reading.name !== '');
  return named.every(({ guessed }) => guessed) ? (named[0]?.name ?? '') : '';
}

/**
 * Returns whether something else confirms that it is a name: the applicant has it, another control of the form holds it, or it is Kingdee's name of
 * the unit that is paid.
 * @param used controls that the account itself was read from.
 */
export function isBorneOut(
  name: string,
  used: ReadonlySet<Control>,
  source: ApprovalSource,
  unitNames: () => readonly string[],
): boolean {
  const asked = comparableName(name);
  if (comparableName(source.originatorName) === asked) return true;
  const others = source.instance.controls.filter((control) => !used.has(control));
  for (const each of others) for (const text of textsOf(each, used)) if (comparableName(text) === asked) return true;
  return unitNames().some((unit) => comparableName(unit) === asked);
}

/** Yields the texts of a control, each value by itself. */
function* textsOf({ value }: Control, used: ReadonlySet<Control>): Generator<string> {
  if (value.kind === 'object') yield* Object.values(value.entries);
  else if (value.kind === 'people') yield* value.people.map(({ name }) => name);
  else if (value.kind === 'list') yield* value.items;
  else if (value.kind !== 'table') yield controlText(value);
  else for (const { cells } of value.rows) for (const cell of cells) if (!used.has(cell)) yield* textsOf(cell, used);
}
