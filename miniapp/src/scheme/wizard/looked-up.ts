import type { SchemeContent } from '@dingdee/shared/scheme';

/** Returns the codes of the mapping tables that the rules of a content look up, each once, those of the rows first. */
export const tablesOf = ({ header, rows }: Pick<SchemeContent, 'header' | 'rows'>): string[] => [
  ...new Set(
    [...Object.values(rows), ...Object.values(header)].flatMap((field) =>
      field.rules.flatMap((rule) => (rule.kind === 'lookup' ? [rule.table] : [])),
    ),
  ),
];
