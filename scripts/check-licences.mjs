import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { refusedLicences } from './licences.mjs';

// npm run lint: checks that every library of the lockfile has a licence that may be shipped with ours (MIT).
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
const refused = refusedLicences(packages);
for (const { name, licence } of refused)
  process.stderr.write(`${name}: ${licence ?? 'no licence named'} is not on the list in scripts/licences.mjs\n`);
process.exitCode = refused.length > 0 ? 1 : 0;
