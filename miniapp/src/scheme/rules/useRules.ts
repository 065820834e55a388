import type { FieldRules, SchemeContent, SchemeDetail } from '@dingdee/shared/scheme';
import type { SchemeVersionSummary } from '@dingdee/shared/scheme-version';
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, type Ref, ref, shallowRef, watch } from 'vue';
import { ApiProblem } from '../../api/api-problem.js';
import { rulesApi } from '../../api/rules-api.js';
import { changedFields, type FieldPlace, onTopOf, pathOf, withTwins } from './rule-draft.js';

/** A version that another person saved after this page read the scheme. */
export interface Meanwhile {
  theirs: SchemeDetail;
  by: SchemeVersionSummary | null;
}

/**
 * Holds the rules of a scheme while one person edits them. They are read once, so that nothing changes during editing, and saved as one new version.
 */
export function useRules(id: Ref<string>, may: Ref<boolean>) {
  const queries = useQueryClient();
  const read = useQuery({
    queryKey: computed(() => ['scheme', id.value]),
    queryFn: () => rulesApi.scheme(id.value),
    enabled: may,
    staleTime: 0,
  });
  const fields = useQuery({
    queryKey: computed(() => ['scheme-fields', id.value]),
    queryFn: () => rulesApi.fields(id.value),
    enabled: may,
  });
  const seen = shallowRef<SchemeDetail | null>(null);
  /** Replaced with every change and never changed in place, because it is compared with the read content. */
  const content = shallowRef<SchemeContent | null>(null);
  const meanwhile = shallowRef<Meanwhile | null>(null);
  /** Fields that both people changed; they have this person's rules. */
  const both = ref<FieldPlace[]>([]);
  const saved = ref<number | null>(null);
  /** Name of the next version. */
  const versionName = ref('');
  /** Fields that this person changed separately from their twins since the read. */
  const alone = new Set<string>();
  function begin(detail: SchemeDetail): void {
    seen.value = detail;
    content.value = detail.content;
    alone.clear();
  }
  /** Returns the twin of a field, if both hold the same value. */
  function twinOf({ part, name }: FieldPlace): string | null {
    const known = fields.data.value?.[part] ?? [];
    return (
      known.find((each) => each.name === name)?.sameAs ?? known.find(({ sameAs }) => sameAs === name)?.name ?? null
    );
  }
  watch(
    () => (read.isFetchedAfterMount.value ? read.data.value : undefined),
    (now) => {
      if (now && seen.value === null) begin(now);
    },
    { immediate: true },
  );
  const changed = computed(() => (seen.value && content.value ? changedFields(seen.value.content, content.value) : []));
  const isChanged = computed(() => new Set(changed.value.map(pathOf)));

  function put(place: FieldPlace, rules: FieldRules | undefined): void {
    if (!content.value || !seen.value) return;
    alone.add(pathOf(place));
    content.value = withTwins(seen.value.content, content.value, place, rules, { twin: twinOf(place), alone });
    saved.value = null;
  }
  const save = useMutation({
    mutationFn: () => {
      if (!seen.value || !content.value) throw new Error('nothing was read');
      return rulesApi.save(id.value, seen.value.version, content.value, versionName.value.trim());
    },
    onSuccess: (detail) => {
      begin(detail);
      meanwhile.value = null;
      both.value = [];
      saved.value = detail.currentVersion;
      versionName.value = '';
    },
    onError: async (error) => {
      if (!(error instanceof ApiProblem) || !error.stale) return;
      const [theirs, { items }] = await Promise.all([rulesApi.scheme(id.value), rulesApi.versions(id.value)]);
      meanwhile.value = { theirs, by: items.find(({ number }) => number === theirs.currentVersion) ?? null };
    },
    onSettled: () => {
      for (const key of ['schemes', 'scheme', 'stages', 'groups']) void queries.invalidateQueries({ queryKey: [key] });
    },
  });
  /** Applies the typed changes to the version of the other person; saving needs another press. */
  function takeOver(): void {
    if (!meanwhile.value || !seen.value || !content.value) return;
    const { theirs } = meanwhile.value;
    const merged = onTopOf(seen.value.content, content.value, theirs.content);
    seen.value = theirs;
    content.value = merged.content;
    both.value = merged.both;
    meanwhile.value = null;
    save.reset();
  }
  function giveUp(): void {
    const { value: theirs } = meanwhile;
    if (theirs) begin(theirs.theirs);
    else if (seen.value) begin(seen.value);
    meanwhile.value = null;
    both.value = [];
    save.reset();
  }
  const problemOf = (cause: unknown) => (cause instanceof ApiProblem ? cause : null);
  return {
    scheme: seen,
    fields: computed(() => fields.data.value ?? null),
    fieldsAgain: () => fields.refetch(),
    content,
    changed,
    isChanged,
    meanwhile,
    both,
    saved,
    versionName,
    put,
    save: () => save.mutate(),
    saving: save.isPending,
    /** Reason of a failed save; null after a conflict, because `meanwhile` says more. */
    refused: computed(() => (meanwhile.value ? null : problemOf(save.error.value))),
    takeOver,
    giveUp,
    problem: computed(() => problemOf(read.error.value) ?? problemOf(fields.error.value)),
    /** Reads the scheme again after another dialog has saved a version of it; what is typed here is dropped. */
    readAnew: async () => {
      const { data } = await read.refetch();
      if (data) begin(data);
      await fields.refetch();
    },
    refetch: () => {
      void read.refetch();
      void fields.refetch();
    },
  };
}
