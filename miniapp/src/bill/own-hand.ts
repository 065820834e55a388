import { shallowReactive } from 'vue';

/** Versions of bills that this page's own actions produced. The page does not report its own changes to the person. */
const versions = shallowReactive(new Map<string, number>());
const underWay = shallowReactive(new Set<string>());

/** Brackets one action of this page. `version`: the version in the server's answer. */
export const ownHand = {
  begin: (id: string): void => {
    underWay.add(id);
  },
  end: (id: string, version: number | null): void => {
    underWay.delete(id);
    if (version !== null) versions.set(id, version);
  },
  /** Returns true if this page made the version, or may have made it while the answer is on its way. */
  made: (id: string, version: number): boolean => underWay.has(id) || versions.get(id) === version,
};
