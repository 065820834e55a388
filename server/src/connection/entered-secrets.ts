import type { EntityManager } from 'typeorm';
import { enterSecret } from '../config/secret-values.js';
import type { Settings } from '../config/settings.js';
import type { Database } from '../database/database.js';
import { OF_ENVIRONMENT, RowSeal, SELECT_CONNECTIONS, type StoredRow } from './connection-row.js';
import { enteredSetting, SYSTEMS } from './connection-settings.js';

/**
 * Returns the settings with the secrets that people entered on the page in place of the environment's, for a command beside the server. The
 * given settings hide these secrets, too.
 */
export async function withEnteredSecrets(db: Pick<Database, 'query'>, settings: Settings): Promise<Settings> {
  const seal = new RowSeal(settings.APP_SECRET);
  const rows = await db.query<StoredRow>(SELECT_CONNECTIONS);
  const secrets = SYSTEMS.flatMap((system) => {
    const row = rows.find(({ id }) => id === OF_ENVIRONMENT[system]);
    const entered = seal.entered(row, system, settings);
    if (entered === null) return [];
    enterSecret(settings, entered.secret);
    return [[enteredSetting(system, settings), entered.secret] as const];
  });
  return { ...settings, ...Object.fromEntries(secrets) };
}

/**
 * Seals the secrets that people entered with APP_SECRET, after they were opened with `before`; otherwise the next start would find that they
 * do not open, and would take the environment's.
 * @returns the number of secrets that were sealed again.
 */
export async function sealEnteredAgain(tx: EntityManager, settings: Settings, before: string): Promise<number> {
  const [was, is] = [before, settings.APP_SECRET].map((secret) => new RowSeal(secret)) as [RowSeal, RowSeal];
  const rows: StoredRow[] = await tx.query(SELECT_CONNECTIONS);
  let sealed = 0;
  for (const system of SYSTEMS) {
    const row = rows.find(({ id }) => id === OF_ENVIRONMENT[system]);
    const opened = row ? was.open(row) : null;
    if (!row || !opened?.ok || was.entered(row, system, settings) === null) continue;
    const columns = is.columns(row.id, opened.parts);
    await tx.query('UPDATE connection SET sealed = ?, key_id = ?, replaced = ?, updated_at = ? WHERE id = ?', [
      columns.sealed,
      columns.key_id,
      is.mark(system, settings),
      Date.now(),
      row.id,
    ]);
    sealed += 1;
  }
  return sealed;
}
