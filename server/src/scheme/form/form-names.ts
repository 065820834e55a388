import type { FormControlSchema } from '../../connectors/source.js';
import { comparableName } from '../../engine/source/control-name.js';
import { columnNames, type SchemaNames, topNames } from '../../engine/source/named-controls.js';
import { parseRef } from '../../engine/source/source-ref.js';

/** What a form has, by the names that a scheme writes. What a suite holds stands at the top, as on an approval. */
export class FormNames {
  private readonly names: SchemaNames;
  private readonly columns: SchemaNames;
  readonly hasTable: boolean;

  constructor(form: readonly FormControlSchema[], table: string) {
    this.names = topNames(form);
    const detail = this.names.named(table.trim(), comparableName(table));
    this.hasTable = detail !== null;
    this.columns = columnNames(form, detail?.id ?? null);
  }

  /** Controls at the top, in order. */
  get top(): readonly FormControlSchema[] {
    return this.names.all;
  }

  /** Whether anything of the form goes by one of a reference's names; what the approval itself says is always there. */
  readonly answers = (ref: string): boolean => {
    const { place, names } = parseRef(ref);
    if (place === 'instance') return true;
    const among = place === 'row' ? this.columns : this.names;
    return names.some(({ printed, comparable }) => among.named(printed, comparable) !== null);
  };
}
