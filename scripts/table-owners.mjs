import { posix } from 'node:path';
import ts from 'typescript';

/** Functions that write to the table in their argument, named at the call, with the file of the function. */
const WRITERS = new Map([
  ['insertRows', { argument: 1, file: 'server/src/database/rows.ts', entity: true }],
  ['insertTuples', { argument: 1, file: 'server/src/database/database.ts' }],
  ['updateVersioned', { argument: 1, file: 'server/src/database/update-rows.ts' }],
  ['deleteExpired', { argument: 1, file: 'server/src/database/expired-rows.ts' }],
  ['dueTimesOf', { argument: 0, file: 'server/src/database/due-times.ts' }],
  ['leasesOf', { argument: 0, file: 'server/src/queue/dead-leases.ts' }],
]);
const WRITER_FILES = new Set([...WRITERS.values()].map(({ file }) => file));
/** Rooms that may read the tables of all rooms. */
const READ_ALL = new Set(['read', 'status', 'ops']);
/** Files without the check; migrations belong to the day on which they ran. */
const EXEMPT = /(\.spec|-for-spec)\.ts$|^server\/src\/(schema|database\/migrations)\//;

/** Placeholder for a value that code inserts into a text. */
const HOLE = '\u0001';
const TABLE = `[\`"]?([a-z_]+|${HOLE})`;
const WRITE = new RegExp(
  `(?:INSERT\\s+(?:IGNORE\\s+)?INTO|REPLACE\\s+INTO|DELETE\\s+FROM|TRUNCATE(?:\\s+TABLE)?|(?<!KEY\\s+)UPDATE(?:\\s+IGNORE)?)\\s+${TABLE}`,
  'g',
);
const READ = new RegExp(`(?<!DELETE\\s+)\\b(?:FROM|JOIN)\\s+${TABLE}`, 'g');
/** `FROM a x, b y` reads b as well. */
const READ_BESIDE = /\bFROM\s+[a-z_]+(?:\s+(?:AS\s+)?[a-z]\w*)?\s*,\s*([a-z_]+)/g;

const roomOf = (path) => /^server\/src\/([^/]+)\//.exec(path)?.[1] ?? '';

/** @returns table → room of its entity. */
function ownersOf(files) {
  const owners = new Map();
  for (const [path, text] of files)
    for (const [, table] of text.matchAll(/@Entity\('([a-z_]+)'\)/g)) owners.set(table, roomOf(path));
  return owners;
}

/** @returns file → its entity classes, each with its table. */
function entitiesOf(files) {
  const entities = new Map();
  for (const [path, text] of files)
    for (const [, table, name] of text.matchAll(/@Entity\('([a-z_]+)'\)[\s\S]*?\nexport class (\w+)/g))
      entities.set(path, new Map([...(entities.get(path) ?? []), [name, table]]));
  return entities;
}

/**
 * Finds statements of one room on the tables of another: all writes, and reads of a room above.
 * @param files path → text of the sources under server/src
 * @param floors rooms from the ground up, as in .dependency-cruiser.cjs
 * @param known file → tables of rooms above or beside that it may read
 * @returns one sentence for each, with file, table, owner and what to do.
 */
export function crossings(files, floors, known = {}) {
  const owners = ownersOf(files);
  const entities = entitiesOf(files);
  const floorOf = new Map(floors.flatMap((rooms, floor) => rooms.map((room) => [room, floor])));
  const found = new Set();
  const unused = new Set(Object.entries(known).flatMap(([path, tables]) => tables.map((table) => `${path} ${table}`)));
  for (const [path, text] of files) {
    if (EXEMPT.test(path)) continue;
    const room = roomOf(path);
    if (!WRITER_FILES.has(path) && /\binsertTuples\(/.test(text))
      found.add(`${path} inserts values by their place: give rows by name to insertRows`);
    const { writes, reads } = tablesIn(path, text, entities);
    for (const table of writes) {
      const owner = owners.get(table);
      if (table === HOLE)
        found.add(`${path} writes to a table that is not named there: write its name into the statement`);
      else if (owner === undefined)
        found.add(`${path} writes ${table}, which has no owner: declare its @Entity in the room that writes it`);
      else if (owner !== room)
        found.add(
          `${path} writes ${table}, which is ${owner}/'s: put the statement into a function of ${owner}/ that takes the EntityManager, and call that`,
        );
    }
    for (const table of reads) {
      const owner = owners.get(table);
      if (table === HOLE) found.add(`${path} reads a table that is not named there: write its name into the statement`);
      if (owner === undefined || owner === room || READ_ALL.has(room)) continue;
      if (floorOf.get(owner) < floorOf.get(room) || unused.delete(`${path} ${table}`)) continue;
      if (known[path]?.includes(table)) continue;
      found.add(
        `${path} reads ${table}, which is ${owner}/'s, not below ${room}/: let ${owner}/ hand in what is needed, or put the reading into read/`,
      );
    }
  }
  for (const gone of unused)
    found.add(`${gone}: not read there any more; take it off the list in scripts/check-tables.mjs`);
  return [...found].sort();
}

/** Returns the tables that the texts of a file write and read; HOLE for a table that code inserts. */
function tablesIn(path, text, entities) {
  const texts = [];
  const writes = new Set();
  /** Names of entities, as this file imports them. */
  const imported = new Map();
  const visit = (node) => {
    if (ts.isTemplateExpression(node))
      texts.push(node.head.text + node.templateSpans.map(({ literal }) => HOLE + literal.text).join(''));
    else if (ts.isStringLiteralLike(node)) texts.push(node.text);
    else if (ts.isImportDeclaration(node)) {
      const from = posix.join(posix.dirname(path), node.moduleSpecifier.text).replace(/\.js$/, '.ts');
      const bindings = node.importClause?.namedBindings;
      for (const { name, propertyName } of bindings && ts.isNamedImports(bindings) ? bindings.elements : [])
        imported.set(name.text, entities.get(from)?.get((propertyName ?? name).text));
    } else if (ts.isCallExpression(node)) {
      const writer = WRITERS.get(node.expression.getText());
      const table = writer && node.arguments[writer.argument];
      if (table && writer.entity) writes.add(imported.get(table.getText()) ?? HOLE);
      else if (table) writes.add(ts.isStringLiteralLike(table) ? table.text : HOLE);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  const named = (pattern) => texts.flatMap((each) => [...each.matchAll(pattern)].map(([, table]) => table));
  for (const table of named(WRITE)) writes.add(table);
  const reads = new Set([...named(READ), ...named(READ_BESIDE)]);
  if (WRITER_FILES.has(path)) for (const set of [writes, reads]) set.delete(HOLE);
  return { writes, reads };
}
