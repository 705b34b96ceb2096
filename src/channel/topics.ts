/** What people can be told about: each module above registers its own. */
import type { Topic } from './contract.ts';

const known = new Map<string, Topic>();

/** Makes topics known, in the order in which people see them. The same one again changes nothing; throws where two bear one name. */
export function registerTopics(topics: readonly Topic[]): void {
  for (const topic of topics) {
    const before = known.get(topic.name);
    if (before && before !== topic) throw new Error(`The topic ${topic.name} is registered twice`);
    known.set(topic.name, topic);
  }
}

/** The topic of this name. Throws for one that nobody registered: what nobody could choose for is told to nobody. */
export function topicOf(name: string): Topic {
  const topic = known.get(name);
  if (!topic) throw new Error(`Nobody registered the topic ${name}: src/app/modules.ts passes it to registerTopics`);
  return topic;
}

/** All topics, in the order in which they were registered. */
export const allTopics = (): readonly Topic[] => [...known.values()];
