import type { RemapResult } from '@dingdee/shared/mapping';
import type { ImportDecision, ImportDiff, ImportKind, ImportLine } from '@dingdee/shared/mapping-import';
import { computed, readonly, ref, shallowReadonly, shallowRef } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { type MappingImportApi, mappingImportApi } from '../api/mapping-import-api.js';

const PAGE = 100;
const ALL_PAGE = 500;

interface Shown {
  items: readonly ImportLine[];
  next: string | null;
}
/** Decision about one line that cannot be taken as it is. */
export type Said = { do: 'leave' } | { do: 'use'; targetNumber: string; name: string };

/**
 * Holds the comparison of a file with a table: its lines by kind, page by page, the decision about each error, and the import as a whole. If the
 * table has changed meanwhile, the lines are read again; decisions about rows of the file stay.
 */
export function useMappingImport(
  opened: ImportDiff,
  api: Pick<MappingImportApi, 'lines' | 'apply'> = mappingImportApi,
) {
  const diff = shallowRef(opened);
  const lines = shallowRef<Partial<Record<ImportKind, Shown>>>({});
  const said = shallowRef<ReadonlyMap<number, Said>>(new Map());
  const missing = ref<'keep' | 'remove'>('keep');
  const problem = shallowRef<ApiProblem | null>(null);
  const busy = ref(false);

  const undecided = computed(() => diff.value.counts.invalid - said.value.size);
  /** Number of rows that will be written, for the button. */
  const changes = computed(() => {
    const { added, changed, removed } = diff.value.counts;
    const used = [...said.value.values()].filter((each) => each.do === 'use').length;
    return added + changed + used + (missing.value === 'remove' ? removed : 0);
  });
  const touched = computed(() => (missing.value === 'remove' ? diff.value.touchedWithRemoved : diff.value.touched));
  const canApply = computed(() => undecided.value === 0 && changes.value > 0 && !busy.value);

  async function guarded<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      problem.value = error;
      return null;
    }
  }

  async function read(kind: ImportKind, limit = PAGE): Promise<void> {
    const before = lines.value[kind];
    if (before && before.next === null) return;
    const cursor = before?.next ?? undefined;
    const page = await guarded(() => api.lines(diff.value.id, { kind, limit, ...(cursor && { cursor }) }));
    if (!page) return;
    const changed = page.diff.revision !== diff.value.revision;
    diff.value = page.diff;
    // Pages of two versions of the table must not be joined.
    if (changed && before) return readAnew();
    lines.value = { ...lines.value, [kind]: { items: [...(before?.items ?? []), ...page.items], next: page.next } };
  }

  async function readAnew(): Promise<void> {
    const kinds = Object.keys(lines.value) as ImportKind[];
    lines.value = {};
    for (const kind of kinds) await read(kind);
    // An error that disappeared with a change of the table needs no decision.
    await readAll('invalid');
    const errors = new Set(lines.value.invalid?.items.map(({ row }) => row));
    said.value = new Map([...said.value].filter(([row]) => errors.has(row)));
  }

  async function readAll(kind: ImportKind): Promise<void> {
    while (lines.value[kind]?.next !== null && problem.value === null) await read(kind, ALL_PAGE);
  }

  function say(row: number, word: Said | null): void {
    const next = new Map(said.value);
    if (word) next.set(row, word);
    else next.delete(row);
    said.value = next;
  }

  async function leaveAll(): Promise<void> {
    await readAll('invalid');
    const next = new Map(said.value);
    for (const { row } of lines.value.invalid?.items ?? [])
      if (row !== null && !next.has(row)) next.set(row, { do: 'leave' });
    said.value = next;
  }

  /** @returns the bills that were mapped again; null after a refusal, when nothing was written */
  async function apply(): Promise<RemapResult | null> {
    if (!canApply.value) return null;
    busy.value = true;
    problem.value = null;
    const decisions = [...said.value].map(
      ([row, word]): ImportDecision =>
        word.do === 'use' ? { row, do: 'use', targetNumber: word.targetNumber } : { row, do: 'leave' },
    );
    try {
      return await api.apply(diff.value.id, { revision: diff.value.revision, missing: missing.value, decisions });
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      if (error.code === 'mapping/import-outdated') await readAnew();
      problem.value = error;
      return null;
    } finally {
      busy.value = false;
    }
  }

  return {
    diff: shallowReadonly(diff),
    lines: shallowReadonly(lines),
    said: shallowReadonly(said),
    missing,
    problem: shallowReadonly(problem),
    busy: readonly(busy),
    undecided,
    changes,
    touched,
    canApply,
    read,
    say,
    leaveAll,
    apply,
  };
}
