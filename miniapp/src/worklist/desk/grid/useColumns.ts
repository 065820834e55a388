import type { Stage } from '@dingdee/shared/bill-state';
import { computed, type Ref, ref } from 'vue';
import { OPTIONAL_COLUMNS, type OptionalColumn, usualColumns } from './columns.js';

export const DENSITIES = ['compact', 'standard', 'relaxed'] as const;
export type Density = (typeof DENSITIES)[number];
const COLUMNS_KEY = 'dingdee.columns';
const DENSITY_KEY = 'dingdee.density';

/** Reads a stored value. A framed page may have no access to its storage: the choice then lasts as long as the page. */
function kept(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
function keep(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // No access to the storage, as above: only the memory of the choice is lost.
  }
}

/** Null: no choice was made; each stage shows its usual columns. */
function readColumns(): readonly OptionalColumn[] | null {
  const text = kept(COLUMNS_KEY);
  return text === null ? null : OPTIONAL_COLUMNS.filter((column) => text.split(',').includes(column));
}
const readDensity = (): Density => DENSITIES.find((one) => one === kept(DENSITY_KEY)) ?? 'standard';

const own = ref<readonly OptionalColumn[] | null>(null);
const density = ref<Density>('standard');
let read = false;

function show(next: Density): void {
  density.value = next;
  if (next === 'standard') delete document.documentElement.dataset.density;
  else document.documentElement.dataset.density = next;
}

/** Holds the columns and the row height of this person; they are remembered in this browser. */
export function useColumns(stage: Ref<Stage>) {
  if (!read) {
    read = true;
    own.value = readColumns();
    show(readDensity());
  }
  const chosen = computed(() => own.value ?? usualColumns(stage.value));

  function toggle(column: OptionalColumn): void {
    const now = chosen.value;
    own.value = now.includes(column) ? now.filter((one) => one !== column) : [...now, column];
    keep(COLUMNS_KEY, own.value.join(','));
  }
  function reset(): void {
    own.value = null;
    keep(COLUMNS_KEY, null);
    setDensity('standard');
  }
  function setDensity(next: Density): void {
    show(next);
    keep(DENSITY_KEY, next === 'standard' ? null : next);
  }
  return { chosen, density, own: computed(() => own.value !== null), toggle, reset, setDensity };
}
