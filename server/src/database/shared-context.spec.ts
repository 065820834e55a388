import { expect, it } from 'vitest';
import { SharedContext } from './shared-context.js';

const later = () => new Promise((resolve) => setImmediate(resolve));

it('a value follows the work begun with it, and no other', async () => {
  const context = new SharedContext<string>();
  const seen = async () => {
    await later();
    return context.get();
  };
  const both = [context.run('one', seen), context.run('two', seen), seen()];
  expect(await Promise.all(both)).toEqual(['one', 'two', undefined]);
});

it('values of several contexts stand beside one another, the inner one of the same context replaces the outer', async () => {
  const [name, count] = [new SharedContext<string>(), new SharedContext<number>()];
  const seen = async () => {
    await later();
    return [name.get(), count.get()];
  };
  const [inner, outer] = await name.run('outer', async () => {
    const within = await count.run(1, () => name.run('inner', seen));
    return [within, await seen()];
  });
  expect([inner, outer]).toEqual([
    ['inner', 1],
    ['outer', undefined],
  ]);
});
