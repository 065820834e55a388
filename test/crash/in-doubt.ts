import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../root.js';

/** What happened to the outcomes in doubt. */
export interface InDoubt {
  /** Number of times that a bill fell in doubt, by step. */
  cases: Record<string, number>;
  /** Number of bills that Kingdee held and that continued from the step reached, by status in Kingdee. */
  adopted: Record<string, number>;
  /** Number of bills that Kingdee twice reported as absent and that were sent again. */
  absentTwice: number;
  /** Number of bills that wait for a person. */
  leftToPerson: number;
}

interface Source {
  query(sql: string): Promise<Record<string, unknown>[]>;
  destroy(): Promise<void>;
}
interface DatabaseFile {
  dataSourceOptions(url: string): unknown;
  openDataSource(options: unknown): Promise<Source>;
}

const DATA_SOURCE = pathToFileURL(join(ROOT, 'server/dist/schema/data-source.js'));
const fieldOf = (detail: unknown, name: string): string | undefined => {
  const parsed: unknown = typeof detail === 'string' ? JSON.parse(detail) : null;
  const value: unknown = parsed !== null && typeof parsed === 'object' ? Reflect.get(parsed, name) : undefined;
  return value === undefined ? undefined : String(value);
};

/** Reads the audit log of a database on which no server works. Used for the report only, not for the verdict. */
export async function inDoubtOf(url: string): Promise<InDoubt> {
  const { dataSourceOptions, openDataSource } = (await import(DATA_SOURCE.href)) as DatabaseFile;
  const source = await openDataSource(dataSourceOptions(url));
  try {
    const found: InDoubt = { cases: {}, adopted: {}, absentTwice: 0, leftToPerson: 0 };
    const count = (into: Record<string, number>, key: string | undefined): void => {
      into[key ?? '?'] = (into[key ?? '?'] ?? 0) + 1;
    };
    const rows = await source.query(
      `SELECT action, to_state, detail FROM audit WHERE action IN ('push-in-doubt', 'probe') ORDER BY seq`,
    );
    for (const { action, to_state: to, detail } of rows) {
      if (action === 'push-in-doubt') count(found.cases, fieldOf(detail, 'step'));
      else if (fieldOf(detail, 'absent') !== undefined) found.absentTwice += 1;
      else if (to !== 'in-doubt') count(found.adopted, fieldOf(detail, 'status'));
    }
    const [left] = await source.query(`SELECT COUNT(*) AS n FROM bill WHERE state_kind IN ('in-doubt', 'failed')`);
    found.leftToPerson = Number(left?.n ?? 0);
    return found;
  } finally {
    await source.destroy();
  }
}
