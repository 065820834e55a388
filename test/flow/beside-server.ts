import { plainDatabase } from '../bench/plain-database.js';

/**
 * Returns the rows of one statement, run as somebody with a database tool runs it beside the server. It waits for the server's commit without
 * blocking, so that the server may run in the same process.
 */
export async function besideServer<Row = Record<string, unknown>>(
  { databaseUrl }: { databaseUrl: string },
  statement: string,
  parameters: readonly unknown[] = [],
): Promise<Row[]> {
  const database = await plainDatabase(databaseUrl);
  try {
    return (await database.query(statement, parameters)) as Row[];
  } finally {
    await database.close();
  }
}
