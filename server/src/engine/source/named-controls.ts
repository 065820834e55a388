import type { FormControlSchema } from '../../connectors/source.js';
import type { Control, ControlRow } from '../../domain/approval/approval-instance.js';
import { controlText } from '../../domain/approval/control-text.js';
import { amountOfControl } from './amount-text.js';
import { comparableName } from './control-name.js';

/** The form that the scheme was written for: decides which control a name means. */
export type FormSchema = readonly FormControlSchema[];

export interface Named {
  control: Control;
  /** Filled controls with the same name and another content: it is unknown which one is meant. Without `control` itself. */
  rivals: readonly Control[];
  /** The name may mean another control, which is not filled here. */
  doubtful: boolean;
}

/**
 * Finds the control with a name. Copies of a linkage share a label and only one is filled; a renamed control keeps its id, so that an old id may be
 * the present label of another control (forms-in-the-wild.md). Empty controls never count. If the form's schema knows the name, the control with the
 * schema's id is meant, and not a control that only has the name as its id.
 */
export function controlNamed(
  controls: readonly Control[],
  printed: string,
  comparable: string,
  schema: SchemaNames,
): Named | null {
  const layout = schema.layoutOf(controls);
  const spot = layout.spotOf(printed, comparable, schema, controls);
  if (spot.places.length === 0) return null;
  const first = controls[spot.places[0] ?? 0] as Control;
  if (spot.sure && isFilled(first)) return { control: first, rivals: NONE, doubtful: spot.doubtful };
  const { places, meant, isId } = spot;
  const byLabel = (control: Control) => control.alias === printed || comparableName(control.name) === comparable;
  const found = places.length === 1 ? [first] : places.map((place) => controls[place] as Control);
  const possible = meant === null || isId ? found : found.filter((one) => one.id === meant || byLabel(one));
  const filled = possible.filter(isFilled);
  const chosen =
    filled.length > 1 ? (filled.find(({ id }) => id === meant) ?? filled.find(byLabel) ?? filled[0]) : filled[0];
  if (!chosen) return { control: possible[0] ?? { ...first, value: { kind: 'empty' } }, rivals: NONE, doubtful: false };
  const rivals = filled.length === 1 ? NONE : unlike(chosen, filled);
  const renamed = chosen.id !== meant && meant !== null && schema.isOtherwise(chosen.id, comparable);
  const byIdOnly = meant === null && !isId && !byLabel(chosen);
  return { control: chosen, rivals, doubtful: renamed || byIdOnly };
}

const HAS_WORD = /[^\x21-\x7e]/u;
const NONE: readonly Control[] = [];
const isFilled = ({ value }: Control): boolean =>
  value.kind !== 'empty' && !(value.kind === 'table' && isBlank(value.rows));

function unlike(chosen: Control, filled: readonly Control[]): Control[] {
  const content = contentOf(chosen);
  return filled.filter((one) => one !== chosen && contentOf(one) !== content);
}

/** Returns whether all rows are blank; a row that cannot be read is not blank. */
const isBlank = (rows: readonly ControlRow[]): boolean =>
  rows.every(({ cells, unreadable }) => unreadable === undefined && cells.every(({ value }) => value.kind === 'empty'));

/** Returns a text for the comparison of contents; 100 and 100.00 are the same amount. */
function contentOf(control: Control): string {
  const { value } = control;
  const text = value.kind === 'table' || value.kind === 'object' ? JSON.stringify(value) : controlText(value).trim();
  return amountOfControl(control, text) ?? text;
}

/** Positions of the controls with a name in a layout. */
interface Spot {
  places: readonly number[];
  /** The id that the form's schema gives for the name. */
  meant: string | null;
  /** Whether the name is an id: it contains no word. A word may be the present label of another control. */
  isId: boolean;
  /** There is one such control, and the name means it whenever it is filled. */
  sure: boolean;
  /** That control may not be the one that the name means. */
  doubtful: boolean;
}

/** Ids, aliases and labels of controls in their order, whatever the values: approvals and rows repeat them. */
class Layout {
  private readonly known = new Map<string, Spot>();
  private readonly labels: readonly Pick<Control, 'id' | 'alias' | 'name'>[];

  constructor(controls: readonly Control[]) {
    this.labels = controls.map(({ id, alias, name }) => ({ id, alias, name }));
  }

  fits(controls: readonly Control[]): boolean {
    const { labels } = this;
    if (labels.length !== controls.length) return false;
    for (let at = 0; at < labels.length; at++) {
      const one = labels[at] as Control;
      const other = controls[at] as Control;
      if (one.id !== other.id || one.name !== other.name || one.alias !== other.alias) return false;
    }
    return true;
  }

  /** @param controls controls that the layout was found with. */
  spotOf(printed: string, comparable: string, schema: SchemaNames, controls: readonly Control[]): Spot {
    const ready = this.known.get(printed);
    if (ready !== undefined) return ready;
    const meant = schema.idOf(printed, comparable);
    const isId = !HAS_WORD.test(printed);
    const places: number[] = [];
    for (const [place, { id, alias, name }] of controls.entries())
      if (
        id === printed ||
        id === comparable ||
        id === meant ||
        alias === printed ||
        comparableName(name) === comparable
      )
        places.push(place);
    const spot = { places, meant, isId, ...this.certainty(places, printed, comparable, meant, isId, schema) };
    this.known.set(printed, spot);
    return spot;
  }

  private certainty(
    places: readonly number[],
    printed: string,
    comparable: string,
    meant: string | null,
    isId: boolean,
    schema: SchemaNames,
  ): Pick<Spot, 'sure' | 'doubtful'> {
    const first = this.labels[places[0] ?? -1];
    if (!first || places.length > 1) return { sure: false, doubtful: false };
    const byLabel = first.alias === printed || comparableName(first.name) === comparable;
    const renamed = first.id !== meant && meant !== null && schema.isOtherwise(first.id, comparable);
    return {
      sure: meant === null || isId || first.id === meant || byLabel,
      doubtful: renamed || (meant === null && !isId && !byLabel),
    };
  }
}

/** Number of recent layouts that are compared before the search among all. */
const COMPARED = 6;
const MOST_LAYOUTS = 500;

/** The names of one level of a form: its controls, or the columns of a table. */
export class SchemaNames {
  private readonly known = new Map<string, string | null>();
  private readonly layouts = new Map<string, Layout>();
  /** The layouts that were found last. */
  private readonly recent: Layout[] = [];
  private lastControls: readonly Control[] | null = null;
  private lastLayout: Layout | null = null;

  /** @param controls of one approval, or of one row. */
  layoutOf(controls: readonly Control[]): Layout {
    if (this.lastLayout !== null && controls === this.lastControls) return this.lastLayout;
    let layout = this.recent.find((one) => one.fits(controls));
    if (layout === undefined) {
      layout = this.amongAll(controls);
      if (this.recent.length >= COMPARED) this.recent.pop();
      this.recent.unshift(layout);
    }
    this.lastControls = controls;
    this.lastLayout = layout;
    return layout;
  }

  private amongAll(controls: readonly Control[]): Layout {
    let key = '';
    for (const { id, alias, name } of controls) key += `${id}\u0000${alias ?? '\u0002'}\u0000${name}\u0001`;
    let layout = this.layouts.get(key);
    if (layout === undefined) {
      layout = new Layout(controls);
      if (this.layouts.size >= MOST_LAYOUTS) this.layouts.clear();
      this.layouts.set(key, layout);
    }
    return layout;
  }

  constructor(private readonly controls: FormSchema) {}

  get all(): FormSchema {
    return this.controls;
  }

  /** Returns the id of the one control that has this label (else this alias or id) now; null if none or several have it. */
  idOf(printed: string, comparable: string): string | null {
    const ready = this.known.get(printed);
    if (ready !== undefined) return ready;
    const labelled = this.controls.filter(({ label }) => comparableName(label) === comparable);
    const own = this.controls.filter(({ id, alias }) => id === printed || alias === printed);
    const candidates =
      labelled.length > 0 && /[^\x21-\x7e]/u.test(printed) ? labelled : own.length > 0 ? own : labelled;
    const id = candidates.length === 1 ? (candidates[0]?.id ?? null) : null;
    this.known.set(printed, id);
    return id;
  }

  /** Returns a control that has this name now, any of several; null if the form has none. */
  named(printed: string, comparable: string): FormControlSchema | null {
    return (
      this.controls.find(({ id, alias }) => id === printed || alias === printed) ??
      this.controls.find(({ label }) => comparableName(label) === comparable) ??
      null
    );
  }

  /** Returns whether the form knows that control by another label. */
  isOtherwise(id: string, comparable: string): boolean {
    const own = this.controls.find((one) => one.id === id);
    return own !== undefined && comparableName(own.label) !== comparable;
  }
}

const TABLES: ReadonlySet<string> = new Set(['TableField']);
const levels = new WeakMap<FormSchema, SchemaNames>();

/** Returns the names at the top of a form; the controls in a suite or a layout are at the top too (dingtalk.md §5.4). */
export function topNames(form: FormSchema): SchemaNames {
  const ready = levels.get(form);
  if (ready) return ready;
  const flat = (controls: FormSchema): FormControlSchema[] =>
    controls.flatMap((control) => [control, ...(TABLES.has(control.type) ? [] : flat(control.children))]);
  const names = new SchemaNames(flat(form));
  levels.set(form, names);
  return names;
}

const tables = new WeakMap<FormSchema, Map<string | null, SchemaNames>>();

/** Returns the names of the columns of one table, given by its id. */
export function columnNames(form: FormSchema, tableId: string | null): SchemaNames {
  const known = tables.get(form) ?? new Map<string | null, SchemaNames>();
  tables.set(form, known);
  const names = known.get(tableId) ?? columnsOf(form, tableId);
  known.set(tableId, names);
  return names;
}

function columnsOf(form: FormSchema, tableId: string | null): SchemaNames {
  const find = (controls: FormSchema): FormControlSchema | undefined => {
    for (const control of controls) {
      if (control.id === tableId) return control;
      const inner = find(control.children);
      if (inner) return inner;
    }
    return undefined;
  };
  const columns = tableId === null ? [] : (find(form)?.children ?? []);
  return new SchemaNames(columns);
}
