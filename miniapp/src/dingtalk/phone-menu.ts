import { setMenu$ } from 'dingtalk-jsapi/api/biz/navigation/setMenu';
import type { Router } from 'vue-router';
import { loadBridge } from './bridge.js';
import { menuWords as words } from './menu-words.js';

const ITEMS = ['refresh', 'share', 'help'] as const;

/** Shows the menu at the top right that DingTalk draws on a phone. A client without this call keeps its own menu. */
export async function showMenu(router: Router): Promise<void> {
  function press(id: unknown): void {
    if (id === 'refresh') location.reload();
    else if (id === 'share')
      void import('./useShare.js').then(({ useShare }) =>
        useShare().share(document.title, router.currentRoute.value.fullPath),
      );
    else if (id === 'help') void router.push({ name: 'help' });
  }
  await loadBridge();
  await setMenu$({
    items: ITEMS.map((id) => ({ id, iconId: id, text: words[id] })),
    // Called for every press; Android uses the same call to report that the menu is shown.
    onSuccess: (pressed) => press(pressed?.id),
  }).catch(() => undefined);
}
