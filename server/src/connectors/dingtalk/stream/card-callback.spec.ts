import { expect, it } from 'vitest';
import { NOTHING_CHANGES } from '../../cards.js';
import { answerFrame, pressOf } from './card-callback.js';

it('a press is read under either name of its content, and what is none is nobody’s', () => {
  const inner = JSON.stringify({ cardPrivateData: { actionIds: ['x'], params: { action: 'take', version: 3 } } });
  const told = { trackId: 't', userId: 'u', params: { action: 'take', version: '3' } };
  for (const body of [
    { outTrackId: 't', userId: 'u', content: inner },
    { outTrackId: 't', userId: 'u', value: inner },
    { outTrackId: 't', userId: 'u', content: '{}', value: inner },
  ])
    expect(pressOf(JSON.stringify(body))).toEqual(told);
  for (const none of ['', '[]', '{"outTrackId":"t"}', 7, null]) expect(pressOf(none)).toBeNull();
});

it('answers only what changes, by its keys', () => {
  expect(answerFrame(NOTHING_CHANGES)).toEqual({});
  expect(answerFrame({ everybody: { a: '1' }, presser: {} })).toEqual({
    cardData: { cardParamMap: { a: '1' } },
    cardUpdateOptions: { updateCardDataByKey: true, updatePrivateDataByKey: true },
  });
});
