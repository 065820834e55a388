import type { ControlChoice } from '@dingdee/shared/scheme';
import type { ControlMatch, FormMatch, OfferedControl } from '@dingdee/shared/scheme-file';

/** A person's choices by place: the id of a control, or null for a control that is not used. */
export type Choices = Readonly<Record<string, string | null>>;

export const placeOf = ({ name, table }: Pick<ControlMatch, 'name' | 'table'>): string => `${table ?? ''}\n${name}`;

export interface MatchRow {
  match: ControlMatch;
  place: string;
  /** The control that is used for the place now; null if there is none. */
  control: OfferedControl | null;
  /** A person decided that no control is used. */
  dropped: boolean;
  how: ControlMatch['how'] | 'hand';
  /** Controls that may be chosen. */
  offered: readonly OfferedControl[];
}

/** Builds the rows of the wanted controls, unmatched ones first; columns appear only if their table is matched. */
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
    // A matched proposal stays in its list, where it is read first; so does a choice for a control without a proposal.
    (match.control === null ? open : found).push(row);
  }
  return { open, found };
}

/** Returns the choices in the form that the server takes. */
export const choicesToSend = ({ matches }: FormMatch, choices: Choices): ControlChoice[] =>
  matches.flatMap((match) => {
    const control = choices[placeOf(match)];
    return control === undefined ? [] : [{ name: match.name, table: match.table, control }];
  });
