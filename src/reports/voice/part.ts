import { hearingAddress } from '../listener/address.ts';
import { texts as listenerTexts } from '../listener/messages.gen.ts';
import { listenerRoutes } from '../listener/routes.ts';
import type { Part } from '../part.ts';
import { texts } from './messages.gen.ts';
import { recordingsAddress } from './recordings.page.tsx';
import { recordingRoutes } from './recordings.ts';
import { registerSpokenTexts } from './spoken.ts';
import { registerSpokenData } from './spoken-data.ts';

registerSpokenTexts();

/** Hearing instead of reading: texts that people have recorded, answers that people have spoken, letters in large type; and listening without an office. */
export const voicePart: Part = {
  routes: (app, context) => {
    registerSpokenData(context);
    recordingRoutes(app, context);
    listenerRoutes(app, context);
  },
  navigation: [
    { area: 'console', href: recordingsAddress, label: (lang) => texts[lang].navigation(), right: 'speech.record', order: 14 },
    { area: 'account', href: hearingAddress, label: (lang) => listenerTexts[lang].navigation(), right: 'people.own', order: 30 },
  ],
};
