import { TARGETS, type TargetName } from '@dingdee/shared/scheme';
import type { EntityManager } from 'typeorm';
import type { Database } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import type { MustInput } from '../../domain/draft/usable-base-data.js';
import { TargetMustInputRow } from './target-must-input.entity.js';

const LONGEST = { name: 64, label: 80 };
export type MustInputs = ReadonlyMap<TargetName, readonly MustInput[]>;

/** Returns what is stored, by form, in the order of level and name. */
export async function storedMustInputs(db: Pick<Database, 'query'>): Promise<MustInputs> {
  const rows = await db.query<Record<'form' | 'level' | 'name' | 'label', string>>(
    'SELECT form, level, name, label FROM target_must_input ORDER BY form, level, name',
  );
  return new Map(
    TARGETS.map((target) => [
      target,
      rows
        .filter(({ form }) => form === target)
        .map(({ level, name, label }) => ({ level: level === 'header' ? 'header' : 'rows', name, label })),
    ]),
  );
}

/** Returns the forms whose must-inputs differ from the stored ones, as they are to be stored. */
export const changedMustInputs = (told: MustInputs, stored: MustInputs): [TargetName, readonly MustInput[]][] =>
  [...told].flatMap(([form, all]): [TargetName, readonly MustInput[]][] => {
    const now = all
      .filter(({ name }) => name.length <= LONGEST.name)
      .map(({ level, name, label }) => ({ level, name, label: label.slice(0, LONGEST.label) }))
      .filter(({ level, name }, at, each) => each.findIndex((one) => one.level === level && one.name === name) === at);
    return textOf(now) === textOf(stored.get(form) ?? []) ? [] : [[form, now]];
  });

export async function storeMustInputs(
  tx: EntityManager,
  form: TargetName,
  inputs: readonly MustInput[],
): Promise<void> {
  await tx.query('DELETE FROM target_must_input WHERE form = ?', [form]);
  await insertRows(
    tx,
    TargetMustInputRow,
    inputs.map((each) => ({ form, ...each })),
  );
}

/** Equal for the same fields in any order. */
const textOf = (inputs: readonly MustInput[]): string =>
  JSON.stringify(inputs.map(({ level, name, label }) => JSON.stringify([level, name, label])).sort());
