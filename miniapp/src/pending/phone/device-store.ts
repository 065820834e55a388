import * as z from 'zod/mini';
import { deviceStore } from '../../ui/device-store.js';

const DRAFTS = 40;
const drafts = deviceStore('dingdee.drafts', z.array(z.tuple([z.string(), z.string()])), []);
/** Reasons that were typed and not sent yet, by what they are for. */
export const reasonDraft = {
  read: (key: string): string => drafts.read().find(([known]) => known === key)?.[1] ?? '',
  keep: (key: string, text: string): void => {
    const others = drafts.read().filter(([known]) => known !== key);
    drafts.write(text.trim() === '' ? others : [...others, [key, text] as [string, string]].slice(-DRAFTS));
  },
};
/** @param of person and bill. @param kind of decision. */
export const draftKey = (of: string, kind: string): string => `${of} ${kind}`;
