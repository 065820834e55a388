/**
 * Keeps the focus of keyboard users: it never falls to the page itself. After saving, the focused element (a button, a row, a sheet) may be gone or
 * wait for an answer. The focus then returns to it, or to the element that took its place.
 */

const REACHABLE =
  'a[href],button:not([disabled]),input:not([disabled]):not([type=search]),textarea:not([disabled]),select:not([disabled]),[role=checkbox][tabindex],[role=row][tabindex="0"]';
const LAYER = '[role=dialog]';
/** Longest wait for an answer, in ms, before the focus leaves a button that stays disabled. */
const PATIENCE_MS = 3_000;

/** Former place of the focus: the element, and its child index in each of its ancestors, innermost first. */
interface Place {
  element: HTMLElement;
  /** Key of the thing: the same for a field that is an input while it is edited and a button afterwards. */
  key: string | null;
  path: { parent: Element; index: number }[];
}

type Home = () => boolean;
const homes: Home[] = [];

/** @param home sets the focus where the work of this page continues; returns false if there is no such place @returns a function that removes it */
export function focusHome(home: Home): () => void {
  homes.push(home);
  return () => {
    const at = homes.indexOf(home);
    if (at >= 0) homes.splice(at, 1);
  };
}

const isShown = (el: Element): boolean => el.isConnected && el.getClientRects().length > 0;
const isOff = (el: HTMLElement): boolean => 'disabled' in el && el.disabled === true;

function placeOf(element: HTMLElement): Place {
  const path: Place['path'] = [];
  for (let el: Element = element; el.parentElement && el !== document.body; el = el.parentElement)
    path.push({ parent: el.parentElement, index: [...el.parentElement.children].indexOf(el) });
  return { element, key: element.closest('[data-focus]')?.getAttribute('data-focus') ?? null, path };
}

/** @returns whether the element has the focus now */
function focusOn(el: HTMLElement | null | undefined): boolean {
  if (!el || !isShown(el)) return false;
  el.focus({ preventScroll: false });
  return document.activeElement === el;
}

/** Focuses the element with this key, wherever it is now. */
export function focusKey(key: string): boolean {
  return [...document.querySelectorAll<HTMLElement>('[data-focus]')].some(
    (el) => el.dataset.focus === key && focusOn(el),
  );
}

/** Returns the element in the same place of another row. */
const below = (row: Element, path: Place['path']): Element | undefined =>
  [...path].reverse().reduce<Element | undefined>((el, { index }) => el?.children[index], row);

/** Focuses the element that moved into the place, otherwise the one before it; never beyond `border`. */
function focusNext({ path, element }: Place, border: Element): boolean {
  for (const [depth, { parent, index }] of path.entries()) {
    if (!border.contains(parent) || !isShown(parent)) continue;
    const children = [...parent.children];
    for (const child of [...children.slice(index), ...children.slice(0, index).reverse()]) {
      const all = [child, ...child.querySelectorAll(REACHABLE)].filter(
        (el): el is HTMLElement => el instanceof HTMLElement && el.matches(REACHABLE) && isShown(el),
      );
      const alike = all.filter((el) => el.tagName === element.tagName && el.className === element.className);
      const same = below(child, path.slice(0, depth));
      if (focusOn(alike.find((el) => el === same) ?? alike[0] ?? all[0])) return true;
    }
    if (parent === border) break;
  }
  return false;
}

function focusMain(): void {
  const main = document.querySelector('main');
  if (!main) return;
  if (!main.hasAttribute('tabindex')) main.tabIndex = -1;
  main.focus({ preventScroll: true });
}

/** Moves the focus to where the work of the page continues: the current row of a list, otherwise the page itself. */
export function goHome(): void {
  if (![...homes].reverse().some((home) => home())) focusMain();
}

/** Watches the whole page. Call it once, at the start. */
export function keepFocus(): void {
  let byKeyboard = false;
  let last: Place | null = null;
  /** The last place outside of sheets and dialogs, because those close. */
  let outside: Place | null = null;
  let checking = false;
  let waiting: ReturnType<typeof setTimeout> | undefined;

  const openLayer = (): Element | null => [...document.querySelectorAll(LAYER)].filter(isShown).pop() ?? null;

  function restore(patient: boolean): void {
    if (!byKeyboard || !last || document.activeElement !== document.body) return;
    const layer = openLayer();
    const inLayer = layer?.contains(last.path.find(({ parent }) => isShown(parent))?.parent ?? null) ?? false;
    const from = inLayer || isShown(last.element) ? last : (outside ?? last);
    if (focusOn(from.element)) return;
    if (patient && isShown(from.element) && isOff(from.element)) {
      waiting ??= setTimeout(() => {
        waiting = undefined;
        restore(false);
      }, PATIENCE_MS);
      return;
    }
    if (from.key !== null && focusKey(from.key)) return;
    if (layer && inLayer) {
      focusNext(from, layer);
      return;
    }
    if ([...homes].reverse().some((home) => home())) return;
    const main = document.querySelector('main');
    if (main && focusNext(from, main)) return;
    focusMain();
  }

  /** Runs after the page has been drawn: only then Chromium removes the focus from disabled or hidden elements. */
  function check(): void {
    if (checking || !byKeyboard || !last) return;
    if (document.activeElement !== document.body && isShown(last.element) && !isOff(last.element)) return;
    checking = true;
    requestAnimationFrame(() =>
      setTimeout(() => {
        checking = false;
        restore(true);
      }),
    );
  }

  document.addEventListener(
    'focusin',
    ({ target }) => {
      if (!(target instanceof HTMLElement) || target === document.body) return;
      clearTimeout(waiting);
      waiting = undefined;
      last = placeOf(target);
      if (!target.closest(LAYER)) outside = last;
    },
    true,
  );
  document.addEventListener(
    'keydown',
    () => {
      byKeyboard = true;
    },
    true,
  );
  document.addEventListener(
    'pointerdown',
    () => {
      byKeyboard = false;
    },
    true,
  );
  new MutationObserver(check).observe(document.body, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ['disabled', 'style', 'aria-hidden'],
  });
}
