import type { Rule } from '@dingdee/shared/scheme';

/** A reference as it is edited: one place, its names in the order in which the first filled one counts, and what of an account is taken. */
export interface SplitRef {
  place: string;
  names: readonly string[];
  part: string;
}

const PART = /#(number|name|bank)$/u;

/** "row:费用明细|项目费用明细" → row, two names. */
export function splitRef(ref: string): SplitRef {
  const colon = ref.indexOf(':');
  if (colon < 0) return { place: '', names: [], part: '' };
  const part = PART.exec(ref)?.[0] ?? '';
  const names = ref.slice(colon + 1, part === '' ? undefined : -part.length).split('|');
  return { place: ref.slice(0, colon), names: names.map((name) => name.trim()), part };
}

/** Each name of a reference as a reference of its own. */
export const singleRefs = (ref: string): string[] => {
  const { place, names, part } = splitRef(ref);
  return names.map((name) => `${place}:${name}${part}`);
};

/** One reference of several; they are of one place, and of one part. */
export function joinRefs(refs: readonly string[]): string {
  const split = refs.map(splitRef);
  const first = split[0];
  return first ? `${first.place}:${split.flatMap(({ names }) => names).join('|')}${first.part}` : '';
}

/** What may stand behind another where that is empty: of the same place and part. */
export const goesWith = (one: string, other: string): boolean => {
  const [a, b] = [splitRef(one), splitRef(other)];
  return a.place === b.place && a.part === b.part;
};

const PLACEHOLDER = /\{((?:field|row|instance):[^{}]{1,200})\}/gu;

/** A text template as it is edited: what is printed as it stands, and references. */
export type Piece = { text: string } | { ref: string };
export const piecesOf = (template: string): Piece[] =>
  template.split(PLACEHOLDER).flatMap((part, at): Piece[] => {
    if (at % 2 === 1) return [{ ref: part }];
    return part === '' ? [] : [{ text: part }];
  });
export const templateOf = (pieces: readonly Piece[]): string =>
  pieces.map((piece) => ('ref' in piece ? `{${piece.ref}}` : piece.text.replace(/[{}]/gu, ''))).join('');

/** What an expression reads, as far as it can be seen without understanding it. */
const READ = /\b(field|row|instance)\s*\[\s*"((?:[^"\\]|\\.)*)"\s*\]/gu;
export const refsInExpression = (cel: string): string[] => [
  ...new Set([...cel.matchAll(READ)].map(([, place, name]) => `${place}:${name}`)),
];
export const inExpression = (ref: string): string => {
  const colon = ref.indexOf(':');
  return `${ref.slice(0, colon)}[${JSON.stringify(ref.slice(colon + 1))}]`;
};

/** Every reference of a rule, its conditions included, each by one name. */
export function refsOf(rule: Rule): string[] {
  const own = (): string[] => {
    switch (rule.kind) {
      case 'source':
      case 'amount':
      case 'date':
        return [rule.from];
      case 'lookup':
        return [rule.key, ...(rule.with ?? [])];
      case 'template':
        return piecesOf(rule.text).flatMap((piece) => ('ref' in piece ? [piece.ref] : []));
      case 'expression':
        return refsInExpression(rule.cel ?? '');
      case 'constant':
        return [];
    }
  };
  return [...own(), ...(rule.when ?? []).map(({ from }) => from)].flatMap(singleRefs);
}
