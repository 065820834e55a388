import { describe, expect, it } from 'vitest';
import { TokenProvider } from './token-provider.js';

function given(livesMs = 7_200_000) {
  const clock = { now: 0 };
  const fetched: string[] = [];
  const tokens = new TokenProvider(
    async () => {
      fetched.push(`token-${fetched.length + 1}`);
      return { token: `token-${fetched.length}`, livesMs };
    },
    () => clock.now,
  );
  return { tokens, fetched, clock };
}

describe('TokenProvider', () => {
  it('fetches once for all who ask at the same time', async () => {
    const { tokens, fetched } = given();
    expect(await Promise.all([tokens.get(), tokens.get(), tokens.get()])).toEqual(Array(3).fill('token-1'));
    expect(fetched).toHaveLength(1);
  });

  it('renews five minutes before the end', async () => {
    const { tokens, clock } = given();
    await tokens.get();
    clock.now = 7_200_000 - 300_001;
    expect(await tokens.get()).toBe('token-1');
    clock.now = 7_200_000 - 300_000;
    expect(await tokens.get()).toBe('token-2');
  });

  it('uses half the life of a token that lives less than ten minutes', async () => {
    const { tokens, clock } = given(60_000);
    await tokens.get();
    clock.now = 29_999;
    expect(await tokens.get()).toBe('token-1');
    clock.now = 30_000;
    expect(await tokens.get()).toBe('token-2');
  });

  it('forgets a refused token once, however many callers were refused with it', async () => {
    const { tokens, fetched } = given();
    const first = await tokens.get();
    tokens.drop(first);
    await tokens.get();
    tokens.drop(first);
    expect(await tokens.get()).toBe('token-2');
    expect(fetched).toHaveLength(2);
  });

  it('tells everybody who waits that the fetch failed, and tries again for the next', async () => {
    let tries = 0;
    const tokens = new TokenProvider(async () => {
      tries += 1;
      if (tries === 1) throw new Error('down');
      return { token: 'good', livesMs: 1000 };
    });
    const both = await Promise.allSettled([tokens.get(), tokens.get()]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await tokens.get()).toBe('good');
  });
});
