import type { BillSummary } from '@dingdee/shared/bill';
import { STAGE_OF, STAGE_WORDS, STAGES, type Stage } from '@dingdee/shared/bill-state';
import { PAGE_TERMS } from '@dingdee/shared/page-terms';
import { TERM_WORDS } from '@dingdee/shared/term-words';
import type { RouteLocationRaw } from 'vue-router';
import type { Permission } from '../../../session/permissions.js';
import { sessionWords } from '../../../session/words.js';
import { deskWords } from '../../../worklist/desk/words.js';
import { paletteWords } from './words.js';

/** A place of the desk, and its spelling without Chinese: whole syllables, separated by spaces. */
export interface PlaceEntry {
  title: string;
  spelt: string;
  to: RouteLocationRaw;
  /** A person who cannot open the place does not see it. */
  needs?: Permission;
}

const SPELT: Readonly<Record<Stage, string>> = {
  mapping: 'dai bu ying she',
  review: 'dai shen he',
  push: 'dai tui song',
  pushing: 'tui song zhong',
  trouble: 'yi chang',
  booked: 'yi ru zhang',
  held: 'yi gua qi',
  archived: 'yi gui dang',
};
const { nav } = deskWords;
export const PLACES: readonly PlaceEntry[] = [
  ...STAGES.map((stage) => ({
    title: paletteWords.stage(STAGE_WORDS[stage]),
    spelt: SPELT[stage],
    to: { name: 'desk', query: { stage } },
  })),
  { title: nav.mapping, spelt: 'ying she', to: { name: 'mapping' } },
  { title: '映射检查', spelt: 'ying she jian cha', to: { name: 'mapping-check' } },
  { title: TERM_WORDS.baseData, spelt: 'ji chu zi liao', to: { name: 'base-data' } },
  { title: nav.runs, spelt: 'cai ji', to: { name: 'runs' } },
  { title: nav.statements, spelt: 'dui zhang', to: { name: 'statements' } },
  { title: PAGE_TERMS.closePack, spelt: 'yue jie zhang bao', to: { name: 'close' } },
  { title: nav.data, spelt: 'shu ju', to: { name: 'data' } },
  { title: nav.schemes, spelt: 'fang an', to: { name: 'schemes' } },
  { title: PAGE_TERMS.formChanges, spelt: 'biao dan gai dong', to: { name: 'forms' } },
  { title: nav.log, spelt: 'ri zhi', to: { name: 'log' } },
  { title: nav.members, spelt: 'cheng yuan', to: { name: 'members' }, needs: 'manage' },
  { title: nav.checkUp, spelt: 'ti jian', to: { name: 'check-up' }, needs: 'check' },
  { title: nav.connections, spelt: 'lian jie', to: { name: 'connections' }, needs: 'manage' },
  { title: nav.notices, spelt: 'tong zhi', to: { name: 'notices' } },
  { title: sessionWords.mine.title, spelt: 'wo de shen pi', to: { name: 'me' } },
];

/** Returns true if the typed text matches the title: as it is, by its syllables or by their first letters. An empty text matches everything. */
export function means(typed: string, title: string, spelt = ''): boolean {
  const text = typed.trim().toLowerCase();
  if (text === '' || title.toLowerCase().includes(text)) return true;
  const letters = text.replace(/\s/g, '');
  const syllables = spelt.split(' ');
  return syllables.some((_, from) => {
    const rest = syllables.slice(from);
    return (
      rest.join('').startsWith(letters) ||
      rest
        .map(([first = '']) => first)
        .join('')
        .startsWith(letters)
    );
  });
}

/** Returns the payees of these bills, each with the stage of the payee's first bill, in the order of the bills. */
export function peopleOf(bills: readonly BillSummary[]): { payee: string; stage: Stage }[] {
  const found = new Map<string, Stage>();
  for (const { payee, state } of bills) if (!found.has(payee)) found.set(payee, STAGE_OF[state]);
  return [...found].map(([payee, stage]) => ({ payee, stage }));
}

/** Splits a title into the parts before, in and after the typed text, so that the match can be marked. */
export function marked(title: string, typed: string): readonly [string, string, string] {
  const text = typed.trim();
  const at = text === '' ? -1 : title.indexOf(text);
  return at < 0 ? [title, '', ''] : [title.slice(0, at), text, title.slice(at + text.length)];
}
