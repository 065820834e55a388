import { onScopeDispose } from 'vue';
import type { IconName } from './icons.js';

/** One thing that the page in front of the person can do now, for the command palette. */
export interface Command {
  id: string;
  icon: IconName;
  title: string;
  /** How it is typed without Chinese: whole syllables, split by spaces. */
  spelt?: string;
  /** The key that does the same. */
  keys?: string;
  /** Why it cannot be done now, in words that are shown as they are. Null: it can. */
  refused: string | null;
  run(): void;
}
export interface CommandSet {
  /** What they are done to: "已选的 8 笔 ¥20,411.50". */
  about: string;
  commands: readonly Command[];
}

type Offer = () => CommandSet | null;
const offers: Offer[] = [];

/** While the page is there its commands stand in the palette. @param offer is asked anew whenever the palette opens or is typed into. */
export function offerCommands(offer: Offer): void {
  offers.push(offer);
  onScopeDispose(() => {
    offers.splice(offers.indexOf(offer), 1);
  });
}

/** What the page in front offers now; null where it offers nothing. */
export const offeredCommands = (): CommandSet | null => offers[offers.length - 1]?.() ?? null;
