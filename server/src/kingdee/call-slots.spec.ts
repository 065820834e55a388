import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { OwnSlots } from './call-slots.js';
import { KingdeeUnavailableError } from './kingdee.client.js';

it('a call that got no place in time is not made, and says that nothing was sent', async () => {
  const slots = new OwnSlots(1);
  const long = slots.within(() => sleep(80), performance.now() + 1_000);
  let made = false;
  const late = slots.within(async () => {
    made = true;
  }, performance.now() + 20);
  await expect(late).rejects.toThrow(KingdeeUnavailableError);
  await long;
  expect(made).toBe(false);
});
