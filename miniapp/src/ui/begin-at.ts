/** A field that a person types into. */
const FIELD = 'input, textarea, select';

/**
 * Where typing begins once a dialog stands. It moves in for a third of a second and can be typed into meanwhile: whoever is already
 * in one of its fields stays there.
 */
export function beginAt(field: HTMLElement | null | undefined): void {
  const here = document.activeElement;
  const dialog = field?.closest('[role=dialog], form');
  if (here !== field && here?.matches(FIELD) && dialog?.contains(here)) return;
  field?.focus();
}
