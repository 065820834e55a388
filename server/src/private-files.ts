import { chmodSync, statSync } from 'node:fs';
import { markerFile } from './audit/marker/ledger-marker.js';
import type { Settings } from './config/settings.js';

const OTHERS = 0o077;

/** Makes all new files of this process readable only for its own user: database, log, marker, archives, folders. */
export function makePrivateFiles(): void {
  process.umask(OTHERS);
}

/** Removes other users' rights from files of an older version. @returns one sentence for each file that stayed open. */
export function closeFiles({ DATABASE_URL: url, LEDGER_MARKER_FILE }: Settings): string[] {
  const database = url.startsWith('sqlite:') ? url.slice('sqlite:'.length) : null;
  const ours = database === null ? [] : ['', '-wal', '-shm', '.lock'].map((end) => `${database}${end}`);
  return [...ours, markerFile(url, LEDGER_MARKER_FILE)].flatMap((file) => {
    const mode = modeOf(file);
    if (mode === null || (mode & OTHERS) === 0) return [];
    try {
      chmodSync(file, mode & ~OTHERS);
      return [];
    } catch {
      return [openTo(file, mode)];
    }
  });
}

/** @returns a sentence if other users of this machine can read the secrets in .env; else null. */
export function openSecrets(file: string): string | null {
  const mode = modeOf(file);
  return mode === null || (mode & OTHERS) === 0 ? null : openTo(file, mode);
}

const openTo = (file: string, mode: number): string =>
  `${file} 本机的其他用户也能打开（权限 ${mode.toString(8)}），里面有密钥或账目：请运行 chmod 600 ${file}。`;

function modeOf(file: string): number | null {
  // Windows has no such modes.
  if (process.platform === 'win32') return null;
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat?.isFile() ? stat.mode & 0o777 : null;
}
