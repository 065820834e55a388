import type { BegunSetup } from '@dingdee/shared/site-setup';
import { computed, nextTick, onScopeDispose, type Ref, ref, watch } from 'vue';
import type { Choices } from '../control-choices.js';
import type { Answers } from '../site/site-answers.js';
import type { useSetup } from '../site/useSetup.js';

const REST_MS = 700;

/** What is chosen in the first step, as the page holds it. */
interface Chosen {
  form: Ref<string>;
  template: Ref<string>;
  org: Ref<string>;
  detail: Ref<string | undefined>;
  choices: Ref<Choices>;
  answers: Ref<Answers>;
}

/**
 * What is chosen before there is a draft, kept on the server when the hand rests and taken up again by whoever chose it, at any computer.
 * @param wanted false where there is a draft already: it keeps itself. @param took called when a template was taken up.
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
  /** As it was last read or written; null until it was. */
  let known: string | null = null;
  async function takeUp(begun: BegunSetup | null): Promise<void> {
    if (begun !== null) {
      if (begun.template !== '') {
        took();
        template.value = begun.template;
      }
      form.value = begun.processCode;
      org.value = begun.orgNumber;
      // What was not answered then may have been by somebody else since.
      const said = Object.entries(begun.answers).filter(([, answer]) => answer !== null && answer !== '');
      answers.value = { ...answers.value, ...Object.fromEntries(said) };
      // Another form or template lets go of the choices of the one before.
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
      // A template is offered before anybody has chosen anything: that alone is nothing to keep.
      if (form.value !== '' || org.value !== '' || kept.value) timer = setTimeout(() => void keep(), REST_MS);
    });
    onScopeDispose(() => {
      clearTimeout(timer);
      if (form.value !== '' || org.value !== '') void keep();
    });
  }
  return {
    kept,
    /** Nothing of it is needed once a draft was made. */
    forget: async () => {
      clearTimeout(timer);
      known = text.value;
      await setup.keepBegun(null);
    },
  };
}
