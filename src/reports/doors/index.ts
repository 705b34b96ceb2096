/** The doors besides the form on the web, for the rest of reports. */
export { slipState } from './slips/store.ts';
