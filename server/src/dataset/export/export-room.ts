import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Injectable } from '@nestjs/common';
import { ExportNoRoomError } from './export.errors.js';

/** Bytes that stay free for the ledger, which may be on the same disk. */
const LEAST_FREE = 1_000_000_000;

/** Checks the free space on the disk of the exports. */
@Injectable()
export class ExportRoom {
  /** @throws ExportNoRoomError */
  async check(folder: string): Promise<void> {
    const free = await this.free(folder);
    if (free !== null && free < LEAST_FREE) throw new ExportNoRoomError();
  }

  /** Returns the free bytes; null if the system does not tell. @param folder need not exist yet. */
  async free(folder: string): Promise<number | null> {
    const told = await statfs(folder).catch(() => null);
    if (told !== null) return told.bavail * told.bsize;
    const above = dirname(folder);
    return above === folder ? null : this.free(above);
  }
}
