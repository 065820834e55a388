import { describe, expect, it } from 'vitest';
import { FileSlots } from './file-slots.js';

const slots = () => new FileSlots({ atOnce: 2, ofOne: 1, mostWaiting: 1, ofOneWaiting: 1, waitMs: 5_000 });
const staying = () => new AbortController().signal;

describe('places for files', () => {
  it('one person does not take them all: whoever else comes goes first', async () => {
    const some = slots();
    const leave = await some.take('a', staying());
    const second = some.take('a', staying());
    await some.take('b', staying());
    leave();
    await expect(second).resolves.toBeTypeOf('function');
  });

  it('whoever comes when everything is taken and somebody waits already is told so at once', async () => {
    const some = slots();
    await some.take('a', staying());
    await some.take('b', staying());
    void some.take('c', staying()).catch(() => undefined);
    await expect(some.take('d', staying())).rejects.toMatchObject({ code: 'file/busy' });
  });

  it('one person’s waiting does not keep others from waiting', async () => {
    const some = new FileSlots({ atOnce: 1, ofOne: 1, mostWaiting: 9, ofOneWaiting: 1, waitMs: 5_000 });
    await some.take('a', staying());
    void some.take('a', staying()).catch(() => undefined);
    await expect(some.take('a', staying())).rejects.toMatchObject({ code: 'file/busy' });
    const going = new AbortController();
    const other = some.take('b', going.signal);
    going.abort();
    await expect(other).rejects.toMatchObject({ code: 'file/busy' });
  });

  it('whoever leaves while waiting takes no place', async () => {
    const some = slots();
    const leave = await some.take('a', staying());
    const going = new AbortController();
    const waiting = some.take('a', going.signal);
    going.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'file/busy' });
    leave();
    await expect(some.take('a', staying())).resolves.toBeTypeOf('function');
  });

  it('a place that is given back twice counts once', async () => {
    const some = slots();
    const leave = await some.take('a', staying());
    await some.take('b', staying());
    leave();
    leave();
    await some.take('a', staying());
    const waiting = some.take('c', staying());
    expect(await Promise.race([waiting.then(() => 'in'), Promise.resolve('waits')])).toBe('waits');
    void waiting.catch(() => undefined);
  });
});
