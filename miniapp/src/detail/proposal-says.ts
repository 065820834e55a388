import type { Proposal } from '@dingdee/shared/assistant';
import type { BillDetail, PairValue } from '@dingdee/shared/bill-detail';
import { STAGE_OF, STAGE_WORDS } from '@dingdee/shared/bill-state';
import { formatAmount } from '@dingdee/shared/money';
import { proposalWords as words } from './proposal-words.js';

type Shown = Pick<BillDetail, 'rows' | 'header' | 'state' | 'actions'>;

/** Returns the present place of a field: in a row, named by its number and content, or in the header; null if the field is gone. */
function placeOf({ rows, header }: Shown, path: string): { line: string; field: PairValue } | null {
  for (const [at, row] of rows.entries()) {
    const field = row.fields.find((each) => each.path === path);
    if (!field) continue;
    const amount = row.amount === null ? '' : formatAmount(row.amount);
    return { line: words.line(at + 1, [row.sourceTitle, amount].filter((part) => part !== '').join(' ')), field };
  }
  const field = header.find((each) => each.path === path);
  return field ? { line: '', field } : null;
}

/** Returns the proposal of an assistant as text, with its row. */
export function proposalSays(bill: Shown, { what }: Pick<Proposal, 'what'>): string {
  if (what.kind === 'hold') return words.hold;
  const place = placeOf(bill, what.path);
  if (place === null) return words.gone;
  return `${place.line}${words.value(place.field.label, `${what.targetNumber} ${what.targetName}`.trim())}`;
}

/** Returns why the proposal cannot be accepted now; null if it can. @param mayDecline whether the person sees the button that declines it */
export function whyNotAccepted(bill: Shown, { what }: Pick<Proposal, 'what'>, mayDecline: boolean): string | null {
  if (what.kind === 'mapping' && placeOf(bill, what.path) === null) return words.gone;
  const offered = bill.actions.find(({ action }) => action === (what.kind === 'hold' ? 'hold' : 'fix'));
  if (offered?.fits) return null;
  const why = offered?.whyNot;
  if (why?.code === 'access/refused') return words.cannotRole[what.kind];
  const stage = STAGE_WORDS[STAGE_OF[bill.state]];
  if (!why || why.code === 'mapping/fix-refused' || why.code === 'bill/illegal-transition')
    return mayDecline ? words.cannotStage(stage) : words.cannotStageSeen(stage);
  return why.words;
}
