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
  expect(Date.now() - began).toBeLessThan(1500);
  expect(found).toHaveLength(8);
  expect(found.filter(({ finding }) => finding.code === 'timed-out').length).toBeGreaterThan(0);
  expect(found.every(({ finding }) => finding.state !== 'red')).toBe(true);
});

it('keeps the rest of the month for approvals and write-backs: what costs calls is not asked from 95 % on', async () => {
  const costly = probe('costly', async () => green('in'), { metered: true });
  const at = async (used: number) => codes(await runProbes([costly], world({ quota: { used, limit: 5000 } })));
  expect(await at(4749)).toEqual(['costly green in']);
  expect(await at(4750)).toEqual(['costly unknown no-quota']);
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
