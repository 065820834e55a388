import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { partOf } from './export-times.js';

const HELD_BYTES = 256 * 1024;

/** A file that is written from start to end and gets its name only when it is complete. */
export class FileOut {
  private held: Uint8Array[] = [];
  private heldBytes = 0;
  private written = 0;

  private constructor(
    private readonly handle: FileHandle,
    private readonly file: string,
  ) {}

  /** Creates the file readable only for its owner. */
  static async create(file: string): Promise<FileOut> {
    return new FileOut(await open(partOf(file), 'w', 0o600), file);
  }

  get bytes(): number {
    return this.written + this.heldBytes;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.held.push(bytes);
    this.heldBytes += bytes.byteLength;
    if (this.heldBytes >= HELD_BYTES) await this.flush();
  }

  async close(): Promise<void> {
    await this.flush();
    await this.handle.close();
    await rename(partOf(this.file), this.file);
  }

  /** Removes the file and its unfinished part. */
  async giveUp(): Promise<void> {
    await this.handle.close().catch(() => undefined);
    await removeFile(this.file);
  }

  private async flush(): Promise<void> {
    if (this.heldBytes === 0) return;
    const all = Buffer.concat(this.held);
    [this.held, this.heldBytes] = [[], 0];
    await this.handle.writeFile(all);
    this.written += all.byteLength;
  }
}

/** Removes the file and its unfinished part. */
export async function removeFile(file: string): Promise<void> {
  for (const path of [partOf(file), file]) await rm(path, { force: true });
}
