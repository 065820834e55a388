import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { find } from './apt.mjs';
import { SERIES } from './mariadb.mjs';

const root = new URL('..', import.meta.url).pathname;
const textOf = (file) => readFileSync(join(root, file), 'utf8');
/** Returns the lines of one service; of anchors only the parts written in place. */
const service = (text, name) => text.match(new RegExp(`^  ${name}:.*\\n((?: {4}.*\\n|\\n)*)`, 'm'))?.[1] ?? '';
const images = (text) =>
  [...text.matchAll(/^ {2}(\S+):.*\n(?: {4}.*\n)*? {4}image: (\S+)/gm)].map(([, name, image]) => [name, image]);
const addresses = (text) =>
  [...text.matchAll(/DATABASE_URL: (\S+?):\/\/.*@(\S+)$/gm)].map(([, scheme, at]) => `${scheme} ${at}`);

it('docker compose brings the database that the flow tests start, and dumps it with the same', () => {
  const text = textOf('docker-compose.yml');
  const databases = images(text).filter(([, image]) => /^(mariadb|mysql):/.test(image));
  expect(databases.map(([name]) => name)).toEqual(['mariadb', 'backup']);
  expect(new Set(databases.map(([, image]) => image)).size).toBe(1);
  expect(databases[0]?.[1]).toMatch(new RegExp(`^mariadb:${SERIES.replace('.', '\\.')}\\.\\d+$`));
  expect(service(text, 'mariadb')).toContain('- mariadb:/var/lib/mysql');
  // The servers, through an anchor, and the demo.
  expect(addresses(text)).toEqual(['mariadb mariadb:3306/dingdee', 'mariadb mariadb:3306/dingdee']);
  expect(text).not.toMatch(/^ {2,}mysql:/m);
});

it('the MariaDB of this machine, where there is one, is of that series', () => {
  const program = find('mariadbd');
  const said = program === null ? `Ver ${SERIES}.0-` : execFileSync(program, ['--version'], { encoding: 'utf8' });
  expect(said).toMatch(new RegExp(`Ver ${SERIES.replace('.', '\\.')}\\.\\d+-`));
});

it('MySQL takes the place of MariaDB as a whole: image, files, address and dump', () => {
  const text = textOf('deploy/mysql.yml');
  const [mysql, backup] = images(text);
  expect([mysql?.[0], backup?.[0], backup?.[1]]).toEqual(['mariadb', 'backup', mysql?.[1]]);
  expect(mysql?.[1]).toMatch(/^mysql:8\./);
  expect(service(text, 'mariadb')).toContain('- mysql:/var/lib/mysql');
  expect(service(text, 'mariadb')).toContain('aliases: [mysql]');
  expect(addresses(text)).toEqual(['mysql mysql:3306/dingdee']);
});

/** Settings that are written for one of the two, or that the other understands differently. */
const OF_ONE = [
  [/\bRETURNING\s+(\*|[a-z_]+\b)(?=[^']*`)/, 'RETURNING: MariaDB alone'],
  [/->>?\s*'\$/, "col->'$…': MySQL alone"],
  [/\bJSON_VALUE\s*\(/, 'JSON_VALUE: other types'],
  [/\bMEMBER OF\s*\(/, 'MEMBER OF: MySQL alone'],
  [/\bJSON_(OVERLAPS|SCHEMA_VALID|STORAGE_SIZE|DETAILED|COMPACT|LOOSE|QUERY)\s*\(/, 'a JSON function of one of them'],
  [/utf8mb4_(0900|uca1400)/, 'a collation of one of them'],
  [/\b(UUID_TO_BIN|BIN_TO_UUID|ANY_VALUE|GROUPING)\s*\(/, 'MySQL alone'],
  [/\bREGEXP_LIKE\s*\(/, 'MySQL alone'],
  [/\bCREATE\s+SEQUENCE\b|\bNEXTVAL\s*\(/, 'MariaDB alone'],
  [/\bFOR\s+SHARE\b/, 'FOR SHARE: MySQL alone; LOCK IN SHARE MODE is of both'],
  [/\bLATERAL\b/, 'LATERAL: MySQL alone'],
  [/\bAS\s+new\b[^`]*ON DUPLICATE KEY/i, 'a row alias: MySQL alone'],
  [/\bVALUES\s+ROW\s*\(/, 'MySQL alone'],
  [/\bIF\s+NOT\s+EXISTS\b[^`]*\bADD COLUMN\b|\bADD COLUMN IF NOT EXISTS\b/, 'ADD COLUMN IF NOT EXISTS: MariaDB alone'],
];
/** JSON_EXTRACT returns text with quotes on one database and a JSON value on the other: only these queries have the same answer on both. */
const ASKED_OF_JSON = /^\)?\s*(IS (NOT )?NULL|IN \(\?, \?\)|, '[,\]]'|ELSE|END|AS\b)/;

const sources = () =>
  readdirSync(join(root, 'server/src'), { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'),
  );

it('no statement is written for MariaDB or for MySQL alone', () => {
  const found = sources().flatMap((file) => {
    const text = readFileSync(join(root, 'server/src', file), 'utf8');
    return OF_ONE.flatMap(([pattern, why]) => (pattern.test(text) ? [`${file}: ${why}`] : []));
  });
  expect(found).toEqual([]);
});

it('what is taken out of JSON is only asked whether it is there, taken as a number, or compared in both spellings', () => {
  const found = sources()
    .filter((file) => !file.startsWith('database/migrations/'))
    .flatMap((file) => {
      const text = readFileSync(join(root, 'server/src', file), 'utf8');
      return [...text.matchAll(/JSON_EXTRACT\((?:[^()`]|\([^()`]*\))*\)/g)].flatMap((match) => {
        const behind = text.slice(match.index + match[0].length, match.index + match[0].length + 30);
        return ASKED_OF_JSON.test(behind) ? [] : [`${file}: ${match[0]}${behind}`];
      });
    });
  expect(found).toEqual([]);
});

it('rows are skipped that others hold only where one table is read, and never with a share lock', () => {
  for (const file of sources()) {
    const text = readFileSync(join(root, 'server/src', file), 'utf8');
    for (const [of] of text.matchAll(/`[^`]*SKIP LOCKED[^`]*`/g)) expect(of, file).not.toMatch(/\bJOIN\b|SHARE/);
  }
});
