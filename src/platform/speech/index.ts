/** Texts that can be heard: a slot for each text and language, filled by a person's voice. */
export { module } from './module.ts';
export {
  digestOf,
  registerSpoken,
  registerSpokenLanguages,
  registerSpokenSource,
  type SpokenLanguage,
  spokenLanguages,
  spokenText,
} from './registry.ts';
export { putRecording, recordingPurpose, removeRecording, type Slot, slotsOf, soundOf, speechTag } from './store.ts';
