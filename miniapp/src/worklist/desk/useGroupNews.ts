import type { ReasonGroup } from '@dingdee/shared/bill';
import { type Ref, watch } from 'vue';
import { ApiProblem } from '../../api/api-problem.js';
import { changeWords as words } from '../../bill/change-words.js';
import type { Segment } from './grid/segments.js';
import { sumOf } from './useTicks.js';

/** Shortest time, in ms, in which a person can have read the text of a button before pressing it. */
const READ_MS = 700;

/** Tracks groups whose numbers changed on screen: a press right after a change is meant for the former text of the button. */
export function useGroupNews(segments: Readonly<Ref<readonly Segment[]>>, now: () => number = Date.now) {
  const known = new Map<string, ReasonGroup>();
  const moved = new Map<string, { at: number; was: ReasonGroup }>();

  watch(
    segments,
    (list) => {
      for (const { key, group } of list) {
        const was = known.get(key);
        if (group && was && was.mark !== group.mark) moved.set(key, { at: now(), was });
        if (group) known.set(key, group);
      }
    },
    { immediate: true, flush: 'post' },
  );

  /** Returns why a press on this group is not accepted; null if its numbers have been shown long enough to be read. */
  function justMoved({ key }: Pick<Segment, 'key'>, group: ReasonGroup): ApiProblem | null {
    const change = moved.get(key);
    if (!change || now() - change.at >= READ_MS) return null;
    const [from, to] = [change.was, group].map(sumOf);
    return new ApiProblem('client/just-changed', words.groupTitle, words.groupMoved(from ?? '', to ?? ''), 409);
  }
  return { justMoved };
}
