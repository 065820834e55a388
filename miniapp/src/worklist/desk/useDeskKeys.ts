import { onMounted, onUnmounted } from 'vue';
import { closeTopLayer } from '../../ui/useLayers.js';

export interface DeskKeys {
  move(by: 1 | -1, extend: boolean): void;
  tick(extend: boolean): void;
  open(): void;
  edit(): void;
  fillDown(): void;
  /** false: there is no problem field, and the browser's own Tab is kept. */
  nextProblem(): boolean;
  approve(): void;
  hold(): void;
  outside(): void;
  editTogether(): void;
  restore(): void;
  why(): void;
  onlyConverted(): void;
  filter(): void;
  help(): void;
}

const isTyping = (el: EventTarget | null): boolean =>
  el instanceof HTMLElement && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName));
/** Returns true while a dialog has the keyboard. */
const dialogOpen = (): boolean => document.querySelector('[aria-modal="true"]:not([style*="display: none"])') !== null;
const onControl = (el: EventTarget | null): boolean =>
  el instanceof HTMLElement && el.closest('button,a,[role=checkbox]') !== null;

/** Keys that change the current bill. */
const DECIDES: ReadonlySet<string> = new Set(['a', 'h', 'o', 'u']);
/** Two presses within this time, in ms, count as one. */
const ONE_PRESS_MS = 300;

/** Keys of product.md §7. None of them pushes; none works while a person is typing. */
export function useDeskKeys(keys: DeskKeys): void {
  /** Time of the last press of each key. */
  const pressed = new Map<string, number>();
  /**
   * Returns true for a key that is held down or pressed twice: it would decide about the next bill, which has come up meanwhile and which nobody has
   * looked at.
   */
  function isOneMore(key: string, { repeat, timeStamp }: KeyboardEvent): boolean {
    const since = timeStamp - (pressed.get(key) ?? Number.NEGATIVE_INFINITY);
    pressed.set(key, timeStamp);
    return repeat || since < ONE_PRESS_MS;
  }
  function onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || dialogOpen()) return;
    if (event.key === 'Escape') {
      if (closeTopLayer()) event.preventDefault();
      return;
    }
    if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    // Space and Enter belong to the focused button.
    if (onControl(event.target) && (event.key === ' ' || event.key === 'Enter')) return;
    if (act(event)) event.preventDefault();
  }

  function act(event: KeyboardEvent): boolean {
    const scrolls =
      event.target instanceof HTMLElement && event.target.closest('[role=tabpanel],[role=radiogroup]') !== null;
    if (scrolls && event.key.startsWith('Arrow')) return false;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (DECIDES.has(key) && isOneMore(key, event)) return true;
    switch (key) {
      case 'j':
      case 'ArrowDown':
        keys.move(1, event.shiftKey);
        return true;
      case 'k':
      case 'ArrowUp':
        keys.move(-1, event.shiftKey);
        return true;
      case ' ':
        keys.tick(event.shiftKey);
        return true;
      case 'Enter':
        keys.open();
        return true;
      case 'e':
        keys.edit();
        return true;
      case 'f':
        keys.fillDown();
        return true;
      case 'a':
        keys.approve();
        return true;
      case 'h':
        keys.hold();
        return true;
      case 'b':
        keys.editTogether();
        return true;
      case 'o':
        keys.outside();
        return true;
      case 'u':
        keys.restore();
        return true;
      case 'w':
        keys.why();
        return true;
      case 'd':
        keys.onlyConverted();
        return true;
      case '/':
        keys.filter();
        return true;
      case '?':
        keys.help();
        return true;
      case 'Tab': {
        // Tab goes from the list, or from nothing, to the first problem field and then to the next; elsewhere, and after the last one, it walks
        // through the page as usual.
        const { target } = event;
        const from =
          target === document.body || (target instanceof HTMLElement && target.matches('[role=row],[data-problem]'));
        return from && !event.shiftKey && keys.nextProblem();
      }
      default:
        return false;
    }
  }

  onMounted(() => document.addEventListener('keydown', onKey));
  onUnmounted(() => document.removeEventListener('keydown', onKey));
}
