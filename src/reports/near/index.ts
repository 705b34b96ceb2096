/** The door to near and alike reports. */
export { type NearReport, nearAndAlike } from './near.ts';
