import type { CreateScheme } from '@dingdee/shared/scheme';
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, type Ref, ref, watch } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { mappingApi } from '../api/mapping-api.js';
import { schemeApi } from '../api/scheme-api.js';
import { type Choices, choicesToSend } from './control-choices.js';

/** Compares a template with a form and holds the person's choices; another form or template resets them. */
export function useMatch(template: Ref<string>, form: Ref<string>) {
  const choices = ref<Choices>({});
  /** Table that the person chose for the template's table. */
  const detail = ref<string | undefined>();
  watch([template, form], () => {
    choices.value = {};
    detail.value = undefined;
  });
  const query = useQuery({
    queryKey: computed(() => ['template-match', template.value, form.value, detail.value ?? '']),
    queryFn: () => schemeApi.match(template.value, form.value, detail.value),
    enabled: computed(() => template.value !== '' && form.value !== ''),
    placeholderData: (before) => (before?.processCode === form.value ? before : undefined),
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  return { match: query.data, reading: query.isFetching, matchError: query.error, choices, detail };
}

/** Holds template, form, organisation and control choices, which are enough for a draft. @param more other start values */
export function useNewScheme(
  made: (name: string, id: string) => void,
  more: () => Pick<CreateScheme, 'billType' | 'outcome'> = () => ({}),
) {
  const templates = useQuery({ queryKey: ['templates'], queryFn: schemeApi.templates });
  const forms = useQuery({ queryKey: ['dingtalk-forms'], queryFn: schemeApi.forms });
  const organisations = useQuery({
    queryKey: ['base-data', 'organisation', 'names'],
    queryFn: () => mappingApi.baseData('organisation', { limit: 200 }),
  });
  const [template, form, org] = [ref(''), ref(''), ref('')];
  watch(
    () => templates.data.value?.items[0]?.code,
    (first) => {
      if (template.value === '' && first) template.value = first;
    },
    { immediate: true },
  );
  const { match, reading, matchError, choices, detail } = useMatch(template, form);
  const usable = computed(() => organisations.data.value?.items.filter((item) => item.usable) ?? []);
  const queries = useQueryClient();
  const create = useMutation({
    mutationFn: () =>
      schemeApi.create({
        template: template.value,
        processCode: form.value,
        orgNumber: org.value,
        ...more(),
        matches: match.value ? choicesToSend(match.value, choices.value) : [],
      }),
    onSuccess: (scheme) => {
      void queries.invalidateQueries({ queryKey: ['schemes'] });
      made(scheme.name, scheme.id);
    },
  });
  const problem = computed(
    () =>
      [templates.error, forms.error, organisations.error, matchError, create.error]
        .map((error) => error.value)
        .find((error): error is ApiProblem => error instanceof ApiProblem) ?? null,
  );
  const filled = computed(() => template.value !== '' && form.value !== '' && org.value !== '');
  return {
    templates: computed(() => templates.data.value?.items ?? null),
    about: computed(() => templates.data.value?.items.find(({ code }) => code === template.value) ?? null),
    forms: computed(() => forms.data.value?.items ?? null),
    usable,
    /** Whether Kingdee lists no organisation and these were seen elsewhere. */
    seenOnly: computed(() => usable.value.some(({ seen }) => seen)),
    noOrg: computed(() => !organisations.isPending.value && usable.value.length === 0),
    template,
    form,
    org,
    match,
    reading,
    choices,
    detail,
    problem,
    ready: computed(() => filled.value && !create.isPending.value && !reading.value),
    saving: create.isPending,
    save: () => create.mutate(),
  };
}
