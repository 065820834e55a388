import { type Ref, shallowRef, watch } from 'vue';
import type { FieldToEdit } from '../../detail/desk/pair-fields.js';

/** Longest wait for the bill, in ms: a person who has waited longer may be at something else. */
const WAIT_MS = 4_000;

/** Holds the field that a press on a group asks for; the detail opens it as soon as it shows the bill. Another bill on screen drops it. */
export function useFieldToEdit(currentId: Readonly<Ref<string | null>>) {
  const fieldToEdit = shallowRef<FieldToEdit | null>(null);
  watch(currentId, (id) => {
    if (fieldToEdit.value?.billId !== id) fieldToEdit.value = null;
  });
  return {
    fieldToEdit,
    editField: (field: Omit<FieldToEdit, 'until'>): void => {
      fieldToEdit.value = { ...field, until: Date.now() + WAIT_MS };
    },
  };
}
