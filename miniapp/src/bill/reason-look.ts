import type { ReasonGroup } from '@dingdee/shared/bill';
import type { IconName } from '../ui/icons.js';
import { ACTION_LOOK, type ActionTone } from './words.js';

type Look = { icon: IconName; tone: ActionTone };
const warn = (icon: IconName): Look => ({ icon, tone: 'warn' });
const bad = (icon: IconName): Look => ({ icon, tone: 'bad' });

/** Icon and tone by issue. A key is the code of the first issue and its subject: "unmapped:costItem:市内交通". */
const LOOK: Readonly<Record<string, Look>> = {
  'clean:own': warn('person'),
  'clean:large': warn('yuan'),
  'clean:bare': warn('file'),
  unmapped: warn('swap'),
  missing: warn('edit'),
  'invalid-amount': bad('yuan'),
  'total-mismatch': bad('yuan'),
  'not-positive': bad('yuan'),
  'no-form-total': warn('yuan'),
  'invalid-rate': bad('yuan'),
  currency: bad('yuan'),
  'invalid-date': warn('calendar'),
  'period-closed': bad('calendar'),
  'period-moved': warn('calendar'),
  unusable: warn('ban'),
  'unit-type': warn('person'),
  unreadable: warn('file'),
  'payee-several': bad('person'),
  'payee-names': bad('person'),
  'payee-not-account': bad('person'),
  'payee-rounded': bad('person'),
  'payee-left-over': bad('person'),
  'payee-without-name': warn('person'),
  'payee-other-name': bad('person'),
  'payee-without-number': warn('person'),
  'payee-elsewhere': warn('person'),
  'payee-unreadable': warn('file'),
  'payee-hand': bad('person'),
  'payee-assumed': warn('person'),
  'payee-guessed': warn('person'),
  'pay-org-hand': warn('person'),
  'payer-turned': bad('person'),
  'twins-differ': bad('compare'),
  'condition-unread': bad('file'),
  'filter-unread': bad('file'),
  'related-approval': bad('file'),
  'too-long': warn('file'),
  'over-limit': bad('file'),
  'not-offered': bad('ban'),
  'scheme-lacks': bad('plug'),
  unsupported: bad('warn'),
  'two-found': bad('compare'),
  differs: bad('compare'),
  gone: bad('question'),
  stopped: bad('stop'),
  unavailable: warn('plug'),
  'in-doubt': { icon: 'question', tone: 'doubt' },
  'refused:data': bad('warn'),
  'refused:base-data': bad('ban'),
  'refused:period': bad('calendar'),
  'refused:permission': bad('lock'),
  'refused:workflow': warn('person'),
  refused: bad('warn'),
  held: { icon: 'pause', tone: 'plain' },
  excluded: { icon: 'minus', tone: 'plain' },
};
const CLEAN: Look = { icon: 'check', tone: 'ok' };

/** Returns icon and tone of a cause; if the cause has none, those of its next action. */
export function reasonLook(key: string, action: ReasonGroup['action']): Look {
  if (key === '') return action === 'approve' ? CLEAN : ACTION_LOOK[action];
  const [code = '', about = ''] = key.split(':');
  return LOOK[`${code}:${about}`] ?? LOOK[code] ?? ACTION_LOOK[action];
}
