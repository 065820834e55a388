import { onMounted, onUnmounted, ref } from 'vue';

/**
 * Returns true if another layer, such as a confirm sheet, has the keyboard: the palette must not open over it. A layer that is fading out does not
 * count.
 */
const layerOpen = (): boolean =>
  [...document.querySelectorAll('[aria-modal="true"]:not([style*="display: none"])')].some(
    (layer) => layer.closest('[class*="-leave-active"]') === null,
  );
const palette = (): HTMLElement | null => document.querySelector('[data-palette]');

/**
 * Opens and closes the palette with Ctrl+K (⌘K on a Mac), wherever the focus is. From that press on no key reaches the page: text typed before the
 * palette is loaded (on first use) belongs to it, and approves nothing.
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
    // A dialog that closed meanwhile may have returned the focus to the page.
    palette()?.querySelector('input')?.focus();
    event.preventDefault();
    event.stopPropagation();
  }
  onMounted(() => document.addEventListener('keydown', onKey, true));
  onUnmounted(() => document.removeEventListener('keydown', onKey, true));
  return { open, text, close };
}
