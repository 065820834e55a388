import { onMounted, onUnmounted, ref } from 'vue';

/** Another layer that owns the keyboard, a confirm sheet, is not left behind a palette. One that is fading out owns nothing any more. */
const layerOpen = (): boolean =>
  [...document.querySelectorAll('[aria-modal="true"]:not([style*="display: none"])')].some(
    (layer) => layer.closest('[class*="-leave-active"]') === null,
  );
const palette = (): HTMLElement | null => document.querySelector('[data-palette]');

/**
 * Ctrl+K (⌘K on a Mac) opens the palette and closes it, wherever the focus is. From that press on no key reaches the page: what is typed
 * before the palette has come (its first time it is on its way) is its text, and approves nothing.
 */
export function usePalette() {
  const open = ref(false);
  const text = ref('');
  function close(): void {
    open.value = false;
  }
  function onKey(event: KeyboardEvent): void {
    const own = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k';
    if (own) {
      if (open.value) close();
      else if (!layerOpen()) {
        text.value = '';
        open.value = true;
      }
    } else if (!open.value || palette()?.contains(document.activeElement)) return;
    else if (event.key === 'Escape') close();
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) text.value += event.key;
    // A dialog that went away meanwhile may have given the focus back to the page.
    palette()?.querySelector('input')?.focus();
    event.preventDefault();
    event.stopPropagation();
  }
  onMounted(() => document.addEventListener('keydown', onKey, true));
  onUnmounted(() => document.removeEventListener('keydown', onKey, true));
  return { open, text, close };
}
