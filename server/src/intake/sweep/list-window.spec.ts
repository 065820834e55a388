import { describe, expect, it } from 'vitest';
import type { DingTalkClient } from '../../connectors/source.js';
import { listWindow } from './list-window.js';

const DAY = 86_400_000;
const TO = Date.parse('2026-11-24T08:00:00Z');

/** A listing that pages by `size` over approvals launched at the given times; answers at most `loop` ids per paging loop. */
function given(launches: readonly number[], { size = 2, loop = Number.POSITIVE_INFINITY, stuck = false } = {}) {
  let calls = 0;
  const client: Pick<DingTalkClient, 'listInstances'> = {
    listInstances: async ({ from, to, cursor }) => {
      calls += 1;
      const found = launches.flatMap((at, i) => (at >= from && at <= to ? [`id-${i}`] : []));
      const start = Number(cursor ?? 0);
      const next = start + size;
      const more = next < Math.min(found.length, loop);
      return { ids: found.slice(start, Math.min(next, loop)), next: more ? String(next) : stuck ? '2' : null };
    },
  };
  const list = async (from: number, mostPages?: number) => {
    const pages: (readonly string[])[] = [];
    const window = { from, to: TO };
    for await (const page of listWindow(client as DingTalkClient, 'PROC', window, true, mostPages)) pages.push(page);
    return pages.flat();
  };
  return { list, calls: () => calls };
}

describe('listWindow', () => {
  it('lists each id once over all pages and slices', async () => {
    const launches = Array.from({ length: 30 }, (_, i) => TO - i * 10 * DAY);
    const ids = await given(launches).list(TO - 300 * DAY);
    expect(ids).toHaveLength(30);
    expect(new Set(ids).size).toBe(30);
  });

  it('ends where the token comes again', async () => {
    const { list, calls } = given([TO, TO, TO, TO, TO], { stuck: true });
    expect(await list(TO - DAY)).toHaveLength(5);
    expect(calls()).toBeLessThanOrEqual(4);
  });

  it('halves a window that holds more than one paging loop gives', async () => {
    const launches = Array.from({ length: 40 }, (_, i) => TO - i * 60_000);
    const ids = await given(launches).list(TO - DAY, 5);
    expect(new Set(ids).size).toBe(40);
    expect(ids).toHaveLength(40);
  });

  it('lists nothing of an empty window', async () => {
    expect(await given([]).list(TO - DAY)).toEqual([]);
  });
});
