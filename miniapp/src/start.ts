import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { ApiProblem } from './api/api-problem.js';
import { askAgainWhatChanged } from './api/ask-again.js';
import { chooseLayout, DESK_MIN_WIDTH, detectPlatform, followContainerTheme } from './dingtalk/environment.js';
import { createAppRouter } from './router.js';
import { useSession } from './session/useSession.js';
import { firstViewStands, isPartComing } from './ui/late-part.js';
import './tokens.css';
import './ui/base.css';
import './ui/seam.css';

/** So often it is looked whether the first view is complete, and so long at most: a server that does not answer keeps nothing away for good. */
const QUIET_MS = 500;
const QUIET_AT_MOST_MS = 10_000;

const platform = detectPlatform();
const layout = chooseLayout(platform, window.innerWidth);
// Asked for before anything else: the views come while the page logs in.
const routing = createAppRouter(layout);
document.documentElement.dataset.layout = layout;
followContainerTheme(document.documentElement, navigator.userAgent);
const focus = (): void =>
  void import('./ui/keep-focus.js').then(
    ({ keepFocus }) => keepFocus(),
    () => setTimeout(focus, 3_000),
  );
// The desk has it with its list; a phone does not wait for it.
if (layout === 'desk') focus();

const queries = new QueryClient({
  defaultOptions: {
    // Without a network a press fails at once and says so. Kept back, it would be made later, by itself, on what was on screen before.
    mutations: { networkMode: 'always' },
    queries: {
      staleTime: 5_000,
      // A refusal stays a refusal; a lost network or a server that restarts is worth another try.
      retry: (failures, error) =>
        failures < 2 && error instanceof ApiProblem && (error.status === 0 || error.status >= 502),
    },
  },
});
askAgainWhatChanged(queries);

const app = createApp(App);
app.use(createPinia());
app.use(VueQueryPlugin, { queryClient: queries });
const session = useSession();
void session.start();
// In a desktop browser the width decides: crossing the border loads the other set of views.
if (platform === 'notInDingTalk')
  window.matchMedia(`(min-width: ${DESK_MIN_WIDTH}px)`).addEventListener('change', () => location.reload());

void routing.then((router) => {
  app.use(router);
  app.mount('#app');
  // Without it DingTalk shows a menu of its own.
  const menu = (): void =>
    void import('./dingtalk/phone-menu.js').then(
      ({ showMenu }) => showMenu(router),
      () => undefined,
    );
  const until = performance.now() + QUIET_AT_MOST_MS;
  let looks = 0;
  const whenQuiet = (): void => {
    const asks = session.phase === 'starting' || queries.isFetching() > 0 || isPartComing();
    looks = asks ? 0 : looks + 1;
    // Between an answer and what follows from it is a moment of quiet: it counts when there was nothing twice in a row.
    if (looks < 2 && performance.now() < until) return void setTimeout(whenQuiet, QUIET_MS);
    firstViewStands();
    if (layout === 'desk') return;
    focus();
    if (platform !== 'notInDingTalk') menu();
  };
  // Its questions begin when its view has come.
  const look = (): unknown => setTimeout(whenQuiet, QUIET_MS);
  void router.isReady().then(look, look);
});
