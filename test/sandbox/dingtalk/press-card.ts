import type { CardPressed } from './cards.js';
import type { DingTalkState } from './route.js';

/** Time that DingTalk waits for the answer to a press (dingtalk-cards.md §3). */
const DINGTALK_WAITS_MS = 2_000;
const TOPIC = '/v1.0/card/instances/callback';

/**
 * Presses a button that calls back, as a person does on the card they see.
 * @param stamp `version` that the button sends; default is that of the present card, an older one stands for an outdated view
 * @param waitsMs set it higher where the machine may be busy and the spec is not about late answers
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
