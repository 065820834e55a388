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
    const listing = { processCode: 'PROC', window, finishedOnly: true, mostPages };
    for await (const page of listWindow(client as DingTalkClient, listing)) pages.push(page);
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

  it('reads pages again until no id is new, where one that is taken away in between hides another', async () => {
    const there = Array.from({ length: 7 }, (_, i) => `id-${i}`);
    let calls = 0;
    const client: Pick<DingTalkClient, 'listInstances'> = {
      listInstances: async ({ cursor }) => {
        calls += 1;
        const start = Number(cursor ?? 0);
        const ids = there.slice(start, start + 3);
        const more = start + 3 < there.length;
        if (calls === 1) there.shift();
        return { ids, next: more ? String(start + 3) : null };
      },
    };
    const list = async (thorough: boolean) => {
      const doubts: string[] = [];
      const ids: string[] = [];
      const window = { from: TO - DAY, to: TO };
      const listing = {
        processCode: 'PROC',
        window,
        finishedOnly: true,
        thorough,
        onDoubt: () => doubts.push('shifted'),
      };
      for await (const page of listWindow(client as DingTalkClient, listing)) ids.push(...page);
      return { ids, doubts };
    };
    const { ids, doubts } = await list(true);
    expect(ids.sort()).toEqual(['id-0', 'id-1', 'id-2', 'id-3', 'id-4', 'id-5', 'id-6']);
    expect(doubts).toEqual([]);
    expect((await list(false)).doubts).toEqual(['shifted']);
  });
});
