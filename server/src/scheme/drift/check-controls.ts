import type { SchemeContent } from '@dingdee/shared/scheme';
import type { ContentTrouble } from '@dingdee/shared/trial';
import { Injectable } from '@nestjs/common';
import { DingTalkError } from '../../connectors/source.js';
import { ReadForm } from '../form/read-form.js';
import { SchemeContentError } from '../version/scheme.errors.js';
import { SchemeStore, type SchemeVersionContent } from '../version/scheme-store.js';
import { controlTroubles, type KnownForm, knownForm } from './expression-controls.js';
import { FormDefinitions } from './form-definitions.js';

/** Checks the controls that a person's expressions name against the form, before the content is saved. */
@Injectable()
export class CheckControls {
  constructor(
    private readonly schemes: SchemeStore,
    private readonly definitions: FormDefinitions,
    private readonly forms: ReadForm,
  ) {}

  /** Returns what is wrong by what is known of the form; DingTalk is not asked. @param written the version that the content is to replace. */
  async troubles(content: SchemeContent, written: SchemeVersionContent): Promise<ContentTrouble[]> {
    // Saving asks the form again: a control may have been added since it was read.
    return controlTroubles(content, await this.known(written), written.content).map(({ path, sentence, at }) => ({
      path,
      sentence,
      at,
      warns: true,
    }));
  }

  /**
   * Refuses a new expression that names a control which the form does not have. The form is asked only for a control that is not known.
   * @throws SchemeNotFoundError, SchemeContentError
   */
  async mustName(schemeId: string, content: SchemeContent): Promise<void> {
    const { currentVersion } = await this.schemes.get(schemeId);
    const written = await this.schemes.version(schemeId, currentVersion);
    // That the content belongs to another form is refused elsewhere.
    if (content.processCode !== written.content.processCode) return;
    const known = await this.known(written);
    const wrong = (form: KnownForm) => controlTroubles(content, form, written.content).find(({ warns }) => !warns);
    if (!wrong(known)) return;
    const found = wrong({ now: await this.present(content.processCode, known), former: [known.now, ...known.former] });
    if (found) throw new SchemeContentError(found.sentence, found.details);
  }

  private async known({ form, content }: SchemeVersionContent): Promise<KnownForm> {
    return knownForm(form, await this.definitions.one(content.processCode));
  }

  /** Returns the form as DingTalk has it now; as it was last read if DingTalk gives none. */
  private async present(processCode: string, { now }: KnownForm): Promise<KnownForm['now']> {
    try {
      return (await this.forms.one(processCode)).controls;
    } catch (error) {
      if (!(error instanceof DingTalkError)) throw error;
      return now;
    }
  }
}
