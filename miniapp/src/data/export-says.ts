import type { DataExport } from '@dingdee/shared/data-export';
import { dateTime } from '../ui/formats.js';
import { dataWords } from './words.js';

const words = dataWords.export;

/** Returns the state of an export: the expiry of its file and who may fetch it, or why there is no file. */
export function exportSays({ state, failure, ready, fullAccounts, by, expiresAt }: DataExport): string {
  const said = words.states[state];
  if (state === 'failed') return `${said}：${words.failures[failure ?? 'fault']}`;
  if (state !== 'done') return said;
  const whose = ready ? [] : [fullAccounts ? words.onlyFor(by) : words.notYours];
  return [said, ...whose, words.until(dateTime(expiresAt))].join('，');
}
