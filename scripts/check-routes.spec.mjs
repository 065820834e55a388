// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the samples are code
import { expect, it } from 'vitest';
import { routeFaults } from './route-table.mjs';

const TABLE = 'shared/src/routes/table.ts';
const ROWS = 'shared/src/routes/bill.ts';
const CONTROLLER = 'server/src/desk/bill.controller.ts';
const RULES = 'server/src/bill/park.ts';
const SPEC = 'test/flow/park.spec.ts';
const PAGE = 'miniapp/src/api/bill-api.ts';

const row = (name, operation, rest = "who: PARKERS, problems: [...SEEN, 'bill/not-held']") =>
  `  ${name}: route('${operation}', { summary: '一行', ${rest} }),\n`;
const rows = (...lines) =>
  `const route = under('bills');\nconst SEEN = ['bill/stale'];\nexport const billRoutes = {\n${lines.join('')}};`;
/** Files without a fault. */
const HOUSE = {
  [TABLE]: "import { billRoutes } from './bill.js';\nexport const routes = { bill: billRoutes };",
  [ROWS]: rows(row('release', 'POST /api/bills/:id/release')),
  [CONTROLLER]:
    "@Controller()\nclass BillController {\n  @Route(billRoutes.release)\n  release(@Param('id') id: string) {}\n}",
  [RULES]: "throw refused('bill/not-held'); throw refused('bill/stale');",
  [SPEC]: 'await person.post(`/api/bills/${id}/release`, { version });',
  [PAGE]:
    "import type { Routes } from '@dingdee/shared/routes/table';\nimport { PARKERS } from '@dingdee/shared/routes/who';",
};
/** Returns the faults after these files are changed. */
const found = (...changed) => routeFaults(new Map(Object.entries({ ...HOUSE, ...Object.fromEntries(changed) })));

it('nothing is found where each row is served once, says who may, and is gone to by a test', () => {
  expect(found()).toEqual([]);
});

it.each(['Get', 'Post', 'Put', 'Patch', 'Delete', 'All', 'Sse', 'RequestMapping'])(
  'a method of a controller that is served beside the table is refused: @%s',
  (how) => {
    const text = HOUSE[CONTROLLER].replace(/\}$/, `  @${how}(':id/pay')\n  pay() {}\n}`);
    expect(found([CONTROLLER, text])).toEqual([
      `${CONTROLLER} pay is served by @${how}: give it a row in shared/src/routes/ and write @Route(that row)`,
    ]);
  },
);

it('a controller has no path of its own, and serves what is in the table', () => {
  expect(found([CONTROLLER, HOUSE[CONTROLLER].replace('@Controller()', "@Controller('api/bills')")])).toEqual([
    `${CONTROLLER} BillController has a path of its own: the rows of the table have whole paths, write @Controller()`,
  ]);
  const text = HOUSE[CONTROLLER].replace(/\}$/, '  @Route(billRoutes.pay)\n  pay() {}\n}');
  expect(found([CONTROLLER, text])).toEqual([
    `${CONTROLLER} pay serves billRoutes.pay, which is no row of shared/src/routes/`,
  ]);
});

it('a row that no controller serves is refused, and one that two serve', () => {
  expect(found([CONTROLLER, '@Controller()\nclass BillController {}'])).toEqual([
    `${ROWS} billRoutes.release is served by no controller: write @Route(billRoutes.release) on a method, or take the row out`,
  ]);
  expect(found([CONTROLLER.replace('bill', 'other'), HOUSE[CONTROLLER]])).toEqual([
    `${ROWS} billRoutes.release is served more than once: ${CONTROLLER} release, ${CONTROLLER.replace('bill', 'other')} release`,
  ]);
});

it.each(['problems: SEEN', 'who: [], problems: SEEN'])('a row that does not say who may is refused: %s', (rest) => {
  const text = rows(row('release', 'POST /api/bills/:id/release', rest));
  expect(found([ROWS, text], [RULES, "'bill/stale'"])).toEqual([
    `${ROWS} billRoutes.release does not say who may: name roles, or 'member', 'signed-in', 'anyone'`,
  ]);
});

it.each([
  ['nowhere', 'await person.post(`/api/bills/${id}/hold`)'],
  ['by another method', 'await person.get(`/api/bills/${id}/release`)'],
  ['by a name that is put in', 'await person.post(`/api/bills/${id}/${verb}`)'],
  ['deeper', 'await person.post(`/api/bills/${id}/release/now`)'],
  ['in a list of names', "const known = ['POST /api/bills/:id/release'];"],
])('a row is not tested where no test goes there: %s', (_, text) => {
  expect(found([SPEC, text])).toEqual([
    `${ROWS} billRoutes.release: no test goes to POST /api/bills/:id/release; write one below test/flow, or beside what it tests`,
  ]);
});

it.each([
  "await person.refused('POST', `/api/bills/${id}/release`, {})",
  "await person.raw('POST', '/api/bills/7/release?x=1')",
  'await fetch(`${run.stack.url}/api/bills/${id}/release`, { method: "POST" })',
])('a row is tested by a call of its address: %s', (text) => {
  expect(found([SPEC, text])).toEqual([]);
});

it('one operation has one row, and every room is in the table', () => {
  const twice = rows(row('release', 'POST /api/bills/:id/release'), row('again', 'POST /api/bills/:id/release'));
  const text = HOUSE[CONTROLLER].replace(/\}$/, '  @Route(billRoutes.again)\n  again() {}\n}');
  expect(found([ROWS, twice], [CONTROLLER, text])).toEqual([
    `${ROWS} billRoutes.again and billRoutes.release are both POST /api/bills/:id/release`,
  ]);
  expect(found([TABLE, "import { billRoutes } from './bill.js';\nexport const routes = {};"])).toEqual([
    `${TABLE} leaves out billRoutes`,
  ]);
});

it('a page knows the types of the table, and loads nothing of it but who may', () => {
  expect(found([PAGE, "import { routes } from '@dingdee/shared/routes/table';"])).toEqual([
    `${PAGE} loads the table of routes into the pages: they know its types only, write import type`,
  ]);
});

it('a code that the server refuses with is in a row, and a row names no code that nothing refuses with', () => {
  expect(found([RULES, `${HOUSE[RULES]} throw refused('bill/too-late');`])).toEqual([
    `${RULES} refuses with bill/too-late, which no row of the table may answer: add it to the routes that do`,
  ]);
  expect(found([RULES, "throw refused('bill/stale');"])).toEqual([
    `${ROWS} billRoutes.release may answer bill/not-held, which nothing refuses with`,
  ]);
});
