/** The texts of one approval under one reference; null if they cannot be read. */
export type Texts = readonly string[] | null;

const FORGOTTEN_MS = 600_000;
/** Most characters that are kept, some tens of megabytes. */
const MOST = 20_000_000;

/**
 * Cache of the texts of stored approvals under the references of a filter, for one form at a time. A stored answer never changes, and a
 * person who looks for the right condition asks about the same control again and again.
 */
export class StoredTexts {
  private form = '';
  private asked = 0;
  private kept = 0;
  private readonly texts = new Map<string, Map<string, Texts>>();

  /** Begins a request. @param form key of the form and its version; texts of another form, or from too long ago, are dropped. */
  begin(form: string, now: number): void {
    if (form !== this.form || Math.abs(now - this.asked) > FORGOTTEN_MS) {
      this.texts.clear();
      this.kept = 0;
    }
    this.form = form;
    this.asked = now;
  }

  /** Returns the texts; undefined if they were not read yet. */
  get(approvalId: string, from: string): Texts | undefined {
    return this.texts.get(from)?.get(approvalId);
  }

  /** Keeps texts. @param form the key passed to `begin`; another request may have begun another form meanwhile. */
  keep(form: string, approvalId: string, from: string, texts: Texts): void {
    if (form !== this.form || this.kept > MOST) return;
    const of = this.texts.get(from) ?? new Map<string, Texts>();
    of.set(approvalId, texts);
    this.texts.set(from, of);
    this.kept += approvalId.length + (texts ?? []).reduce((sum, text) => sum + text.length, 0);
  }
}
