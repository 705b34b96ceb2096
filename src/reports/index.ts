/** The door to citizen reports. */
export { module } from './module.ts';
