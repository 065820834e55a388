import type { EntityManager } from 'typeorm';

/** Returns the name of another scheme that collects this form; null if there is none. */
export async function takenBy(tx: EntityManager, processCode: string, id: string): Promise<string | null> {
  const taken: { name: string }[] = await tx.query(
    'SELECT name FROM scheme WHERE process_code = ? AND enabled = 1 AND id <> ?',
    [processCode, id],
  );
  return taken[0]?.name ?? null;
}
