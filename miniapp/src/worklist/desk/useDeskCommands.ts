import { formatAmount } from '@dingdee/shared/money';
import { computed } from 'vue';
import { useBillDetail } from '../../bill/useBillDetail.js';
import { type Command, offerCommands } from '../../ui/commands.js';
import { count } from '../../ui/formats.js';
import { sumInWords } from '../../ui/sum-words.js';
import { noneWords } from '../offer-words.js';
import type { Offers } from '../useOffers.js';
import type { BillSelection } from '../useSelection.js';
import type { useCurrent } from './useCurrent.js';
import type { DeskKeys } from './useDeskKeys.js';
import { deskWords } from './words.js';

const ICONS = {
  approve: 'check',
  push: 'send',
  hold: 'pause',
  release: 'undo',
  fix: 'edit',
  exclude: 'ban',
  'handle-outside': 'check',
  unapprove: 'undo',
  restore: 'undo',
} as const;
type Verb = keyof typeof ICONS;
const SPELT: Readonly<Record<Verb, string>> = {
  approve: 'tong guo',
  push: 'tui song',
  hold: 'gua qi',
  release: 'hui fu',
  fix: 'pi liang gai',
  exclude: 'pai chu',
  'handle-outside': 'xian xia yi chu li',
  restore: 'che xiao gui dang',
  unapprove: 'tui hui shen he',
};
const VERBS: readonly Verb[] = [
  'approve',
  'push',
  'hold',
  'release',
  'fix',
  'exclude',
  'handle-outside',
  'unapprove',
  'restore',
];

/**
 * Commands of the palette on this page: for the selection, otherwise for the current bill. The server says whether they fit; 推送 only opens its sheet.
 */
export function useDeskCommands(
  selection: BillSelection,
  offers: Offers,
  current: ReturnType<typeof useCurrent>,
  keys: Pick<DeskKeys, 'approve' | 'edit' | 'hold' | 'outside' | 'restore' | 'why' | 'filter' | 'help'>,
  act: {
    onSelection(verb: Verb): void;
    push(id: string, version: number): void;
    all(): void;
    handOver: (() => void) | null;
  },
): void {
  const words = deskWords.selection;
  const { bill } = useBillDetail(computed(() => current.currentId.value));

  function ofSelection(): readonly Command[] {
    return VERBS.flatMap((verb) => {
      const told = offers.of(verb);
      if (!told) return [];
      const { fits } = told;
      const name = verb === 'approve' || verb === 'push' ? words[verb] : null;
      const title = name && fits.count > 0 ? name(count(fits.count), sumInWords(fits)) : words.verbs[verb];
      const refused = told.refused?.words ?? noneWords(told);
      return [{ id: verb, icon: ICONS[verb], title, spelt: SPELT[verb], refused, run: () => act.onSelection(verb) }];
    });
  }

  function ofCurrent(): readonly Command[] {
    const seen = bill.value;
    if (!seen || seen.id !== current.currentId.value) return [];
    const whyNot = (action: string) => seen.actions.find((each) => each.action === action)?.whyNot?.words ?? null;
    const { commands } = deskWords;
    return [
      {
        id: 'approve',
        icon: 'check',
        title: commands.approve,
        keys: 'A',
        refused: whyNot('approve'),
        run: keys.approve,
      },
      {
        id: 'edit',
        icon: 'edit',
        title: commands.edit,
        spelt: 'bian ji',
        keys: 'E',
        refused: whyNot('fix'),
        run: keys.edit,
      },
      {
        id: 'hold',
        icon: 'pause',
        title: words.verbs.hold,
        spelt: SPELT.hold,
        keys: 'H',
        refused: whyNot('hold'),
        run: keys.hold,
      },
      {
        id: 'handle-outside',
        icon: 'check',
        title: words.verbs['handle-outside'],
        spelt: SPELT['handle-outside'],
        keys: 'O',
        refused: whyNot('handle-outside'),
        run: keys.outside,
      },
      {
        id: 'restore',
        icon: 'undo',
        title: words.verbs.restore,
        spelt: SPELT.restore,
        keys: 'U',
        refused: whyNot('restore'),
        run: keys.restore,
      },
      {
        id: 'push',
        icon: 'send',
        title: commands.push,
        spelt: SPELT.push,
        refused: whyNot('push'),
        run: () => act.push(seen.id, seen.version),
      },
      {
        id: 'why',
        icon: 'question',
        title: commands.why,
        spelt: 'wei shen me',
        keys: 'W',
        refused: null,
        run: keys.why,
      },
    ];
  }
  const always = (): readonly Command[] => [
    { id: 'all', icon: 'list', title: deskWords.commands.all, spelt: 'quan xuan', refused: null, run: act.all },
    ...(act.handOver
      ? [
          {
            id: 'hand-over',
            icon: 'person',
            title: deskWords.commands.handOver,
            spelt: 'jiao jie',
            refused: null,
            run: act.handOver,
          } as const,
        ]
      : []),
    {
      id: 'filter',
      icon: 'filter',
      title: deskWords.list.search,
      spelt: 'shai xuan',
      keys: '/',
      refused: null,
      run: keys.filter,
    },
    {
      id: 'help',
      icon: 'list',
      title: deskWords.keys.all,
      spelt: 'quan bu kuai jie jian',
      keys: '?',
      refused: null,
      run: keys.help,
    },
  ];

  offerCommands(() => {
    if (selection.count.value > 0) {
      const sum = formatAmount(selection.amount.value);
      return {
        about: deskWords.commands.ofSelection(count(selection.count.value), sum),
        commands: [...ofSelection(), ...always()],
      };
    }
    const seen = bill.value;
    const about = seen ? deskWords.commands.ofBill(seen.payee, seen.amount ? formatAmount(seen.amount) : '—') : '';
    return { about, commands: [...ofCurrent(), ...always()] };
  });
}
