import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { Database } from '../../database/database.js';
import { Datasets } from '../read/datasets.js';
import { ExportRoom } from './export-room.js';
import { ExportStore, type Held, type StoredExport } from './export-store.js';
import { removeFile } from './file-out.js';
import { type Pace, type Wanted, type Written, writeExport } from './write-export.js';
import { writeInThread } from './write-in-thread.js';

/** Exports up to this size finish before a thread has started. */
const AT_ONCE_ROWS = 2_000;
/** Pace in the main thread, where every request waits for a page: other requests get as much time as a page takes. */
const AMONG_OTHERS: Pace = { pageRows: 100, rest: (took) => Math.min(took, 50) };

/** Writes one export: a small export between the requests, a large one in a thread of its own. */
@Injectable()
export class RunExport {
  constructor(
    private readonly db: Database,
    private readonly datasets: Datasets,
    private readonly store: ExportStore,
    private readonly room: ExportRoom,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'DATABASE_URL'>,
  ) {}

  /** @param leaving aborted when the process stops. @throws any error; the file is removed then. */
  async run(held: Held, wanted: StoredExport, leaving: AbortSignal): Promise<void> {
    if (!(await this.store.note(held, 0))) return;
    await this.room.check(dirname(wanted.file));
    await mkdir(dirname(wanted.file), { recursive: true, mode: 0o700 });
    const written = await this.write(held, wanted, leaving);
    // A person stopped the export at the last moment and wants no file.
    if (written !== null && !(await this.store.finish(held, written))) await removeFile(wanted.file);
  }

  private write(held: Held, stored: StoredExport, leaving: AbortSignal): Promise<Written | null> {
    const { dataset, format, filter, columns, fullAccounts, byName, startedAt, file, total } = stored;
    const wanted: Wanted = { dataset, format, filter, columns, fullAccounts, byName, startedAt, file };
    const told = async (rows: number): Promise<boolean> => {
      if (!(await this.store.note(held, rows))) return false;
      await this.room.check(dirname(file));
      return true;
    };
    if (total > AT_ONCE_ROWS) return writeInThread({ url: this.settings.DATABASE_URL, wanted }, told, leaving);
    return writeExport(this.db, this.datasets, wanted, AMONG_OTHERS, told, leaving);
  }
}
