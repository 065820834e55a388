import type { BegunSetup } from '@dingdee/shared/site-setup';
import { computed, nextTick, onScopeDispose, type Ref, ref, watch } from 'vue';
import type { Choices } from '../control-choices.js';
import type { Answers } from '../site/site-answers.js';
import type { useSetup } from '../site/useSetup.js';

const REST_MS = 700;

/** Choices of the first step, as the page holds them. */
interface Chosen {
  form: Ref<string>;
  template: Ref<string>;
  org: Ref<string>;
  detail: Ref<string | undefined>;
  choices: Ref<Choices>;
  answers: Ref<Answers>;
}

/**
 * Keeps the choices before there is a draft: saves them on the server after a pause, and restores them for the same person at any computer.
 * @param wanted false if there is a draft already, which saves itself
 * @param took called when a saved template was restored
 */
export function useBegun(
  { form, template, org, detail, choices, answers }: Chosen,
  setup: ReturnType<typeof useSetup>,
  wanted: boolean,
  took: () => void,
) {
  const kept = ref(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const now = computed<BegunSetup>(() => ({
    processCode: form.value,
    template: template.value,
    orgNumber: org.value,
    detail: detail.value ?? null,
    choices: { ...choices.value },
    answers: { ...answers.value },
  }));
  const text = computed(() => JSON.stringify(now.value));
  /** The choices as last read or written; null before that. */
  let known: string | null = null;
  async function takeUp(begun: BegunSetup | null): Promise<void> {
    if (begun !== null) {
      if (begun.template !== '') {
        took();
        template.value = begun.template;
      }
      form.value = begun.processCode;
      org.value = begun.orgNumber;
      // A question that was open then may have been answered by another person since.
      const said = Object.entries(begun.answers).filter(([, answer]) => answer !== null && answer !== '');
      answers.value = { ...answers.value, ...Object.fromEntries(said) };
      // A change of form or template clears the former choices, so the saved ones are set after it.
      await nextTick();
      choices.value = begun.choices;
      detail.value = begun.detail ?? undefined;
      kept.value = true;
    }
    known = text.value;
  }
  async function keep(): Promise<void> {
    clearTimeout(timer);
    if (known === null || known === text.value) return;
    const [said, body] = [text.value, now.value];
    if (await setup.keepBegun(body)) {
      known = said;
      kept.value = true;
    }
  }
  if (wanted) {
    watch(
      setup.known,
      (read) => {
        if (read && known === null) void takeUp(setup.state.value?.begun ?? null);
      },
      { immediate: true },
    );
    watch(text, () => {
      clearTimeout(timer);
      // A template is preselected before any choice: it alone is not saved.
      if (form.value !== '' || org.value !== '' || kept.value) timer = setTimeout(() => void keep(), REST_MS);
    });
    onScopeDispose(() => {
      clearTimeout(timer);
      if (form.value !== '' || org.value !== '') void keep();
    });
  }
  return {
    kept,
    /** The saved choices are not needed once there is a draft. */
    forget: async () => {
      clearTimeout(timer);
      known = text.value;
      await setup.keepBegun(null);
    },
  };
}
