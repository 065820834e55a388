import { nextTick, onScopeDispose, type Ref, watch } from 'vue';

const REACHABLE = 'a[href],button:not([disabled]),input:not([disabled]),textarea:not([disabled]),[tabindex="0"]';

/** Keeps Tab inside `root` while `active`: moves the focus there, and returns it afterwards (ui.md §8). */
export function useFocusTrap(root: Ref<HTMLElement | null>, active: Ref<boolean>): void {
  let before: Element | null = null;

  const reachable = () =>
    [...(root.value?.querySelectorAll<HTMLElement>(REACHABLE) ?? [])].filter((el) => el.getClientRects().length > 0);

  function onKey(event: KeyboardEvent): void {
    if (event.key !== 'Tab' || !root.value) return;
    const all = reachable();
    const first = all[0];
    const last = all[all.length - 1];
    if (!first || !last) return;
    const outside = !root.value.contains(document.activeElement);
    if (event.shiftKey && (outside || document.activeElement === first)) {
      event.preventDefault();
      last.focus();
    } else if (!event.shiftKey && (outside || document.activeElement === last)) {
      event.preventDefault();
      first.focus();
    }
  }

  function release(): void {
    document.removeEventListener('keydown', onKey, true);
    if (before instanceof HTMLElement) before.focus();
    before = null;
  }

  watch(
    active,
    async (on) => {
      if (!on) {
        if (before) release();
        return;
      }
      before = document.activeElement;
      document.addEventListener('keydown', onKey, true);
      await nextTick();
      (root.value?.querySelector<HTMLElement>('[data-autofocus]') ?? reachable()[0])?.focus();
    },
    { immediate: true },
  );
  onScopeDispose(release);
}
