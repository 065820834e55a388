import { setTitle$ } from 'dingtalk-jsapi/api/biz/navigation/setTitle';
import { detectPlatform } from './environment.js';

/** Title of the page and, on a phone, of the navigation bar that DingTalk draws. */
export function setPageTitle(title: string): void {
  document.title = title;
  const platform = detectPlatform();
  // A PC window shows the title only in a side panel; a refusal there means nothing to the person.
  if (platform !== 'notInDingTalk') setTitle$({ title }).catch(() => undefined);
}
