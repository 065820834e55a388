import type { ReasonGroup } from '@dingdee/shared/bill';
import { type Ref, watch } from 'vue';
import { ApiProblem } from '../../api/api-problem.js';
import { changeWords as words } from '../../bill/change-words.js';
import type { Segment } from './grid/segments.js';
import { sumOf } from './useTicks.js';

/** A finger that was on its way cannot have read what stands on the button for less than this. */
const READ_MS = 800;

/** Groups whose numbers changed under the person's eyes: a press right after is taken for what the button said before. */
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

  /** Why a press on this group is not taken; null where its numbers have stood long enough to be read. */
  function justMoved({ key }: Pick<Segment, 'key'>, group: ReasonGroup): ApiProblem | null {
    const change = moved.get(key);
    if (!change || now() - change.at >= READ_MS) return null;
    const [from, to] = [change.was, group].map(sumOf);
    return new ApiProblem('client/just-changed', words.groupTitle, words.groupMoved(from ?? '', to ?? ''), 409);
  }
  return { justMoved };
}
