/** The answer as a letter in large type, for whoever reads paper and no screen; its lower part is torn off and brought back. */
import { formatDate } from '../../platform/calendar/index.ts';
import type { Page } from '../../platform/http/index.ts';
import { Actions, PageHeading, QrPicture, type View } from '../../platform/ui/index.ts';
import { spokenCode } from '../code.ts';
import { reopening } from '../model.ts';
import { texts } from './messages.gen.ts';
import { languageWords } from './spoken.ts';

export interface Letter {
  readonly code: string;
  readonly categoryName: string;
  /** The place in full: `xã Trạm Tấu`. */
  readonly placeName: string;
  readonly sentAt: Temporal.Instant;
  /** The last answer that was approved; null while there is none. */
  readonly answer: { readonly words: string; readonly at: Temporal.Instant; readonly officeName: string } | null;
  /** The language in which the answer was spoken too; null for none. */
  readonly spokenIn: string | null;
  /** The centre's number, on which a judgement is taken; null where there is none, and then the paper says nothing of it. */
  readonly phone: string | null;
  readonly timeZone: string;
  /** The public address without a path. */
  readonly origin: string;
}

/** Names nobody: whoever carries it home knows whose it is. */
export function letterPage(view: View, letter: Letter): Page {
  const { lang } = view;
  const t = texts[lang];
  const { code, answer } = letter;
  const dayOf = (at: Temporal.Instant): string => formatDate(at.toZonedDateTimeISO(letter.timeZone).toPlainDate().toString());
  const title = `${t.letter_title()} · ${spokenCode(code)}`;
  if (answer === null) return { title, unlisted: true, body: <PageHeading title={t.letter_none()} intro={t.letter_none_advice()} /> };
  const address = `${letter.origin}/reports/${code}`;
  return {
    title,
    unlisted: true,
    sheet: true,
    body: (
      <div class="answer-letter">
        <div class="no-print" hidden data-needs="print">
          <Actions>
            <button class="button primary" type="button" data-do="print">
              <span>{t.letter_print()}</span>
            </button>
          </Actions>
        </div>
        <article>
          <h1>{t.letter_title()}</h1>
          <p>{t.letter_dear()}</p>
          <p>{t.letter_about({ category: letter.categoryName, place: letter.placeName, day: dayOf(letter.sentAt) })}</p>
          <h2>
            {t.letter_from({ office: answer.officeName })} · {dayOf(answer.at)}
          </h2>
          <p class="whitespace-pre-line">{answer.words}</p>
          {letter.spokenIn !== null && <p>{t.letter_spoken({ language: languageWords(letter.spokenIn, lang) })}</p>}
          <div class="answer-letter-code">
            <QrPicture text={address} label={t.letter_qr()} class="report-qr" />
            <div>
              <p>{t.letter_code()}</p>
              <p class="code report-code">{spokenCode(code)}</p>
              <p>{t.letter_page()}</p>
            </div>
          </div>
        </article>
        <section class="answer-letter-slip" aria-labelledby="letter-judge">
          <h2 id="letter-judge">{t.letter_judge()}</h2>
          <ul class="answer-letter-boxes">
            {[t.letter_good(), t.letter_bad()].map((words) => (
              <li key={words}>
                <span class="answer-letter-box" aria-hidden="true" /> {words}
              </li>
            ))}
          </ul>
          <p class="answer-letter-line">{t.letter_why()}</p>
          <p>
            {t.letter_code()} <span class="code">{spokenCode(code)}</span>
          </p>
          <p>{t.letter_judge_how()}</p>
          {letter.phone !== null && <p>{t.letter_judge_call({ phone: letter.phone })}</p>}
          <p>{t.letter_again({ days: reopening.days })}</p>
        </section>
      </div>
    ),
  };
}
