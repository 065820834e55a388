import { TARGET_WORDS, USUAL_TARGET } from '@dingdee/shared/scheme';
import { noTargetFacts, type TargetFacts } from '../probe/facts.js';
import { NO_SUBJECT, type Subject, type World } from '../probe/probe.js';

/** One line for each form of bills that a scheme leads to; the payment bill's has no subject, as ever. */
export const targetSubjects = async ({ facts }: Pick<World, 'facts'>): Promise<readonly Subject[]> =>
  facts.targets.map(({ name }) => (name === USUAL_TARGET ? NO_SUBJECT : { id: name, name: TARGET_WORDS[name] }));

/** What is known of the form that a line is about. */
export const targetOf = ({ facts }: Pick<World, 'facts'>, { id }: Subject): TargetFacts =>
  facts.targets.find(({ name }) => name === (id === '' ? USUAL_TARGET : id)) ?? noTargetFacts(USUAL_TARGET);
