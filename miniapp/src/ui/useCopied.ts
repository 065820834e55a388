import { ref } from 'vue';

/** Puts a text on the clipboard. `copied` is the one that was taken last; null where there is none, or no clipboard. */
export function useCopied() {
  const copied = ref<string | null>(null);
  async function copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      copied.value = text;
    } catch {
      // Old webviews have no clipboard for pages: the text stands on screen and can be selected.
      copied.value = null;
    }
  }
  return { copied, copy };
}
