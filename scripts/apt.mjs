import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { run, step } from './prepare.mjs';

let updated = false;

/** Whether Debian packages can be installed here: needs root and apt. */
export const canInstall = () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

/** @returns the path of a program; null if it is not installed. */
export function find(program) {
  try {
    return execFileSync('sh', ['-c', 'command -v "$1" || ls "/usr/sbin/$1"', 'sh', program], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return null;
  }
}

/** Whether a Chinese font is installed; without one every screenshot shows boxes. */
export function chineseFont() {
  try {
    return execFileSync('fc-list', [':lang=zh'], { encoding: 'utf8' }).trim() !== '';
  } catch {
    return false;
  }
}

/** Installs Debian packages without questions. @throws Error with apt's output. */
export async function installPackages(packages) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await step(`安装 ${packages.join(' ')}（apt）`, async () => {
    if (!updated) await run('apt-get', ['update', '-qq'], { env });
    updated = true;
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env });
  });
}
