import { expect, it } from 'vitest';
import { DingTalkError } from '../../connectors/source.js';
import { KingdeeUnavailableError } from '../../connectors/target.js';
import { NO_FACTS } from '../probe/facts.js';
import { green, red } from '../probe/finding.js';
import type { Probe, World } from '../probe/probe.js';
import { runProbes } from './run-probes.js';
import { worldOf } from './world.js';

const world = (facts: Partial<World['facts']> = {}): World =>
  worldOf({} as Pick<World, 'kingdee' | 'target' | 'dingtalk' | 'source'>, { ...NO_FACTS, ...facts });
const probe = (code: string, ask: Probe['ask'], more: Partial<Probe> = {}): Probe => ({
  code,
  system: 'kingdee',
  ask,
  ...more,
});
const month = (used: number) => ({ used, limit: 5000, forecast: used, short: false });
const never = () => new Promise<never>(() => undefined);
const codes = (found: Awaited<ReturnType<typeof runProbes>>) =>
  found.map(({ line, finding }) => `${line} ${finding.state} ${finding.code}`);

it('asks nothing behind a door that is shut, and says so on each line', async () => {
  let asked = 0;
  const found = await runProbes(
    [
      probe('door', async () => red('shut')),
      probe(
        'room',
        async () => {
          asked += 1;
          return green('in');
        },
        { after: 'door' },
      ),
      probe('beside', async () => green('in')),
    ],
    world(),
  );
  expect(codes(found)).toEqual(['door red shut', 'room unknown not-asked', 'beside green in']);
  expect(asked).toBe(0);
});

it('waits for nobody longer than his time, and for all no longer than theirs', async () => {
  const slow = [1, 2, 3, 4, 5, 6, 7].map((n) => probe(`slow-${n}`, never));
  const began = Date.now();
  const found = await runProbes([...slow, probe('quick', async () => green('in'))], world(), { oneMs: 60, allMs: 150 });
  expect(Date.now() - began).toBeLessThan(30_000);
  expect(found).toHaveLength(8);
  expect(found.filter(({ finding }) => finding.code === 'timed-out').length).toBeGreaterThan(0);
  expect(found.every(({ finding }) => finding.state !== 'red')).toBe(true);
});

const costly = (code: string, calls: number, key = code) =>
  probe(code, async (all) => {
    all.spend(key, calls);
    return green('in');
  });

it('keeps the rest of the month for approvals and write-backs: what costs calls is not asked beyond 95 %', async () => {
  const at = async (used: number) => codes(await runProbes([costly('costly', 1)], world({ quota: month(used) })));
  expect(await at(4749)).toEqual(['costly green in']);
  expect(await at(4750)).toEqual(['costly unknown no-quota']);
});

it('sets calls aside before they are made: of several at once only so many pass as the month has left', async () => {
  const near = world({ quota: month(4740) });
  const found = await runProbes([costly('a', 4), costly('b', 4), costly('c', 4)], near);
  expect(codes(found)).toEqual(['a green in', 'b green in', 'c unknown no-quota']);
  // Lines that share an answer share its calls.
  const shared = await runProbes(
    [costly('a', 4, 'same'), costly('b', 4, 'same'), costly('c', 4, 'same')],
    world({ quota: month(4746) }),
  );
  expect(codes(shared).every((line) => line.endsWith('green in'))).toBe(true);
});

it('what there is to ask about is not asked for either where the calls are kept, and the line says so', async () => {
  const spends = (all: World) => all.spend('forms', 1);
  const found = await runProbes(
    [
      probe(
        'of-form',
        async (all) => {
          spends(all);
          return green('in');
        },
        {
          subjects: async (all) => {
            spends(all);
            return [{ id: 'F', name: 'F' }];
          },
        },
      ),
    ],
    world({ quota: month(4750) }),
  );
  expect(codes(found)).toEqual(['of-form unknown no-quota']);
});

it('asks about a subject once, however often it is named', async () => {
  const twice = [1, 2].map(() => ({ id: 'PROC-1', name: '费用报销' }));
  const found = await runProbes([probe('form', async () => green('in'), { subjects: async () => twice })], world());
  expect(codes(found)).toEqual(['form:PROC-1 green in']);
});

it('a line that got no answer is unknown, the way in that got none is red, and a missing right is red everywhere', async () => {
  const away = async () => {
    throw new KingdeeUnavailableError('金蝶不在', true);
  };
  const denied = async () => {
    throw new DingTalkError('permission', '缺少权限点 X', 'Forbidden');
  };
  const broken = async () => {
    throw new Error('oh');
  };
  const found = await runProbes(
    [
      probe('open', async () => green('in')),
      probe('a', away, { after: 'open' }),
      probe('b', denied, { after: 'open' }),
      probe('c', broken, { after: 'open' }),
      probe('door', away),
    ],
    world(),
  );
  expect(codes(found)).toEqual([
    'open green in',
    'a unknown unavailable',
    'b red denied',
    'c unknown broken',
    'door red unavailable',
  ]);
});

it('asks a question that several lines share once', async () => {
  let asked = 0;
  const share = (code: string) =>
    probe(code, async (all) => {
      await all.once('same', async () => {
        asked += 1;
      });
      return green('in');
    });
  await runProbes([share('a'), share('b'), share('c')], world());
  expect(asked).toBe(1);
});
