import { expect, it } from 'vitest';
import { WriteBehind } from './write-behind.js';

/** A table of sums by key, whose writes may be made to fail or to wait. */
class Table {
  readonly rows = new Map<string, number>();
  fails = false;
  gate: Promise<void> = Promise.resolve();

  async write(batch: ReadonlyMap<string, number>): Promise<void> {
    await this.gate;
    if (this.fails) throw new Error('the database is away');
    for (const [key, sum] of batch) this.rows.set(key, (this.rows.get(key) ?? 0) + sum);
  }
}

function behind(table: Table): WriteBehind<number> {
  return new WriteBehind(
    'spec',
    (earlier, later) => earlier + later,
    (batch) => table.write(batch),
  );
}

const sumOf = (rows: Iterable<number>, unwritten: readonly number[]): number =>
  [...rows, ...unwritten].reduce((sum, each) => sum + each, 0);

it('facts of one key are written as one', async () => {
  const table = new Table();
  const facts = behind(table);
  for (const each of [1, 2, 3]) facts.add('detail', each);
  facts.add('list', 5);
  await facts.flush();
  expect([...table.rows]).toEqual([
    ['detail', 6],
    ['list', 5],
  ]);
});

it('what could not be written is written later, with what came meanwhile', async () => {
  const table = new Table();
  const facts = behind(table);
  facts.add('detail', 1);
  table.fails = true;
  const failed = facts.flush();
  facts.add('detail', 2);
  await expect(failed).rejects.toThrow('away');
  expect(sumOf([], (await facts.readWith(async () => [])).unwritten)).toBe(3);
  table.fails = false;
  await facts.flush();
  expect([...table.rows]).toEqual([['detail', 3]]);
});

it('a reader counts each fact once while it is being written', async () => {
  const table = new Table();
  const facts = behind(table);
  for (const each of [1, 2, 3]) {
    facts.add('detail', each);
    table.gate = new Promise((resolve) => setImmediate(resolve));
    const writing = facts.flush();
    const { rows, unwritten } = await facts.readWith(async () => {
      const seen = [...table.rows.values()];
      await new Promise((resolve) => setImmediate(resolve));
      return seen;
    });
    expect(sumOf(rows, unwritten)).toBe((each * (each + 1)) / 2);
    await writing;
  }
});

it('a reader that the write waits for gets an answer', async () => {
  const table = new Table();
  const facts = behind(table);
  let open = () => {};
  table.gate = new Promise((resolve) => {
    open = resolve;
  });
  facts.add('detail', 1);
  const writing = facts.flush();
  const { unwritten } = await facts.readWith(async () => []);
  expect(unwritten).toEqual([1]);
  open();
  await writing;
});

it('stopping writes what is left', async () => {
  const table = new Table();
  const facts = behind(table);
  facts.add('detail', 1);
  facts.start();
  await facts.stop();
  expect([...table.rows]).toEqual([['detail', 1]]);
});
