import type { Place } from '../flow/person.js';
import { benchDatabase, type SandboxLine, spawnSandbox, spawnServer } from './processes.js';

/** A running server with its stand-ins, each in a separate process, and its own database. */
export interface BenchPlace {
  place: Place;
  sandbox: Awaited<ReturnType<typeof spawnSandbox>>;
  server: Awaited<ReturnType<typeof spawnServer>>;
}

export async function benchPlace<T>(
  kind: 'sqlite' | 'mariadb',
  settings: { sandbox: Record<string, string>; server: Record<string, string> },
  work: (bench: BenchPlace) => Promise<T>,
): Promise<T> {
  const sandbox = await spawnSandbox({ SANDBOX_CLEAN: 'on', ...settings.sandbox });
  try {
    const database = await benchDatabase(kind);
    try {
      const server = await spawnServer(sandbox.line, { DATABASE_URL: database.url, ...settings.server });
      try {
        return await work({ place: placeOf(sandbox.line, server.url, server.log), sandbox, server });
      } finally {
        await server.stop();
      }
    } finally {
      await database.drop();
    }
  } finally {
    await sandbox.stop();
  }
}

/** Returns the Place of such a server for a Person. */
export function placeOf(line: SandboxLine, url: string, log: () => string): Place {
  return {
    url,
    log,
    sandbox: {
      dingtalk: line.dingtalk,
      issueCode: async (userid) => {
        const answer = await fetch(`${line.control.url}/login-codes`, {
          method: 'POST',
          body: JSON.stringify({ userid }),
        });
        return ((await answer.json()) as { code: string }).code;
      },
    },
  };
}
