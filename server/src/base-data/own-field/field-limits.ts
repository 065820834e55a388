import type { TargetName } from '@dingdee/shared/scheme';
import type { EntityManager } from 'typeorm';
import * as z from 'zod/mini';
import type { TargetFieldLimit } from '../../connectors/target.js';
import type { Database } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import type { StoredLimit } from './own-field-book.js';
import { TargetFieldLimitRow } from './target-field-limit.entity.js';

const LONGEST_LABEL = 80;
const choices = z.array(z.object({ value: z.string(), caption: z.string() }));

/** Returns what is stored, by form, level and name. */
export async function storedLimits(db: Pick<Database, 'query'>): Promise<StoredLimit[]> {
  const rows = await db.query<Record<'form' | 'level' | 'name' | 'label' | 'choices', string> & { longest: unknown }>(
    'SELECT form, level, name, label, longest, choices FROM target_field_limit ORDER BY form, level, name',
  );
  return rows.map(({ form, level, name, label, longest, choices: offered }) => ({
    form,
    level: level === 'header' ? 'header' : 'rows',
    name,
    label,
    longest: longest === null ? null : Number(longest),
    choices: choices.parse(JSON.parse(offered)),
  }));
}

/** Returns the forms whose limits differ from the stored ones. */
export const changedLimits = (
  told: ReadonlyMap<TargetName, readonly TargetFieldLimit[]>,
  stored: readonly StoredLimit[],
): [TargetName, readonly TargetFieldLimit[]][] =>
  [...told].filter(([form, limits]) => {
    const before = stored.filter((each) => each.form === form);
    return textOf(before) !== textOf(limits);
  });

export async function storeLimits(
  tx: EntityManager,
  form: TargetName,
  limits: readonly TargetFieldLimit[],
): Promise<void> {
  await tx.query('DELETE FROM target_field_limit WHERE form = ?', [form]);
  const rows = limits.map(({ choices: offered, level, name, label, longest }) => ({
    form,
    level,
    name,
    label: label.slice(0, LONGEST_LABEL),
    longest,
    choices: JSON.stringify(offered),
  }));
  await insertRows(tx, TargetFieldLimitRow, rows);
}

/** Equal for the same limits in any order. */
const textOf = (limits: readonly TargetFieldLimit[]): string =>
  JSON.stringify(
    limits
      .map(({ level, name, label, longest, choices: offered }) =>
        JSON.stringify([level, name, label.slice(0, LONGEST_LABEL), longest, offered]),
      )
      .sort(),
  );
