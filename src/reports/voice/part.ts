import type { Part } from '../part.ts';
import { texts } from './messages.gen.ts';
import { recordingsAddress } from './recordings.page.tsx';
import { recordingRoutes } from './recordings.ts';
import { registerSpokenTexts } from './spoken.ts';

registerSpokenTexts();

/** Hearing instead of reading: texts that people have recorded, answers that people have spoken, letters in large type. */
export const voicePart: Part = {
  routes: recordingRoutes,
  navigation: [{ area: 'console', href: recordingsAddress, label: (lang) => texts[lang].navigation(), right: 'speech.record', order: 14 }],
};
