/** Which texts of citizens' pages can be heard, and in which languages. */
import { helpLanguages } from '../../people/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { registerSpoken, registerSpokenLanguages } from '../../platform/speech/index.ts';
import { type ReportState, states } from '../model.ts';
import { texts } from './messages.gen.ts';

/** BCP 47 tags of the languages of help; what is spoken in Yên Bái has no narrower one that devices know. */
const tags: Readonly<Record<string, string>> = { vi: 'vi', mong: 'hmn', dao: 'ium', thai: 'tai', tay: 'tyz' };

/** How a language of help is called, inside a sentence. */
export const languageWords = (language: string, lang: Lang): string => texts[lang].language({ language });

const keyOfState = (state: ReportState): string => state.replaceAll('-', '_');

/** The name of the spoken text of a state. */
export const stateKey = (state: ReportState): string => `reports.state.${state}`;

/** Pages of citizens that say the same to everybody, by the name of their spoken text. */
export const spokenPages = {
  where: 'reports.new.where',
  say: 'reports.new.say',
  near: 'reports.new.near',
  look: 'reports.new.look',
  lookUp: 'reports.look-up',
  mine: 'reports.mine',
  sent: 'reports.sent',
} as const;

/** Makes the languages and the texts known; called once, when the module loads. */
export function registerSpokenTexts(): void {
  registerSpokenLanguages(
    helpLanguages.map((code) => ({
      code,
      tag: tags[code] ?? code,
      name: (lang) => languageWords(code, lang),
      own: texts.vi.language_own({ language: code }),
    })),
  );
  registerSpoken({ key: 'home.reports', text: (lang) => texts[lang].spoken_home() });
  registerSpoken({ key: 'reports.new', text: (lang) => texts[lang].spoken_new() });
  registerSpoken({ key: 'people.sign-in', text: (lang) => texts[lang].spoken_sign_in() });
  registerSpoken({ key: spokenPages.where, text: (lang) => texts[lang].spoken_where() });
  registerSpoken({ key: spokenPages.say, text: (lang) => texts[lang].spoken_say() });
  registerSpoken({ key: spokenPages.near, text: (lang) => texts[lang].spoken_near() });
  registerSpoken({ key: spokenPages.look, text: (lang) => texts[lang].spoken_look() });
  registerSpoken({ key: spokenPages.lookUp, text: (lang) => texts[lang].spoken_look_up() });
  registerSpoken({ key: spokenPages.mine, text: (lang) => texts[lang].spoken_mine() });
  registerSpoken({ key: spokenPages.sent, text: (lang) => texts[lang].spoken_sent() });
  for (const state of states)
    registerSpoken({ key: stateKey(state), text: (lang) => texts[lang].spoken_state({ state: keyOfState(state) }) });
}
