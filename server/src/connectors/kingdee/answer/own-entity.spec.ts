import { expect, it } from 'vitest';
import { ownEntity } from './own-entity.js';

const answer = (successes: readonly unknown[]) =>
  JSON.stringify({ Result: { ResponseStatus: { IsSuccess: true, Errors: [], SuccessEntitys: successes } } });
const OTHER = { Id: 7, Number: 'DDOTHER', DIndex: 0 };

it('a bill is found in an answer by its number or Id, wherever it stands', () => {
  const text = answer([OTHER, { Id: 100482, Number: 'DD7K3Q', DIndex: 1 }]);
  expect(ownEntity(text, { billNo: 'DD7K3Q', id: null })).toMatchObject({ id: '100482', number: 'DD7K3Q' });
  expect(ownEntity(text, { billNo: 'DD9', id: '100482' })).toMatchObject({ number: 'DD7K3Q' });
});

it('what is said of others is not said of this one, and what cannot be read says nothing', () => {
  expect(ownEntity(answer([OTHER]), { billNo: 'DD7K3Q', id: null })).toBeNull();
  expect(ownEntity('<html>502', { billNo: 'DD7K3Q', id: null })).toBeUndefined();
  expect(ownEntity('{"Result":{', { billNo: 'DD7K3Q', id: null })).toBeUndefined();
});
