import { registerFileKeeper, registerUploadPurpose } from '../files/uploads/index.ts';
import type { Module } from '../module/index.ts';
import { texts } from './messages.gen.ts';
import { speechRoutes } from './routes.ts';
import { keepsFile, recordingPurpose } from './store.ts';

const purpose = {
  name: recordingPurpose,
  // Five minutes are more than a page has to say.
  kinds: { audio: { maxBytes: 15_000_000, maxSeconds: 300 } },
  mostOpen: 20,
  mostBytes: 100_000_000,
} as const;

registerUploadPurpose(purpose);
registerFileKeeper('speech', keepsFile);

/** Texts that can be heard, as the programs see them. */
export const module: Module = {
  name: 'speech',
  rights: [
    {
      right: 'speech.record',
      texts: { vi: 'Thu và thay bản đọc của các trang bằng các thứ tiếng', en: 'Record and replace spoken versions of pages by language' },
    },
  ],
  routes: speechRoutes,
  refusalText: (refusal, lang) => {
    const t = texts[lang];
    switch (refusal.code) {
      case 'speech.unknown':
        return { title: t.refused_unknown(), advice: t.refused_unknown_advice() };
      case 'speech.text-changed':
        return { title: t.refused_changed(), advice: t.refused_changed_advice() };
      case 'speech.not-sound':
        return { title: t.refused_sound(), advice: t.refused_sound_advice() };
      default:
        return null;
    }
  },
};
