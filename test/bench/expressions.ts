import { seededRandom } from '../sandbox/faults.js';

const NAMES = ['费用归属项目', '报销类别', '总金额', '说明', '日期'];
const TEXTS = ['研发平台', '1,234.50', '2026年1月2日', '', '差旅费-市内交通', '长'.repeat(120)];

/** Returns the text that a generated expression reads, including the longest accepted one. */
export function readings(ref: string): string {
  if (ref.endsWith('总金额')) return '1,234.50';
  if (ref.endsWith('日期')) return '2026-03-01';
  return ref.endsWith('说明') ? '一二三四五六七八九十'.repeat(200) : '研发平台';
}

/** Generates `count` expressions of the grammar, from short ones to those at its limits; always the same. */
export function* expressionTexts(count: number): Generator<string> {
  const random = seededRandom(20261127);
  const below = (n: number): number => Math.floor(random() * n);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const literal = (): string => JSON.stringify(pick(TEXTS));
  const reading = (): string => `${pick(['field', 'row'])}[${JSON.stringify(pick(NAMES))}]`;
  const text = (deep: number): string => {
    const kind = deep <= 0 ? below(2) : below(6);
    if (kind === 0) return literal();
    if (kind === 1) return reading();
    if (kind === 2) return `(${text(deep - 1)} + ${text(deep - 1)})`;
    if (kind === 3) return `${reading()}.trim()`;
    return `(${condition(deep - 1)} ? ${text(deep - 1)} : ${text(deep - 1)})`;
  };
  const condition = (deep: number): string => {
    const kind = deep <= 0 ? below(4) : below(9);
    if (kind === 0) return `${reading()} == ${literal()}`;
    if (kind === 1) return `${reading()}.${pick(['startsWith', 'endsWith', 'contains'])}(${literal()})`;
    if (kind === 2) return `amountAbove(${pick(['field["总金额"]', '"80"'])}, "1000")`;
    if (kind === 3) return `dateBefore(field["日期"], "2026-01-03")`;
    if (kind === 4) return `${reading()} in [${Array.from({ length: 1 + below(40) }, literal).join(', ')}]`;
    if (kind === 5) return `!(${condition(deep - 1)})`;
    return `(${condition(deep - 1)} ${pick(['&&', '||'])} ${condition(deep - 1)})`;
  };
  for (let index = 0; index < count; index++) yield text(1 + below(9));
}
