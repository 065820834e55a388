import type { Rule } from '@dingdee/shared/scheme';

/** A reference in the editor: one place, its names (the first filled one counts), and the part of an account that is taken. */
export interface SplitRef {
  /** "field"; "related:关联审批单>" before names on the approvals that this control names. */
  place: string;
  names: readonly string[];
  part: string;
}

const PART = /#(number|name|bank|businessId)$/u;
const RELATED = /^related:[^>]*>/u;

/** Splits "row:费用明细|项目费用明细" into row and two names. */
export function splitRef(ref: string): SplitRef {
  const colon = ref.indexOf(':');
  if (colon < 0) return { place: '', names: [], part: '' };
  const part = PART.exec(ref)?.[0] ?? '';
  const begin = RELATED.exec(ref)?.[0] ?? ref.slice(0, colon + 1);
  const names = ref.slice(begin.length, part === '' ? undefined : -part.length).split('|');
  const place = begin.endsWith(':') ? begin.slice(0, -1) : begin;
  return { place, names: names.map((name) => name.trim()), part };
}

const before = (place: string): string => (place.endsWith('>') ? place : `${place}:`);

/** Returns each name of a reference as a separate reference. */
export const singleRefs = (ref: string): string[] => {
  const { place, names, part } = splitRef(ref);
  return names.map((name) => `${before(place)}${name}${part}`);
};

/** Joins references of one place and one part into one. */
export function joinRefs(refs: readonly string[]): string {
  const split = refs.map(splitRef);
  const first = split[0];
  return first ? `${before(first.place)}${split.flatMap(({ names }) => names).join('|')}${first.part}` : '';
}

/** Returns true if `other` may follow `one` as its substitute: it has the same place and part. */
export const goesWith = (one: string, other: string): boolean => {
  const [a, b] = [splitRef(one), splitRef(other)];
  return a.place === b.place && a.part === b.part;
};

const PLACEHOLDER = /\{((?:field|row|instance|related):[^{}]{1,300})\}/gu;

/** A piece of a text template in the editor: fixed text, or a reference. */
export type Piece = { text: string } | { ref: string };
export const piecesOf = (template: string): Piece[] =>
  template.split(PLACEHOLDER).flatMap((part, at): Piece[] => {
    if (at % 2 === 1) return [{ ref: part }];
    return part === '' ? [] : [{ text: part }];
  });
export const templateOf = (pieces: readonly Piece[]): string =>
  pieces.map((piece) => ('ref' in piece ? `{${piece.ref}}` : piece.text.replace(/[{}]/gu, ''))).join('');

/** The references that an expression reads, found by pattern without parsing it. */
const READ = /\b(field|row|instance|related)\s*\[\s*"((?:[^"\\]|\\.)*)"\s*\]/gu;
export const refsInExpression = (cel: string): string[] => [
  ...new Set([...cel.matchAll(READ)].map(([, place, name]) => `${place}:${name}`)),
];
export const inExpression = (ref: string): string => {
  const colon = ref.indexOf(':');
  return `${ref.slice(0, colon)}[${JSON.stringify(ref.slice(colon + 1))}]`;
};

/** Returns every reference of a rule and its conditions, one name each. */
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
