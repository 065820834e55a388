import type { PairValue, ProvenanceKind } from '@dingdee/shared/bill-detail';

export interface BasisLine {
  /** The first of the fields with the same value from the same source. */
  field: PairValue;
  kind: ProvenanceKind;
  basis: string;
  /** "1、3" if only these rows have the value from this source; "" for the header, and if all rows have it. */
  rows: string;
}

const rowOf = ({ path }: PairValue): number | null => {
  const digits = /^rows\[(\d+)\]/.exec(path)?.[1];
  return digits === undefined ? null : Number(digits) + 1;
};
const MOST_NAMED = 8;

/** Lists the source of each value of a bill, including accounts. Rows with the same value from the same source share one line. */
export function basisLines(fields: readonly PairValue[]): BasisLine[] {
  const lines = new Map<string, { field: PairValue; kind: ProvenanceKind; basis: string; rows: number[] }>();
  const all = new Set(fields.flatMap((field) => rowOf(field) ?? []));
  for (const field of fields) {
    const { provenance } = field;
    if (!provenance) continue;
    const row = rowOf(field);
    const value = [field.picker === null && field.valueName !== '' ? '' : field.value, field.valueName];
    const gave = provenance.gave || value.filter(Boolean).join(' ');
    const basis = gave === '' ? provenance.reference : `${provenance.reference} → ${gave}`;
    const key = JSON.stringify([row === null, field.label, provenance.kind, basis]);
    const known = lines.get(key);
    if (known && row !== null) known.rows.push(row);
    else lines.set(key, { field, kind: provenance.kind, basis, rows: row === null ? [] : [row] });
  }
  return [...lines.values()].map(({ rows, ...line }) => ({ ...line, rows: rows.length < all.size ? named(rows) : '' }));
}

const named = (rows: readonly number[]): string =>
  rows.slice(0, MOST_NAMED).join('、') + (rows.length > MOST_NAMED ? ` 等 ${rows.length}` : '');
