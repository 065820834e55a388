/** A field that a person types into. */
const FIELD = 'input, textarea, select';

/**
 * Sets the focus where typing starts after a dialog opens. The dialog moves in for a third of a second and accepts typing meanwhile: a person who is
 * already in one of its fields stays there.
 */
export function beginAt(field: HTMLElement | null | undefined): void {
  const here = document.activeElement;
  const dialog = field?.closest('[role=dialog], form');
  if (here !== field && here?.matches(FIELD) && dialog?.contains(here)) return;
  field?.focus();
}
