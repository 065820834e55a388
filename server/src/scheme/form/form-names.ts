import { isHeaderRow } from '@dingdee/shared/header-row';
import type { FormControlSchema } from '../../connectors/source.js';
import { comparableName } from '../../engine/source/control-name.js';
import { columnNames, type SchemaNames, topNames } from '../../engine/source/named-controls.js';
import { parseRef } from '../../engine/source/source-ref.js';

/** Finds controls of a form by the names that a scheme uses. Controls inside a suite count as top-level, as on an approval. */
export class FormNames {
  private readonly names: SchemaNames;
  private readonly columns: readonly SchemaNames[];
  /** Detail tables that the form does not have. */
  readonly lacking: readonly string[];

  constructor(
    private readonly form: readonly FormControlSchema[],
    tables: readonly string[],
  ) {
    this.names = topNames(form);
    const columnsOf = (table: string): SchemaNames | null => {
      if (isHeaderRow(table)) return this.names;
      const detail = this.names.named(table.trim(), comparableName(table));
      return detail && columnNames(form, detail.id);
    };
    this.lacking = tables.filter((table) => columnsOf(table) === null);
    this.columns = tables.flatMap((table) => columnsOf(table) ?? []);
  }

  /** Top-level controls, in order. */
  get top(): readonly FormControlSchema[] {
    return this.names.all;
  }

  /** Tells whether one of the tables that a reference names has such a column. */
  hasColumn(ref: string, column: string): boolean {
    return parseRef(ref).names.some(({ printed, comparable }) => {
      const table = this.names.named(printed, comparable);
      return table !== null && columnNames(this.form, table.id).named(column, comparableName(column)) !== null;
    });
  }

  /** Tells whether a control of the form has one of a reference's names; data of the approval itself always exists. */
  readonly answers = (ref: string): boolean => {
    const { place, names } = parseRef(ref);
    if (place === 'instance') return true;
    const among = place === 'row' ? this.columns : [this.names];
    return names.some(({ printed, comparable }) => among.some((one) => one.named(printed, comparable) !== null));
  };

  /** Tells whether each existing detail table has one of a reference's columns. */
  readonly answersInEach = (ref: string): boolean => {
    const { place, names } = parseRef(ref);
    if (place !== 'row') return this.answers(ref);
    return this.columns.every((one) =>
      names.some(({ printed, comparable }) => one.named(printed, comparable) !== null),
    );
  };
}
