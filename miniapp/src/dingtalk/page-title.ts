import { setTitle$ } from 'dingtalk-jsapi/api/biz/navigation/setTitle';
import { loadBridge } from './bridge.js';
import { detectPlatform } from './environment.js';

/** Sets the title of the page and, on a phone, of DingTalk's navigation bar. */
export function setPageTitle(title: string): void {
  document.title = title;
  if (detectPlatform() === 'notInDingTalk') return;
  loadBridge()
    .then(() => setTitle$({ title }))
    // A PC window shows the title only in a side panel; a refusal there does not matter to the person.
    .catch(() => undefined);
}
