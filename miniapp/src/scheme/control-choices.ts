import type { ControlChoice } from '@dingdee/shared/scheme';
import type { ControlMatch, FormMatch, OfferedControl } from '@dingdee/shared/scheme-file';

/** Choices that a person made, by place: the id of a control, or null for a control that is not used. */
export type Choices = Readonly<Record<string, string | null>>;

export const placeOf = ({ name, table }: Pick<ControlMatch, 'name' | 'table'>): string => `${table ?? ''}\n${name}`;

export interface MatchRow {
  match: ControlMatch;
  place: string;
  /** The control that stands for it now; null where none does. */
  control: OfferedControl | null;
  /** It was decided that it is not used. */
  dropped: boolean;
  how: ControlMatch['how'] | 'hand';
  /** What may be chosen for it. */
  offered: readonly OfferedControl[];
}

/** Wanted controls as they stand, those that nothing was found for first; columns only below a table that there is. */
export function matchRows({ controls, matches }: FormMatch, choices: Choices): { open: MatchRow[]; found: MatchRow[] } {
  const isTable = (name: string) => matches.some((one) => one.table === name);
  const nowOf = (match: ControlMatch): string | null => {
    const choice = choices[placeOf(match)];
    return choice === undefined ? match.control : choice;
  };
  const open: MatchRow[] = [];
  const found: MatchRow[] = [];
  for (const match of matches) {
    const place = placeOf(match);
    const around = match.table === null ? null : matches.find((one) => one.table === null && one.name === match.table);
    const table = around ? nowOf(around) : null;
    if (match.table !== null && table === null) continue;
    const id = nowOf(match);
    const level = controls.filter((control) => control.table === (match.table === null ? null : table));
    const hasColumns = (control: OfferedControl) => controls.some((one) => one.table === control.id);
    const offered = match.table === null && isTable(match.name) ? level.filter(hasColumns) : level;
    const chosen = choices[place] !== undefined && choices[place] !== match.control;
    const row: MatchRow = {
      match,
      place,
      control:
        controls.find((control) => control.id === id && control.table === (match.table === null ? null : table)) ??
        null,
      dropped: id === null && choices[place] === null,
      how: chosen ? 'hand' : match.how,
      offered,
    };
    // What was proposed stays where it is read first; so does what was chosen for a control that had nothing.
    (match.control === null ? open : found).push(row);
  }
  return { open, found };
}

/** As the server takes them. */
export const choicesToSend = ({ matches }: FormMatch, choices: Choices): ControlChoice[] =>
  matches.flatMap((match) => {
    const control = choices[placeOf(match)];
    return control === undefined ? [] : [{ name: match.name, table: match.table, control }];
  });
