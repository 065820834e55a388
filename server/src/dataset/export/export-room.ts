import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Injectable } from '@nestjs/common';
import { ExportNoRoomError } from './export.errors.js';

/** What is left to the ledger, which may lie on the same disk. */
const LEAST_FREE = 1_000_000_000;

/** Room for files on the disk of the exports. */
@Injectable()
export class ExportRoom {
  /** @throws ExportNoRoomError */
  async check(folder: string): Promise<void> {
    const free = await this.free(folder);
    if (free !== null && free < LEAST_FREE) throw new ExportNoRoomError();
  }

  /** Bytes; null where the system does not say. @param folder need not be there yet. */
  async free(folder: string): Promise<number | null> {
    const told = await statfs(folder).catch(() => null);
    if (told !== null) return told.bavail * told.bsize;
    const above = dirname(folder);
    return above === folder ? null : this.free(above);
  }
}
