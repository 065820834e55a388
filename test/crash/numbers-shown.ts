import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SandboxLine } from '../bench/processes.js';
import { ROOT } from '../root.js';
import { organisations } from '../sandbox/company.js';

interface Source {
  query(sql: string, parameters?: readonly unknown[]): Promise<unknown>;
  destroy(): Promise<void>;
}
interface DatabaseFile {
  dataSourceOptions(url: string): unknown;
  openDataSource(options: unknown): Promise<Source>;
}

const DATA_SOURCE = pathToFileURL(join(ROOT, 'server/dist/schema/data-source.js'));
const BILL_TYPE = 'FKDLX02_SYS';

/**
 * Makes an installation one that has pushed before: Kingdee was seen to keep our numbers in every organisation (docs/decisions/0012).
 * Before that a lost first save is left to a person, and a storm over a few bills of a new installation would mostly show that.
 * @param url database on which no server works.
 */
export async function showNumbers(url: string, { kingdee }: SandboxLine, schemeId: string): Promise<void> {
  const { dataSourceOptions, openDataSource } = (await import(DATA_SOURCE.href)) as DatabaseFile;
  const source = await openDataSource(dataSourceOptions(url));
  const at = Date.now() - 86_400_000;
  const address = kingdee.url.endsWith('/') ? kingdee.url : `${kingdee.url}/`;
  const site = createHash('sha256').update(`${address}\n${kingdee.acctId}`).digest('hex').slice(0, 32);
  try {
    for (const { number } of organisations)
      await source.query(
        `INSERT INTO numbering_seen (id, scheme_id, site, org_number, bill_type, kept, sent_at, bill_id, seen_at)
         VALUES (?, ?, ?, ?, ?, 1, ?, NULL, ?)`,
        [randomUUID(), schemeId, site, number, BILL_TYPE, at, at],
      );
  } finally {
    await source.destroy();
  }
}
