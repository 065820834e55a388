import { onScopeDispose } from 'vue';
import type { IconName } from './icons.js';

/** One action that the open page allows now, for the command palette. */
export interface Command {
  id: string;
  icon: IconName;
  title: string;
  /** Spelling without Chinese: whole syllables, separated by spaces. */
  spelt?: string;
  /** Key of the same action. */
  keys?: string;
  /** Reason why the action is not possible now, shown as it is; null if it is possible. */
  refused: string | null;
  run(): void;
}
export interface CommandSet {
  /** Subject of the commands: "已选的 8 笔 ¥20,411.50". */
  about: string;
  commands: readonly Command[];
}

type Offer = () => CommandSet | null;
const offers: Offer[] = [];

/** Offers the page's commands in the palette while the page is mounted. @param offer called again whenever the palette opens or its text changes */
export function offerCommands(offer: Offer): void {
  offers.push(offer);
  onScopeDispose(() => {
    offers.splice(offers.indexOf(offer), 1);
  });
}

/** Returns the commands of the open page; null if it has none. */
export const offeredCommands = (): CommandSet | null => offers[offers.length - 1]?.() ?? null;
