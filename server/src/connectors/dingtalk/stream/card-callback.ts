import { parseJson, recordOf, textOf } from '../../../json/json-reading.js';
import type { CardAnswer, CardParams, CardPress } from '../../cards.js';

/**
 * Reads a press from a CALLBACK frame: its content is JSON text inside JSON text, under `content` or `value` (dingtalk-cards.md §3).
 * @returns null if it is no press of a card.
 */
export function pressOf(data: unknown): CardPress | null {
  const body = recordOf(typeof data === 'string' ? parseJson(data) : data);
  const [trackId, userId] = [textOf(body.outTrackId), textOf(body.userId)];
  if (trackId === '' || userId === '') return null;
  const content = [body.content, body.value].map((each) => recordOf(typeof each === 'string' ? parseJson(each) : each));
  const params = content.map((each) => recordOf(recordOf(each.cardPrivateData).params));
  const given = params.find((each) => Object.keys(each).length > 0) ?? {};
  return {
    trackId,
    userId,
    params: Object.fromEntries(Object.entries(given).map(([key, value]) => [key, textOf(value)])),
  };
}

const dataOf = (params: CardParams) => (Object.keys(params).length === 0 ? undefined : { cardParamMap: params });

/** Builds the answer with the changed keys only. */
export function answerFrame({ everybody, presser }: CardAnswer): object {
  const [cardData, userPrivateData] = [dataOf(everybody), dataOf(presser)];
  if (!cardData && !userPrivateData) return {};
  return {
    ...(cardData ? { cardData } : {}),
    ...(userPrivateData ? { userPrivateData } : {}),
    cardUpdateOptions: { updateCardDataByKey: true, updatePrivateDataByKey: true },
  };
}
