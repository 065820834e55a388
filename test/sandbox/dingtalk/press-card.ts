import type { CardPressed } from './cards.js';
import type { DingTalkState } from './route.js';

/** dingtalk-cards.md §3: for so long DingTalk waits. */
const DINGTALK_WAITS_MS = 2_000;
const TOPIC = '/v1.0/card/instances/callback';

/**
 * Somebody presses a button that calls back, of the card as they see it.
 * @param stamp what the button sends as `version`; that of the card now unless told: an older one is a view that was not brought up to date.
 * @param waitsMs longer where the machine may be busy and a late answer is not what the spec is about
 */
export async function pressCard(
  { cards, stream, account }: DingTalkState,
  press: { trackId: string; userId: string; action: string; stamp?: string; waitsMs?: number },
): Promise<CardPressed> {
  const card = cards.cards.get(press.trackId);
  if (!card) throw new Error(`no such card: ${press.trackId}`);
  const content = JSON.stringify({
    cardPrivateData: {
      actionIds: [`button_${press.action}`],
      params: { action: press.action, version: press.stamp ?? card.params.version ?? '' },
    },
  });
  const began = performance.now();
  const answer = await stream.call(
    TOPIC,
    {
      extension: '{}',
      corpId: account.corpId,
      spaceType: 'IM_ROBOT',
      spaceId: press.userId,
      userIdType: 1,
      type: 'actionCallback',
      userId: press.userId,
      outTrackId: press.trackId,
      content,
      value: content,
    },
    press.waitsMs ?? DINGTALK_WAITS_MS,
  );
  const ms = answer === null ? null : performance.now() - began;
  if (answer !== null) cards.take(press.trackId, press.userId, answer);
  const pressed = { trackId: press.trackId, userId: press.userId, ms, answer };
  cards.pressed.push(pressed);
  return pressed;
}
