import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { nextTick, ref } from 'vue';
import { useFieldToEdit } from './useFieldToEdit.js';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000 });
});
afterEach(() => {
  vi.useRealTimers();
});
const field = { billId: 'b1', table: 'payee', value: '华新' };

it('the field of a group waits for its bill, at most four seconds', async () => {
  const currentId = ref<string | null>('b0');
  const { fieldToEdit, editField } = useFieldToEdit(currentId);
  currentId.value = 'b1';
  editField(field);
  await nextTick();
  expect(fieldToEdit.value).toEqual({ ...field, until: 5_000 });
});

it('another bill on screen drops the field of a group', async () => {
  const currentId = ref<string | null>('b1');
  const { fieldToEdit, editField } = useFieldToEdit(currentId);
  editField(field);
  currentId.value = 'b2';
  await nextTick();
  expect(fieldToEdit.value).toBeNull();
});
