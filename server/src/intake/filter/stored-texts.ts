/** One approval under one reference; null where it cannot be read. */
export type Texts = readonly string[] | null;

const FORGOTTEN_MS = 600_000;
/** Characters that are kept, some tens of megabytes. */
const MOST = 20_000_000;

/**
 * What stored approvals say under the references of a filter, read once: an answer that is stored never changes, and a person who looks for
 * the right condition asks about the same control again and again. Of one form at a time.
 */
export class StoredTexts {
  private form = '';
  private asked = 0;
  private kept = 0;
  private readonly texts = new Map<string, Map<string, Texts>>();

  /** @param form what is read, and how. Nothing is kept from another one, or for long after the last look. */
  begin(form: string, now: number): void {
    if (form !== this.form || Math.abs(now - this.asked) > FORGOTTEN_MS) {
      this.texts.clear();
      this.kept = 0;
    }
    this.form = form;
    this.asked = now;
  }

  /** Undefined where it was not read yet. */
  get(approvalId: string, from: string): Texts | undefined {
    return this.texts.get(from)?.get(approvalId);
  }

  /** @param form as it was begun with: somebody else may look at another by now. */
  keep(form: string, approvalId: string, from: string, texts: Texts): void {
    if (form !== this.form || this.kept > MOST) return;
    const of = this.texts.get(from) ?? new Map<string, Texts>();
    of.set(approvalId, texts);
    this.texts.set(from, of);
    this.kept += approvalId.length + (texts ?? []).reduce((sum, text) => sum + text.length, 0);
  }
}
