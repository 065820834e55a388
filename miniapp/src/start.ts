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

/**
 * Time between two checks whether the first view is complete, in ms; the checks end after a limit, so that a silent server does not block the late
 * parts for good.
 */
const QUIET_MS = 500;
const QUIET_AT_MOST_MS = 10_000;

const platform = detectPlatform();
const layout = chooseLayout(platform, window.innerWidth);
// Started before anything else: the views load while the page logs in.
const routing = createAppRouter(layout);
document.documentElement.dataset.layout = layout;
followContainerTheme(document.documentElement, navigator.userAgent);
const focus = (): void =>
  void import('./ui/keep-focus.js').then(
    ({ keepFocus }) => keepFocus(),
    () => setTimeout(focus, 3_000),
  );
// The desk loads it with its list; a phone does not wait for it.
if (layout === 'desk') focus();

const queries = new QueryClient({
  defaultOptions: {
    // Without a network a press fails at once and says so. A queued press would run later, by itself, on outdated screen content.
    mutations: { networkMode: 'always' },
    queries: {
      staleTime: 5_000,
      // A refusal is final; a lost network or a restarting server is worth another try.
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
// In a desktop browser the width decides: crossing the limit loads the other set of views.
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
    // There is a quiet moment between an answer and its follow-up requests, so the page counts as quiet only after two quiet checks in a row.
    if (looks < 2 && performance.now() < until) return void setTimeout(whenQuiet, QUIET_MS);
    firstViewStands();
    if (layout === 'desk') return;
    focus();
    if (platform !== 'notInDingTalk') menu();
  };
  // The view sends its requests after it has loaded.
  const look = (): unknown => setTimeout(whenQuiet, QUIET_MS);
  void router.isReady().then(look, look);
});
