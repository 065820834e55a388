import type { BatchResult, SeenBills } from '@dingdee/shared/bill-batch';
import type { BulkEditPreview } from '@dingdee/shared/bulk-edit';
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { bulkEditApi } from '../api/bulk-edit-api.js';

const SOON_MS = 150;

/** Holds one field of several bills: one value for each row, filled down from any row. After every change the server returns a preview. */
export function useBulkEdit(items: SeenBills['items'], api: typeof bulkEditApi = bulkEditApi) {
  const field = ref<string | null>(null);
  const values = ref<(string | null)[]>(items.map(() => null));
  /** Index of the row that is being filled. */
  const at = ref(0);
  const preview = shallowRef<BulkEditPreview | null>(null);
  const asking = ref(false);
  /** True if the preview belongs to the present values: only previewed values may be saved. */
  const fresh = ref(false);
  const saving = ref(false);
  const problem = ref<string>();
  let asked = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function ask(): Promise<void> {
    asked += 1;
    const own = asked;
    asking.value = true;
    try {
      const answer = await api.preview({
        field: field.value,
        items: items.map(({ id, version }, i) => ({ id, version, value: values.value[i] ?? null })),
      });
      if (own !== asked) return;
      preview.value = answer;
      problem.value = undefined;
      fresh.value = true;
    } catch (error) {
      if (own === asked) fresh.value = false;
      if (!(error instanceof ApiProblem)) throw error;
      if (own === asked) problem.value = error.detail;
    } finally {
      if (own === asked) asking.value = false;
    }
  }
  function soon(): void {
    // An answer that is still on its way belongs to other values.
    asked += 1;
    fresh.value = false;
    asking.value = true;
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), SOON_MS);
  }
  // Runs synchronously, so that no press can come between a new value and this.
  watch([field, values], soon, { deep: true, flush: 'sync' });
  void ask();
  onScopeDispose(() => clearTimeout(timer));

  const chosen = computed(() => preview.value?.fields.find((each) => each.field === field.value) ?? null);
  const canSave = computed(
    () => fresh.value && !asking.value && !saving.value && (preview.value?.change.count ?? 0) > 0,
  );

  async function save(): Promise<BatchResult | null> {
    const [name, rows] = [field.value, preview.value?.rows ?? []];
    if (name === null || !canSave.value) return null;
    const wanted = items.flatMap(({ id, version }, i) => {
      const value = values.value[i];
      return value != null && rows[i]?.outcome === 'change' ? [{ id, version, value }] : [];
    });
    saving.value = true;
    try {
      return await api.save({ field: name, items: wanted });
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      problem.value = error.detail;
      return null;
    } finally {
      saving.value = false;
    }
  }
  return {
    field,
    values,
    at,
    preview,
    asking,
    saving,
    problem,
    chosen,
    canSave,
    pick: (name: string) => {
      field.value = name;
      values.value = items.map(() => null);
      at.value = 0;
    },
    set: (value: string) => {
      values.value = values.value.map((old, i) => (i === at.value ? value : old));
    },
    /** Copies the row's value to all rows below. */
    fillDown: () => {
      const value = values.value[at.value] ?? null;
      if (value !== null) values.value = values.value.map((old, i) => (i > at.value ? value : old));
    },
    clear: (row: number) => {
      values.value = values.value.map((old, i) => (i === row ? null : old));
    },
    again: () => {
      clearTimeout(timer);
      void ask();
    },
    save,
  };
}
