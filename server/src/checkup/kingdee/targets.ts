import { TARGET_WORDS, USUAL_TARGET } from '@dingdee/shared/scheme';
import { noTargetFacts, type TargetFacts } from '../probe/facts.js';
import { NO_SUBJECT, type Subject, type World } from '../probe/probe.js';

/** Returns one subject for each target form of a scheme; the payment bill has no subject. */
export const targetSubjects = async ({ facts }: Pick<World, 'facts'>): Promise<readonly Subject[]> =>
  facts.targets.map(({ name }) => (name === USUAL_TARGET ? NO_SUBJECT : { id: name, name: TARGET_WORDS[name] }));

/** Returns the facts about the form of a line. */
export const targetOf = ({ facts }: Pick<World, 'facts'>, { id }: Subject): TargetFacts =>
  facts.targets.find(({ name }) => name === (id === '' ? USUAL_TARGET : id)) ?? noTargetFacts(USUAL_TARGET);
