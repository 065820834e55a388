import { useQuery } from '@tanstack/vue-query';
import { type ComputedRef, computed, type InjectionKey, inject, provide } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { intakeApi } from '../api/intake-api.js';

/** What the numbers of 采集 are of: one scheme and its form, or all (both undefined). */
export interface Chosen {
  schemeId: string | undefined;
  processCode: string | undefined;
}

const ALL: Chosen = { schemeId: undefined, processCode: undefined };
const KEY: InjectionKey<ComputedRef<Chosen>> = Symbol('the chosen scheme of 采集');

/**
 * Keeps the chosen scheme in the address, as the desk does, and gives it to every card of the page. An id that is no scheme's is taken for none.
 */
export function useSchemeChooser() {
  const route = useRoute();
  const router = useRouter();
  const { data, isPending } = useQuery({ queryKey: ['schemes'], queryFn: intakeApi.schemes, staleTime: 60_000 });
  /** Drafts have not collected anything yet. */
  const schemes = computed(() => data.value?.items.filter(({ state }) => state !== 'draft') ?? []);
  const scheme = computed(() => schemes.value.find(({ id }) => id === route.query.scheme));
  provide(
    KEY,
    computed(() => (scheme.value ? { schemeId: scheme.value.id, processCode: scheme.value.processCode } : ALL)),
  );
  return {
    schemes,
    scheme,
    /** True while it is not known yet what the address asks for. */
    pending: computed(() => route.query.scheme !== undefined && isPending.value),
    choose: (id: string | undefined) => void router.replace({ query: { ...route.query, scheme: id } }),
  };
}

/** Returns what the page was narrowed to; all where nothing can be chosen, as on the phone. */
export const useChosenScheme = (): ComputedRef<Chosen> => inject(KEY, () => computed(() => ALL), true);
