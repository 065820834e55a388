import { ref } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { useUndo } from '../ui/useUndo.js';
import { sharePage } from './share-page.js';
import { shareWords as words } from './share-words.js';

/** 分享; the result appears in the place of all messages about finished actions. */
export function useShare() {
  const told = useUndo();
  const busy = ref(false);
  async function share(title: string, path: string): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    // Some clients never report the result of their sheet, so it can be opened again meanwhile.
    const free = () => {
      busy.value = false;
    };
    try {
      const { how, url } = await sharePage(title, path, free);
      if (how === 'copied') told.show(words.copied);
      if (how === 'none') told.show(words.byHand(url));
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      told.show(words.failed);
    } finally {
      free();
    }
  }
  return { share, busy };
}
