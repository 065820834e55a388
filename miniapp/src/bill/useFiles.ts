import type { BillDetail } from '@dingdee/shared/bill';
import { computed, type Ref, ref } from 'vue';
import { useOriginal } from './useOriginal.js';

/** The files of a bill's approval: which are photos, which of them is looked at, and how the approval itself is opened. */
export function useFiles(files: Ref<BillDetail['attachmentList']>) {
  const photos = computed(() =>
    files.value.flatMap(({ name, photo }, index) => (photo === null ? [] : [{ name, photo, index }])),
  );
  /** Place among the photos; null: none is looked at. */
  const viewing = ref<number | null>(null);
  function look(index: number): void {
    const at = photos.value.findIndex((photo) => photo.index === index);
    viewing.value = at < 0 ? null : at;
  }
  return { photos, viewing, look, original: useOriginal() };
}
