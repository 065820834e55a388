import { formNamed } from '../connectors/forms/payment-form.js';
import { citedLimits } from '../domain/draft/own-fields.js';
import type { UsableBaseData } from '../domain/draft/usable-base-data.js';
import { longestText } from '../engine/source/texts.js';

const ready = new WeakMap<UsableBaseData, Map<string, UsableBaseData>>();

/**
 * Returns base data under which a text is as long as in the bill: a limit of today lets more through only if the bill cites one. Where it takes less,
 * it still adds its issue. The same object for equal citations, because each is a form of its own.
 */
export function asCited(today: UsableBaseData, cited: Readonly<Record<string, number>>): UsableBaseData {
  const made = ready.get(today) ?? new Map<string, UsableBaseData>();
  ready.set(today, made);
  const key = JSON.stringify(cited);
  const there = made.get(key);
  if (there) return there;
  const limits = citedLimits(cited);
  const wrapped: UsableBaseData = {
    knows: (kind) => today.knows(kind),
    find: (kind, number, org) => today.find(kind, number, org),
    lookup: (kind, number, org) => today.lookup(kind, number, org),
    ownKind: (form, level, field, tables) => today.ownKind?.(form, level, field, tables) ?? null,
    fieldLimit: (form, level, name) => {
      const then = limits.fieldLimit?.(form, level, name) ?? null;
      const now = today.fieldLimit?.(form, level, name) ?? null;
      if (now === null || now.longest === null) return then ?? now;
      const ours = longestText(formNamed(form)[level][name] ?? {});
      const longest = now.longest <= ours && then === null ? now.longest : (then?.longest ?? null);
      return { longest, choices: now.choices };
    },
  };
  made.set(key, wrapped);
  return wrapped;
}
