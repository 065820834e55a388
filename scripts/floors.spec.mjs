import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const file = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const [, floors = '[]'] =
  /const FLOORS = (\[[\s\S]*?\n\]);/.exec(readFileSync(file('.dependency-cruiser.cjs'), 'utf8')) ?? [];
const FLOORS = JSON.parse(floors.replaceAll("'", '"').replace(/,(\s*\])/g, '$1'));

/** Returns each room with its floor, as the table of rooms in docs/architecture.md has them; a floor stands in the first row of its rooms. */
function told() {
  const text = readFileSync(file('docs/architecture.md'), 'utf8');
  const [, table = ''] = /\| floor \| room \|[^\n]*\n[^\n]*\n((?:\|[^\n]*\n)+)/.exec(text) ?? [];
  let floor = -1;
  return table
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [, number = '', rooms = ''] = line.split('|').map((cell) => cell.trim());
      if (number !== '') floor = Number(number);
      return [...rooms.matchAll(/`([a-z-]+)\/`/g)].map(([, room]) => [room, floor]);
    });
}

it('docs/architecture.md tells of every room once, on the floor that the linter knows', () => {
  const known = FLOORS.flatMap((rooms, floor) => rooms.map((room) => [room, floor]));
  const sorted = (list) => [...list].sort(([a], [b]) => (a < b ? -1 : 1));
  expect(known.length).toBeGreaterThan(30);
  expect(sorted(told())).toEqual(sorted(known));
});
