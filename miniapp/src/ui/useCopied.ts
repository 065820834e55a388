import { ref } from 'vue';

/** Copies a text to the clipboard. `copied` is the text that was copied last; null if there is none, or no clipboard. */
export function useCopied() {
  const copied = ref<string | null>(null);
  async function copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      copied.value = text;
    } catch {
      // Old webviews have no clipboard for pages: the text is on screen and can be selected.
      copied.value = null;
    }
  }
  return { copied, copy };
}
