import { shallowReactive } from 'vue';

/** What this page itself did: which version of a bill came of it. Its own doing is no news to the person. */
const versions = shallowReactive(new Map<string, number>());
const underWay = shallowReactive(new Set<string>());

/** Brackets one action of this page. `version`: what the server answered. */
export const ownHand = {
  begin: (id: string): void => {
    underWay.add(id);
  },
  end: (id: string, version: number | null): void => {
    underWay.delete(id);
    if (version !== null) versions.set(id, version);
  },
  /** Whether that version is this page's own doing, or may be while the answer is on its way. */
  made: (id: string, version: number): boolean => underWay.has(id) || versions.get(id) === version,
};
