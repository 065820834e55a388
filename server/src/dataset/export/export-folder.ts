import { readdir, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { EXPORT_FORMATS, type ExportFormat } from '@dingdee/shared/data-export';
import type { Settings } from '../../config/settings.js';
import { changedBy, type Database, placeholders } from '../../database/database.js';
import { partOf, UNDER_WAY } from './export-times.js';

const OURS = new RegExp(
  `^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.(?:${EXPORT_FORMATS.join('|')})(?:\\.part)?$`,
);
const AT_ONCE = 200;

/** Folder of this process's exports: `EXPORT_DIR`, or `exports` beside its data. */
export function exportFolder({ EXPORT_DIR, DATABASE_URL }: Pick<Settings, 'EXPORT_DIR' | 'DATABASE_URL'>): string {
  if (EXPORT_DIR !== undefined) return resolve(EXPORT_DIR);
  const data = DATABASE_URL.startsWith('sqlite:') ? dirname(DATABASE_URL.slice('sqlite:'.length)) : './data';
  return resolve(data, 'exports');
}

/** Path of an export's file. It depends on the id and format only, so that no row can point to another file. */
export const exportFile = (
  settings: Pick<Settings, 'EXPORT_DIR' | 'DATABASE_URL'>,
  id: string,
  format: ExportFormat,
): string => join(exportFolder(settings), `${id}.${format}`);

/**
 * Deletes files that are expired by their own date and have no live row: if each machine has its own disk, another machine may already have
 * deleted the row of a file that lies here.
 * @param now Unix ms
 */
export async function sweepFolder(db: Database, folder: string, keptMs: number, now: number): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  const old: { id: string; file: string }[] = [];
  for (const name of names) {
    const id = OURS.exec(name)?.[1];
    if (id === undefined) continue;
    const file = join(folder, name);
    const found = await stat(file).catch(() => null);
    if (found?.isFile() && found.mtimeMs < now - keptMs) old.push({ id, file });
  }
  for (let from = 0; from < old.length; from += AT_ONCE) {
    const some = old.slice(from, from + AT_ONCE);
    const ids = some.map(({ id }) => id);
    const rows = await db.query<{ id: string }>(
      `SELECT id FROM data_export WHERE id IN (${placeholders(ids)}) AND (expires_at >= ? OR (${UNDER_WAY} AND lease_until >= ?))`,
      [...ids, now, now],
    );
    const live = new Set(rows.map(({ id }) => id));
    // A file that cannot be deleted does not stop the others.
    for (const { id, file } of some) if (!live.has(id)) await rm(file, { force: true }).catch(() => undefined);
  }
}

/** Deletes expired files, and then their rows. @param now Unix ms */
export async function sweepExports(
  db: Database,
  now: number,
  settings: Pick<Settings, 'EXPORT_DIR' | 'DATABASE_URL'>,
): Promise<void> {
  const over = await db.query<{ id: string; format: string }>(
    `SELECT id, format FROM data_export WHERE expires_at < ? AND (NOT (${UNDER_WAY}) OR lease_until < ?)`,
    [now, now],
  );
  for (const { id, format } of over) {
    const known = EXPORT_FORMATS.find((each) => each === format);
    const file = known && exportFile(settings, id, known);
    // A file that another machine wrote is not here; that machine sweeps its own folder.
    for (const path of file ? [file, partOf(file)] : []) await rm(path, { force: true });
    await db.inTransaction((tx) => changedBy(tx, 'DELETE FROM data_export WHERE id = ?', [id]));
  }
}
