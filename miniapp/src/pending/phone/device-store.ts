import * as z from 'zod/mini';
import { useSession } from '../../session/useSession.js';
import { deviceStore, KEPT_MS, ownKey } from '../../ui/device-store.js';

const DRAFTS = 40;
const draft = z.object({ key: z.string(), text: z.string(), at: z.int() });
const drafts = () => {
  const store = deviceStore(ownKey(useSession().me?.userId ?? '', 'drafts'), z.array(draft), []);
  return { read: () => store.read().filter(({ at }) => at > Date.now() - KEPT_MS), write: store.write };
};
/** Reasons that this person typed and has not sent yet, by subject. */
export const reasonDraft = {
  read: (key: string): string =>
    drafts()
      .read()
      .find((known) => known.key === key)?.text ?? '',
  keep: (key: string, text: string): void => {
    const { read, write } = drafts();
    const others = read().filter((known) => known.key !== key);
    write(text.trim() === '' ? others : [...others, { key, text, at: Date.now() }].slice(-DRAFTS));
  },
};
export const draftKey = (billId: string, kind: string): string => `${billId} ${kind}`;
