import {
  type DatabaseKind,
  mariaDatabase,
  mariaDbServer,
  type OwnDatabase,
  sqliteDatabase,
} from '../crash/databases.js';

// The run was interrupted: whoever exits ends the servers it started.
process.once('disconnect', () => process.exit(1));

/** Each project of vitest.proof.config.ts proves everything on one of them. */
export const kind: DatabaseKind = process.env.PROOF_DATABASE === 'mariadb' ? 'mariadb' : 'sqlite';

export const numberOf = (setting: string, fallback: number): number => Number(process.env[setting] || fallback);

/** A database of one proof's own; on MariaDB on the server that TEST_DATABASE_URL names, or one started for it. */
export async function ownDatabase(purpose: string): Promise<OwnDatabase> {
  if (kind === 'sqlite') return sqliteDatabase();
  const server = await mariaDbServer();
  const database = await mariaDatabase(server.url, `dd_proof_${purpose}_${process.pid}`);
  return {
    url: database.url,
    drop: async () => {
      await database.drop();
      await server.stop();
    },
  };
}
