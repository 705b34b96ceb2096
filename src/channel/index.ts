/** The door to the citizens' channel. */
export type { NoticeInput, Topic } from './contract.ts';
export { module } from './module.ts';
export { tell } from './tell.ts';
export { registerTopics } from './topics.ts';
