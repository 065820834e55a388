import { setImmediate as others } from 'node:timers/promises';
import type { BaseDataKind } from '@dingdee/shared/base-data';
import type { BaseDataIndex } from '../../base-data/base-data-index.js';
import type { ComparedLine } from './compare-file.js';

interface Target {
  number: string;
  name: string;
}
type Line = Pick<ComparedLine, 'orgNumber' | 'key' | 'to' | 'problem'>;

/** Most suggestions for one line, beside the number in the file itself. */
const MOST = 2;
/** Entries that are checked before the loop yields to the event loop. */
const AT_ONCE = 20_000;

/**
 * Returns usable targets with the number of a line, or with its source value as name, whole or after a hyphen; for a place that occurs
 * twice also the number of this line. One pass over the held entries, however many lines there are.
 */
export async function nearTargets<Of extends Line>(
  lines: readonly Of[],
  kind: BaseDataKind,
  held: BaseDataIndex,
): Promise<Map<Of, Target[]>> {
  const byNumber = new Map<string, Of[]>();
  const byName = new Map<string, Of[]>();
  const note = (map: Map<string, Of[]>, key: string, line: Of) => map.set(key, [...(map.get(key) ?? []), line]);
  for (const line of lines) {
    if (line.to) note(byNumber, line.to.number.replace(/\s/g, '').toLowerCase(), line);
    if (line.key !== '') note(byName, line.key, line);
  }
  const found = new Map<Of, Map<string, Target>>();
  let looked = 0;
  for (const block of lines.length === 0 ? [] : held.blocksOf(kind)) {
    for (let at = 0; at < block.size; at++) {
      if (!block.isUsable(at)) continue;
      const { number, name } = block.item(at);
      for (const line of [...(byNumber.get(number.toLowerCase()) ?? []), ...called(name, byName)]) {
        if (line.orgNumber !== '' && block.orgNumber !== '' && line.orgNumber !== block.orgNumber) continue;
        const own = found.get(line) ?? new Map<string, Target>();
        found.set(line, own.set(JSON.stringify([number, name]), { number, name }));
      }
    }
    looked += block.size;
    if (looked < AT_ONCE) continue;
    looked = 0;
    await others();
  }
  return new Map(
    lines.map((line) => {
      const own = line.problem?.code === 'twice' && line.to ? [line.to] : [];
      const near = [...(found.get(line)?.values() ?? [])].sort((a, b) => (a.number < b.number ? -1 : 1)).slice(0, MOST);
      return [line, [...own, ...near.filter(({ number }) => number !== own[0]?.number)]];
    }),
  );
}

function called<Of>(name: string, byName: ReadonlyMap<string, Of[]>): Of[] {
  const lines = [...(byName.get(name) ?? [])];
  for (let at = name.indexOf('-'); at >= 0; at = name.indexOf('-', at + 1))
    lines.push(...(byName.get(name.slice(at + 1)) ?? []));
  return lines;
}
