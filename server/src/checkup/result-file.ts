import { CHECK_STATE_WORDS, type CheckLine, type CheckUp } from '@dingdee/shared/check-up';
import { beijingClock } from '../domain/beijing-time.js';
import { oneLine } from '../domain/one-line.js';

const MARKS = { red: '✗', amber: '!', unknown: '?', green: '✓' } as const;

/** Most characters of a text: a sentence with two lists in it is longer than a name. */
const LONGEST = 2_000;

/** Returns one line for a terminal or a mail, with what to do below it. */
export function lineText({ state, title, came, means, fix }: CheckLine): string[] {
  const plain = (text: string) => oneLine(text, LONGEST);
  return [
    `${MARKS[state]} ${plain(title)}　${plain(came)}`,
    ...(means === '' ? [] : [`    影响：${plain(means)}`]),
    ...(fix === null ? [] : [`    怎么办：${plain(`${fix.who}，在 ${fix.where}：${fix.what}`)}`]),
  ];
}

/** Returns "要处理 2 项，要留意 1 项，还不知道 3 项，正常 20 项" */
export const countsText = (counts: CheckUp['counts']): string =>
  (['red', 'amber', 'unknown', 'green'] as const)
    .filter((state) => counts[state] > 0)
    .map((state) => `${CHECK_STATE_WORDS[state]} ${counts[state]} 项`)
    .join('，');

const SYSTEMS = { dingtalk: '钉钉', kingdee: '金蝶云星空' } as const;

/** Merges unknown lines that have the same reason and nothing to do into one line that names all of them. */
function together(lines: readonly CheckLine[]): CheckLine[] {
  const waits = ({ state, means, fix }: CheckLine) => state === 'unknown' && means === '' && fix === null;
  const alike = (one: CheckLine) => lines.filter((other) => waits(other) && other.came === one.came);
  return lines.flatMap((line) => {
    if (!waits(line)) return [line];
    const all = alike(line);
    return all[0] === line ? [{ ...line, title: all.map(({ title }) => title).join('、') }] : [];
  });
}

/** Returns the lines by system and group, to be forwarded; an empty line between groups. */
export function linesText(lines: readonly CheckLine[]): string[] {
  const parts: string[][] = [];
  for (const system of ['dingtalk', 'kingdee'] as const) {
    const own = lines.filter((line) => line.system === system);
    for (const group of new Set(own.map((line) => line.group)))
      parts.push([
        `【${SYSTEMS[system]}】${group}`,
        ...together(own.filter((line) => line.group === group)).flatMap(lineText),
      ]);
  }
  return parts.flatMap((part, index) => (index === 0 ? part : ['', ...part]));
}

export function resultText({ startedAt, counts, lines }: CheckUp): string {
  const when = startedAt === null ? '' : `${beijingClock(startedAt).replace('T', ' ').slice(0, 19)} `;
  const head = [`钉蝶体检 ${when}`, countsText(counts), '密钥和账号已打码，可以转给管理员。', ''];
  return `${[...head, ...linesText(lines)].join('\n')}\n`;
}

/** Returns the same for a program. After the colon of a line's code follows the other system's name for the subject. */
export const resultJson = (result: CheckUp): string =>
  `${JSON.stringify(result, (_, value: unknown) => (typeof value === 'string' ? oneLine(value, LONGEST) : value), 2)}\n`;

export function countsOf(lines: readonly Pick<CheckLine, 'state'>[]): CheckUp['counts'] {
  const counts = { red: 0, amber: 0, unknown: 0, green: 0 };
  for (const { state } of lines) counts[state] += 1;
  return counts;
}
