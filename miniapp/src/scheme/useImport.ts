import type { ControlChoice } from '@dingdee/shared/scheme';
import { LONGEST_SCHEME_FILE } from '@dingdee/shared/scheme-file';
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, ref, watch } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { intakeApi } from '../api/intake-api.js';
import { mappingApi } from '../api/mapping-api.js';
import { schemeApi } from '../api/scheme-api.js';
import { type Choices, choicesToSend } from './control-choices.js';

/** Reads a file, shows what it would become, and imports it; nothing changes before the import. */
export function useImport(done: (name: string, id: string, isNew: boolean) => void) {
  const text = ref('');
  const tooBig = ref(false);
  /** Target scheme; '' means a new scheme. */
  const into = ref('');
  const [form, org] = [ref(''), ref('')];
  const choices = ref<Choices>({});
  const detail = ref<string | undefined>();
  watch([text, into, form], () => {
    choices.value = {};
    detail.value = undefined;
  });
  const forms = useQuery({ queryKey: ['dingtalk-forms'], queryFn: schemeApi.forms });
  const schemes = useQuery({ queryKey: ['schemes'], queryFn: intakeApi.schemes });
  const organisations = useQuery({
    queryKey: ['base-data', 'organisation', 'names'],
    queryFn: () => mappingApi.baseData('organisation', { limit: 200 }),
  });
  const wanted = computed(() => ({
    text: text.value,
    ...(into.value === '' ? (form.value === '' ? {} : { processCode: form.value }) : { schemeId: into.value }),
    ...(org.value === '' ? {} : { orgNumber: org.value }),
  }));
  const sent = computed((): ControlChoice[] =>
    check.data.value?.match ? choicesToSend(check.data.value.match, choices.value) : [],
  );
  const check = useQuery({
    queryKey: computed(() => ['scheme-import', wanted.value, choices.value]),
    queryFn: () => schemeApi.checkImport({ ...wanted.value, matches: sent.value }),
    enabled: computed(() => text.value !== ''),
    placeholderData: (before) => before,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });
  const queries = useQueryClient();
  const take = useMutation({
    mutationFn: () =>
      schemeApi.import({
        ...wanted.value,
        matches: sent.value,
        ...(check.data.value?.version == null ? {} : { version: check.data.value.version }),
      }),
    onSuccess: ({ name, id }) => {
      for (const key of ['schemes', 'stages', 'groups']) void queries.invalidateQueries({ queryKey: [key] });
      done(name, id, into.value === '');
    },
  });
  async function pick(file: File | undefined): Promise<void> {
    if (!file) return;
    const read = file.size > LONGEST_SCHEME_FILE * 3 ? null : await file.text();
    tooBig.value = read === null || read.length > LONGEST_SCHEME_FILE;
    text.value = read === null || tooBig.value ? '' : read;
  }
  const looked = computed(() => (text.value === '' ? null : (check.data.value ?? null)));
  const problem = computed(
    () =>
      [check.error, take.error, forms.error]
        .map((error) => error.value)
        .find((error): error is ApiProblem => error instanceof ApiProblem) ?? null,
  );
  return {
    pick,
    tooBig,
    looked,
    looking: check.isFetching,
    into,
    form,
    org,
    choices,
    detail,
    forms: computed(() => forms.data.value?.items ?? []),
    schemes: computed(() => schemes.data.value?.items ?? []),
    usable: computed(() => organisations.data.value?.items.filter(({ usable }) => usable) ?? []),
    problem,
    ready: computed(
      () =>
        looked.value !== null &&
        looked.value.faults.length === 0 &&
        !check.isFetching.value &&
        !take.isPending.value &&
        (into.value === '' ? form.value !== '' && org.value !== '' : (looked.value.changes?.length ?? 0) > 0),
    ),
    taking: take.isPending,
    take: () => take.mutate(),
  };
}
