import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultSwitches } from './switches.js';

const spec = (name: string): string => readFileSync(new URL(`../../docs/spec/${name}.md`, import.meta.url), 'utf8');
/** `switch: name` in running text, and further names behind it: `switch: one`, `two`. */
const namedIn = (text: string): string[] =>
  [...text.matchAll(/`switch: (\w+)`((?:(?:, | and )`\w+`)*)/g)].flatMap(([, first = '', more = '']) => [
    first,
    ...[...more.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
  ]);

describe.each(['dingtalk', 'kingdee'] as const)('what the facts of %s leave open', (system) => {
  const switches = Object.keys(defaultSwitches()[system]);
  const text = spec(system);

  it('names each switch of the stand-in', () => {
    expect(switches.filter((name) => !text.includes(`${name}\``))).toEqual([]);
  });

  it('names no switch that the stand-in does not have', () => {
    expect(namedIn(text).length).toBeGreaterThan(10);
    expect(namedIn(text).filter((name) => !switches.includes(name))).toEqual([]);
  });
});
