import type { FormControlSchema, FormSummary } from '../../connectors/source.js';
import { amber, type Finding, green, red } from '../probe/finding.js';
import { listed } from '../probe/outside-words.js';
import { type Probe, QuotaKeptError, type Subject, type World } from '../probe/probe.js';

/** Judges the list of forms. @param used forms that the schemes collect. */
export function judgeForms(forms: readonly FormSummary[], used: readonly FormSummary[]): Finding {
  if (forms.length === 0) return red('none');
  const gone = used.filter(({ processCode }) => !forms.some((form) => form.processCode === processCode));
  if (gone.length > 0) return red('form-gone', { names: listed(gone.map(({ name }) => name)) });
  return green('listed', { forms: forms.length });
}

export const judgeForm = ({ controls }: { controls: readonly FormControlSchema[] }): Finding =>
  controls.length === 0 ? amber('no-controls') : green('read', { controls: controls.length });

const allForms = async (world: World): Promise<readonly FormSummary[]> => {
  world.spend('forms', 1);
  return world.once('forms', () => world.dingtalk.listForms());
};

/** Returns the listed forms; empty if DingTalk does not list them, which another line shows. @throws QuotaKeptError */
const listedForms = (world: World) =>
  allForms(world).catch((error: unknown) => {
    if (error instanceof QuotaKeptError) throw error;
    return [];
  });

/** Returns the collected forms; before there is a scheme, the first that DingTalk lists. */
export async function formsToAsk(world: World): Promise<readonly Subject[]> {
  const used = world.facts.forms;
  const forms = used.length > 0 ? used : (await listedForms(world)).slice(0, 1);
  return forms.map(({ processCode, name }) => ({ id: processCode, name }));
}

/** Probes for the list of forms and for a form's schema (first-contact.md, probe 8). */
export const formProbes: readonly Probe[] = [
  {
    code: 'dingtalk/forms',
    system: 'dingtalk',
    after: 'dingtalk/login',
    ask: async (world) => judgeForms(await allForms(world), world.facts.forms),
  },
  {
    code: 'dingtalk/form',
    system: 'dingtalk',
    after: 'dingtalk/login',
    subjects: formsToAsk,
    ask: async (world, { id }) => {
      world.spend(`form:${id}`, 1);
      return judgeForm(await world.dingtalk.getForm(id));
    },
  },
];
