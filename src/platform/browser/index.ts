/** What pages keep on a device and send when they can: for page scripts. The service worker is a program of its own. */
export { markOf, nameOf, newId } from './identify.ts';
export { smallerPicture } from './pictures.ts';
export { canRecord, type Recording, record } from './recorder.ts';
export {
  type Draft,
  type FileRef,
  type JsonObject,
  NotSaved,
  type Operation,
  openStore,
  type Store,
  type Trouble,
} from './store.ts';
export { afterSaving, type Watch, watchOutgoing } from './triggers.ts';
