/** What a sender hears of an answer, and the way to its letter. */
import { h } from 'preact';
import type { Lang } from '../../platform/i18n/index.ts';
import { ButtonLink } from '../../platform/ui/index.ts';
import { texts } from './messages.gen.ts';
import { languageWords } from './spoken.ts';
import type { SpokenAnswer } from './spoken-answer.ts';

/** Plays the answer beside its words and says whose voice it is: always a person's. Nothing is loaded before it is played. */
export function SpokenAnswerPlayer(props: { lang: Lang; code: string; language: string; spoken: SpokenAnswer; day: string }) {
  const { lang, code, spoken, day } = props;
  const t = texts[lang];
  const language = languageWords(props.language, lang);
  const shared = {
    controls: true,
    preload: 'none',
    src: `/reports/${code}/files/${spoken.file.id}`,
    'aria-label': t.spoken_title({ language }),
  };
  return (
    <section class="spoken-answer" aria-labelledby="spoken-answer">
      <h3 id="spoken-answer">{t.spoken_title({ language })}</h3>
      {spoken.file.kind === 'video' ? h('video', { ...shared, width: 320, height: 180 }) : h('audio', shared)}
      <p class="muted">{t.spoken_by({ kind: spoken.by, language, office: spoken.officeName ?? 'none', day })}</p>
    </section>
  );
}

/** The answer on paper. */
export function LetterLink({ lang, href }: { lang: Lang; href: string }) {
  return (
    <ButtonLink kind="quiet" icon="print" href={href}>
      {texts[lang].letter_link()}
    </ButtonLink>
  );
}
