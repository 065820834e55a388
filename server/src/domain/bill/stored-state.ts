import { suggestedAction } from '@dingdee/shared/bill';
import { type BillStateKind, REACHED } from '@dingdee/shared/bill-state';
import { amount } from '@dingdee/shared/money';
import { OUTSIDE_SEEN } from '@dingdee/shared/outside';
import * as z from 'zod/mini';
import {
  askedShape,
  awaitsShape,
  type BillNotes,
  type CaseTrouble,
  caseShape,
  IN_KINGDEE,
  paidRowShape,
  STANDSTILLS,
  type Trouble,
  type Withdrawal,
} from './bill-notes.js';
import { INVERSE_STEPS, PUSH_STEPS } from './push-steps.js';
import { REFUSAL_CLASSES } from './refusal.js';

/** Version of the content of bill.state. Rows without a version are of the first one and are read the same. */
const VERSION = 1;

/** Notes of a bill on the desk: a person may have asked to exclude it. */
const OPEN = ['asked'] as const;
/**
 * A bill that came back from 线下已处理 keeps the bill that was said to have paid it; the bill of a changed approval keeps its cleared doubt. The approver
 * reads these first.
 */
const BACK = [...OPEN, 'paidBy', 'cleared'] as const;
/** Who pushed the bill, and what was learned while it was sent: kept as long as the bill may be sent, asked about or withdrawn. */
const SENT = [
  'orderId',
  'by',
  'byName',
  'keyless',
  'taken',
  'commented',
  'filled',
  'replaced',
  'standsDespite',
  'amendedBy',
] as const;
/** Notes of a bill whose push is under way or stands still. */
const UNDER_WAY = [
  ...SENT,
  ...OPEN,
  'trouble',
  'askNow',
  'answering',
  'busy',
  'withdrawal',
  'handedOver',
  'watchSaid',
] as const;

/** Notes that each state may carry; a transition drops the notes that the next state may not carry. */
export const NOTES_OF = {
  collected: BACK,
  'needs-mapping': BACK,
  ready: BACK,
  approved: [...BACK, 'note', 'payeeHands', 'singlePerson', 'own', 'ownHand'],
  pushing: UNDER_WAY,
  'in-doubt': UNDER_WAY,
  failed: UNDER_WAY,
  booked: SENT,
  'written-back': SENT,
  // A bill that was never booked may stand still again.
  'reversal-needed': [...UNDER_WAY, 'reversal'],
  held: [...BACK, 'reason', 'by', 'awaits', 'question', 'answer'],
  // A restored bill waits for what it waited for before, and a restore may need two people.
  excluded: [...BACK, 'reason', 'by', 'awaits'],
  'handled-outside': [...BACK, ...SENT, 'reason', 'reversed', 'settledBy', 'seenGone', 'awaits'],
  superseded: ['reason', 'by'],
  'no-payment': ['reason', 'by'],
} as const satisfies Record<BillStateKind, readonly (keyof BillNotes)[]>;

/** Notes of a bill in state `K`. Notes that the state may not carry have the type `never`, so that a value with one does not compile. */
export type NotesOf<K extends BillStateKind> = K extends BillStateKind
  ? { readonly [N in keyof BillNotes]?: N extends (typeof NOTES_OF)[K][number] ? BillNotes[N] : never }
  : never;
/** State of a bill with its notes: the kind of the state decides the type of the notes. */
export type BillState<K extends BillStateKind = BillStateKind> = {
  [Each in BillStateKind]: { kind: Each; state: NotesOf<Each> };
}[K];

const orElse = <T extends z.ZodMiniType>(shape: T, fallback: NonNullable<z.output<T>>) => z.catch(shape, fallback);
const text = z._default(z.string(), '');
const flag = z.literal(true);

const brief = z.object({
  id: z.string(),
  billNo: z.string(),
  thirdBillNo: z.string(),
  status: z.enum(['Z', 'A', 'B', 'C', 'D']),
  orgNumber: z.string(),
  currency: z.string(),
  total: amount,
  paid: z.optional(z.boolean()),
  cancelled: z.optional(z.boolean()),
});
/** A trouble without its sentence still halts the bill; a class that this program does not know becomes `unknown`, for an administrator. */
const pushTrouble = z.object({
  class: orElse(z.enum([...REFUSAL_CLASSES, ...STANDSTILLS]), 'unknown'),
  step: z._default(z.enum([...PUSH_STEPS, ...INVERSE_STEPS]), 'save'),
  sentence: text,
  nextStep: text,
  since: z._default(z.number(), 0),
  leftBy: z.optional(z.number()),
  messages: z._default(z.array(z.string()), []),
  fields: z.optional(z.array(z.string())),
  stored: z.optional(orElse(z.array(brief), [])),
  differs: z.optional(z.array(z.string())),
  payee: z.optional(z.string()),
});
const caseTrouble = z.object({ class: z.literal('reversal'), sentence: text, nextStep: text, since: z.number() });
const trouble = z.union([caseTrouble, pushTrouble]);

const withdrawalShape = z.object({
  by: z.string(),
  byName: text,
  at: z.number(),
  from: z.enum(REACHED),
  kingdeeId: z.nullable(z.string()),
  sent: z.number(),
  deleted: z.optional(z.object({ receipt: z.string(), at: z.number() })),
  refused: z.optional(
    z.object({
      step: z.enum(INVERSE_STEPS),
      refusal: z.object({
        class: orElse(z.enum(REFUSAL_CLASSES), 'unknown'),
        messages: z.array(z.string()),
        fields: z.array(z.string()),
        retryable: z.boolean(),
      }),
    }),
  ),
  stopped: z.optional(z.boolean()),
});
/** Stands for a withdrawal that cannot be read: it continues, but nothing more is sent for it, and a person has to look. */
const UNREADABLE = {
  by: '',
  byName: '',
  at: 0,
  from: 'none' as const,
  kingdeeId: null,
  sent: 0,
  stopped: true,
} satisfies Withdrawal;

/** Lines with Kingdee's values were recognised by their label before they carried `inKingdee`. */
const reversal = z.pipe(
  caseShape,
  z.transform((found) => ({
    ...found,
    lines: found.lines.map((line) =>
      line.label.startsWith(IN_KINGDEE) ? { ...line, inKingdee: true as const } : line,
    ),
  })),
);

/** Shape of each note; a note of another shape cannot be read. */
const SHAPES: { [K in keyof BillNotes]-?: z.ZodMiniType<BillNotes[K]> } = {
  trouble: trouble as z.ZodMiniType<Trouble | CaseTrouble>,
  orderId: z.string(),
  by: z.string(),
  byName: z.string(),
  reason: z.string(),
  question: flag,
  answer: z.string(),
  askNow: flag,
  keyless: z.boolean(),
  answering: z.boolean(),
  busy: z.number(),
  taken: z.number(),
  commented: flag,
  filled: z.string(),
  replaced: z.object({ key: z.string(), rows: z.array(paidRowShape) }),
  note: z.string(),
  payeeHands: z.array(z.unknown()),
  singlePerson: z.boolean(),
  own: z.boolean(),
  ownHand: z.boolean(),
  withdrawal: orElse(withdrawalShape, UNREADABLE),
  handedOver: z.object({ by: text, byName: text, at: z._default(z.number(), 0) }),
  watchSaid: z.object({
    key: z.optional(z.string()),
    before: z.optional(trouble as z.ZodMiniType<Trouble | CaseTrouble>),
    listed: z.optional(z.object({ action: z.optional(suggestedAction), reason_key: z.optional(z.string()) })),
  }),
  reversal,
  standsDespite: z.array(z.string()),
  amendedBy: z.array(z.string()),
  awaits: awaitsShape,
  asked: askedShape,
  reversed: flag,
  settledBy: z.string(),
  seenGone: flag,
  paidBy: z.object({ number: z.string(), seen: z.enum(OUTSIDE_SEEN) }),
  cleared: z.object({ by: z.string(), byName: text, sentence: text }),
};

/** Reads bill.state note by note. `unread` names the notes that this program cannot read. */
function parsed<K extends BillStateKind>(kind: K, text: string | null | undefined) {
  const read: unknown = JSON.parse(text || '{}');
  if (read === null) return { notes: {} as NotesOf<K>, unread: [] };
  if (typeof read !== 'object') throw new Error('bill.state is no object');
  const { v, ...stored } = read as Record<string, unknown>;
  if (typeof v === 'number' && v > VERSION) throw new Error(`bill.state of version ${v} is from a later program`);
  // The first program stored the trouble itself, and nothing else.
  const notes: Record<string, unknown> = 'class' in stored && 'sentence' in stored ? { trouble: stored } : stored;
  const found: [string, unknown][] = [];
  const unread: string[] = [];
  for (const name of NOTES_OF[kind]) {
    if (notes[name] === undefined || notes[name] === null) continue;
    const one = SHAPES[name].safeParse(notes[name]);
    if (one.success) found.push([name, one.data]);
    else unread.push(name);
  }
  // Each name belongs to the state, and each value has passed the shape of its name.
  return { notes: Object.fromEntries(found) as NotesOf<K>, unread };
}

/**
 * Returns the notes of a bill in this state. Notes that the state may not carry are dropped, as on a transition.
 * @param text bill.state as it is stored; '' or null for a bill that has none.
 * @throws Error if a note cannot be read, or if a later program wrote it: its notes may mean something else.
 */
export function readNotes<K extends BillStateKind>(kind: K, text: string | null | undefined): NotesOf<K> {
  const { notes, unread } = parsed(kind, text);
  if (unread.length > 0) throw new Error(`bill.state: ${unread.join(', ')} cannot be read`);
  return notes;
}

/** Returns the notes that can be read, for a list or a page; no decision is based on them. */
export function shownNotes(kind: BillStateKind, text: string | null | undefined): BillNotes {
  try {
    return parsed(kind, text).notes;
  } catch {
    return {};
  }
}

/** Returns the state with its notes. @throws Error as `readNotes`. */
export const readState = (kind: BillStateKind, text: string | null | undefined): BillState =>
  inState(kind, readNotes(kind, text));

/** Pairs a state with its notes. */
export const inState = <K extends BillStateKind>(kind: K, state: NotesOf<K>): BillState<K> =>
  // TypeScript cannot pair a kind that is unknown at compile time with its notes.
  ({ kind, state }) as unknown as BillState<K>;

/** Returns the notes that a bill in state `kind` may carry, in their order. The others are dropped when the bill moves there. */
export function carriedTo<K extends BillStateKind>(kind: K, notes: Readonly<BillNotes>): NotesOf<K> {
  const allowed: readonly string[] = NOTES_OF[kind];
  return Object.fromEntries(Object.entries(notes).filter(([name]) => allowed.includes(name))) as NotesOf<K>;
}

/**
 * @returns the text of bill.state.
 * @throws Error for a note that this state may not carry: only a cast can bring one here.
 */
export function writeNotes<K extends BillStateKind>(kind: K, notes: NotesOf<K>): string {
  const kept: [string, unknown][] = [['v', VERSION]];
  const allowed: readonly string[] = NOTES_OF[kind];
  for (const [name, note] of Object.entries(notes)) {
    if (note === undefined) continue;
    if (!allowed.includes(name)) throw new Error(`no note of a bill in state ${kind}: ${name}`);
    kept.push([name, note]);
  }
  return JSON.stringify(Object.fromEntries(kept));
}
