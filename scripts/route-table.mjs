import ts from 'typescript';

/** Nest's own decorators for routes: each would be a route beside the table. */
const BESIDE = new Set(['Get', 'Post', 'Put', 'Patch', 'Delete', 'Options', 'Head', 'All', 'Sse', 'RequestMapping']);
const ROUTES = /^shared\/src\/routes\/[^/]+\.ts$/;
const TABLE = 'shared/src/routes/table.ts';
const CONTROLLER = /^server\/src\/.*\.controller\.ts$/;
const SPEC = /(\.spec|-for-spec)\.ts$/;
/** Files whose calls count as a test of a route: specs, and the code with which specs drive the server. */
const TESTS = /^test\/(flow|e2e|crash|proof)\/|^(server|miniapp)\/src\/.*\.spec\.ts$/;
const METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);
const VERBS = new Map([
  ['get', 'GET'],
  ['all', 'GET'],
  ['listen', 'GET'],
  ['post', 'POST'],
  ['put', 'PUT'],
  ['patch', 'PATCH'],
]);
/** Placeholder for a value that code inserts into a text. */
const HOLE = '\u0001';

const parse = (path, text) => ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);

function each(node, visit) {
  visit(node);
  ts.forEachChild(node, (child) => each(child, visit));
}

/** Returns the text of a literal, with a HOLE for each inserted part; null for any other node. */
function textOf(node) {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return null;
  return node.head.text + node.templateSpans.map(({ literal }) => HOLE + literal.text).join('');
}

const isRoutes = (name) => /Routes$/.test(name);

/** @returns the rows of one file of the table: name as in controllers, operation, who, problems. */
function rowsOf(path, text) {
  const rows = [];
  const lists = new Map();
  const spread = (array) =>
    array.elements.flatMap((item) =>
      ts.isSpreadElement(item) ? (lists.get(item.expression.getText()) ?? []) : [textOf(item) ?? ''],
    );
  each(parse(path, text), (node) => {
    if (!ts.isVariableDeclaration(node) || !node.initializer) return;
    const name = node.name.getText();
    const value = node.initializer;
    if (ts.isArrayLiteralExpression(value)) lists.set(name, spread(value));
    if (!isRoutes(name) || !ts.isObjectLiteralExpression(value)) return;
    for (const property of value.properties) {
      const call = property.initializer;
      const [operation, rules] = call && ts.isCallExpression(call) ? call.arguments : [];
      const of = (key) => rules?.properties?.find((each) => each.name?.getText() === key)?.initializer;
      const problems = of('problems');
      rows.push({
        path,
        room: name,
        name: `${name}.${property.name.getText()}`,
        operation: (operation && textOf(operation)) ?? '',
        who: of('who')?.getText() ?? '',
        problems:
          problems && ts.isArrayLiteralExpression(problems) ? spread(problems) : (lists.get(problems?.getText()) ?? []),
      });
    }
  });
  return rows;
}

/** @returns [the routes that a controller serves by the table, complaints about routes beside it]. */
function servedBy(path, text) {
  const served = [];
  const wrong = [];
  each(parse(path, text), (node) => {
    if (!ts.isDecorator(node) || !ts.isCallExpression(node.expression)) return;
    const [argument] = node.expression.arguments;
    const name = node.expression.expression.getText();
    const where = `${path} ${node.parent.name?.getText() ?? ''}`;
    if (name === 'Route') served.push({ where, name: argument?.getText() ?? '' });
    if (BESIDE.has(name))
      wrong.push(`${where} is served by @${name}: give it a row in shared/src/routes/ and write @Route(that row)`);
    if (name === 'Controller' && argument)
      wrong.push(`${where} has a path of its own: the rows of the table have whole paths, write @Controller()`);
  });
  return [served, wrong];
}

/** @returns "GET /api/bills/<hole>" for every address in a test; the method is "" if it is not known. */
function addressesIn(path, text) {
  const found = new Set();
  each(parse(path, text), (node) => {
    const written = textOf(node);
    const address =
      written === null
        ? null
        : new RegExp(`^${HOLE}?(/(?:api|mcp|dingtalk|health|metrics)\\b[^?#\\s]*)`).exec(written)?.[1];
    if (!address) return;
    const call = ts.isCallExpression(node.parent) ? node.parent : null;
    const first = call?.arguments[0] && textOf(call.arguments[0]);
    const callee = call && ts.isPropertyAccessExpression(call.expression) ? call.expression.name.text : '';
    const method = METHODS.has(first) ? first : (VERBS.get(callee) ?? '');
    found.add(`${method} ${address}`);
  });
  return found;
}

/** Whether an address in a test belongs to this route; literal parts of the table must be the same text. */
function goesTo(operation, address) {
  const [method, path] = operation.split(' ');
  const [asked, written] = address.split(' ');
  if (asked !== '' && asked !== method) return false;
  const [parts, given] = [path.split('/'), written.split('/')];
  return (
    parts.length === given.length &&
    parts.every((part, at) => part === given[at] || (part.startsWith(':') && given[at] !== ''))
  );
}

/** Returns the problem codes in the sources of the server, of the families that routes answer with. */
function codesIn(files, families) {
  const codes = new Map();
  for (const [path, text] of files) {
    if (!path.startsWith('server/src/') || SPEC.test(path)) continue;
    for (const [, code] of text.matchAll(/'([a-z-]+\/[a-z-]+)'/g))
      if (families.has(code.split('/')[0])) codes.set(code, path);
  }
  return codes;
}

/**
 * Finds differences between the table of routes, the controllers, the pages and the tests.
 * @param files path → text of the sources of shared, server and miniapp and of the tests
 * @param common codes that any route may answer; "…/*" is a family
 * @returns one sentence for each, with what to do.
 */
export function routeFaults(files, common = []) {
  const found = [];
  const rows = [...files].flatMap(([path, text]) => (ROUTES.test(path) && path !== TABLE ? rowsOf(path, text) : []));
  const byName = new Map(rows.map((row) => [row.name, row]));
  const counted = new Map();
  for (const [path, text] of files) {
    if (!CONTROLLER.test(path)) continue;
    const [served, wrong] = servedBy(path, text);
    found.push(...wrong);
    for (const { where, name } of served) {
      if (!byName.has(name)) found.push(`${where} serves ${name}, which is no row of shared/src/routes/`);
      counted.set(name, [...(counted.get(name) ?? []), where]);
    }
  }
  const addresses = new Set(
    [...files].flatMap(([path, text]) => (TESTS.test(path) ? [...addressesIn(path, text)] : [])),
  );
  const operations = new Map();
  for (const { path, name, operation, who } of rows) {
    const where = `${path} ${name}`;
    const served = counted.get(name) ?? [];
    if (!/^(GET|POST|PUT|PATCH|DELETE) \/\S*$/.test(operation)) found.push(`${where} names no method and path`);
    if (served.length === 0)
      found.push(`${where} is served by no controller: write @Route(${name}) on a method, or take the row out`);
    if (served.length > 1) found.push(`${where} is served more than once: ${served.join(', ')}`);
    if (who === '' || /^\[\s*\]/.test(who))
      found.push(`${where} does not say who may: name roles, or 'member', 'signed-in', 'anyone'`);
    if (operations.has(operation)) found.push(`${where} and ${operations.get(operation)} are both ${operation}`);
    operations.set(operation, name);
    if (![...addresses].some((address) => goesTo(operation, address)))
      found.push(`${where}: no test goes to ${operation}; write one below test/flow, or beside what it tests`);
  }
  for (const room of new Set(rows.map((row) => row.room)))
    if (!new RegExp(`\\b${room}\\b`).test(files.get(TABLE)?.replace(/^import .*$/gm, '') ?? ''))
      found.push(`${TABLE} leaves out ${room}`);
  for (const [path, text] of files)
    if (path.startsWith('miniapp/src/') && !SPEC.test(path))
      for (const [, type, from] of text.matchAll(/^import (type )?[^;]*?'@dingdee\/shared\/routes\/([a-z-]+)'/gm))
        if (!type && from !== 'who')
          found.push(`${path} loads the table of routes into the pages: they know its types only, write import type`);
  const named = new Set([...common, ...rows.flatMap(({ problems }) => problems)]);
  const families = new Set([...named].map((code) => code.split('/')[0]));
  const written = codesIn(files, families);
  for (const [code, path] of written)
    if (!named.has(code) && !named.has(`${code.split('/')[0]}/*`))
      found.push(`${path} refuses with ${code}, which no row of the table may answer: add it to the routes that do`);
  for (const { path, name, problems } of rows)
    for (const code of problems)
      if (!code.endsWith('/*') && !written.has(code))
        found.push(`${path} ${name} may answer ${code}, which nothing refuses with`);
  return found;
}
