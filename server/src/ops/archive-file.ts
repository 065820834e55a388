import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import * as z from 'zod';
import { sha256 } from './sha256.js';

/** The only columns that are archived; they hold no key, hash, receipt or decision. */
export const MOVED = ['approval.raw', 'push_call.answer'] as const;
const lineShape = z.object({ of: z.enum(MOVED), id: z.string(), sha256: z.string(), text: z.string() });
export type ArchiveLine = z.infer<typeof lineShape>;
const endShape = z.object({ end: z.literal(true), rows: z.int(), sha256: z.string() });

export const archiveLine = (of: ArchiveLine['of'], id: string, text: string): ArchiveLine => ({
  of,
  id,
  sha256: sha256(text),
  text,
});

/** The file is incomplete, or was changed after it was written. */
export class ArchiveBrokenError extends Error {}

/**
 * Writes one JSON object per line, gzipped; the last line holds the count and a hash over the hashes. Synced to disk when this resolves. @returns the
 * count.
 */
export async function writeArchive(file: string, lines: AsyncIterable<ArchiveLine>): Promise<number> {
  let [rows, chained] = [0, ''];
  async function* texts(): AsyncGenerator<string> {
    for await (const line of lines) {
      rows += 1;
      chained = sha256(`${chained}${line.sha256}`);
      yield `${JSON.stringify(line)}\n`;
    }
    yield `${JSON.stringify({ end: true, rows, sha256: chained })}\n`;
  }
  await pipeline(Readable.from(texts()), createGzip(), createWriteStream(file, { flags: 'wx', mode: 0o600 }));
  const handle = await open(file, 'r');
  await handle.sync().finally(() => handle.close());
  return rows;
}

/** Yields every line after a check of its hash; checks the whole file at the end. @throws ArchiveBrokenError */
export async function* readArchive(file: string): AsyncGenerator<ArchiveLine> {
  let [rows, chained, ended] = [0, '', false];
  const text = createReadStream(file).pipe(createGunzip());
  try {
    for await (const json of createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY })) {
      const found: unknown = JSON.parse(json);
      const end = endShape.safeParse(found);
      if (end.success) {
        ended = end.data.rows === rows && end.data.sha256 === chained;
        continue;
      }
      const line = lineShape.parse(found);
      rows += 1;
      if (sha256(line.text) !== line.sha256) throw new ArchiveBrokenError(`第 ${rows} 行的内容与指纹不符`);
      chained = sha256(`${chained}${line.sha256}`);
      yield line;
    }
  } catch (error) {
    throw error instanceof ArchiveBrokenError ? error : new ArchiveBrokenError(`文件读不下去：${String(error)}`);
  }
  if (!ended) throw new ArchiveBrokenError('文件不完整，或行数与指纹对不上');
}
