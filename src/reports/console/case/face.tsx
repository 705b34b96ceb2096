/** What everybody will see of a report: the form that decides it, and the same as it will look. */

import type { Lang } from '../../../platform/i18n/index.ts';
import { ChoiceField, Notice, TextField } from '../../../platform/ui/index.ts';
import { limits } from '../../contract.ts';
import type { ReportView } from '../../core/index.ts';
import { texts } from '../messages.gen.ts';
import { isCovered, photoAddress } from '../photos/photo.page.tsx';
import { plain } from '../words.ts';
import { PersonalWords } from './face-personal.tsx';
import type { Case } from './gather.ts';
import { Media } from './media.tsx';
import { bound, type StepField } from './step-fields.tsx';
import { fieldName, type TypedStep } from './typed.ts';

/** What can be shown: pictures and recordings that were sent or prove the answer; documents and judgements stay inside. */
const showable = (report: ReportView) =>
  report.attachments.filter(({ kind, role }) => (kind === 'image' || kind === 'video') && role !== 'document' && role !== 'judgement');

export function ShowFields({ field }: { field: StepField }) {
  const { lang, step, content, typed } = field;
  const t = texts[lang];
  const { report } = content;
  const name = fieldName(step, 'face.attachments');
  const chosen = typed
    ? (typed.lists['face.attachments'] ?? [])
    : report.attachments.filter((one) => one.shownHash !== null).map((one) => one.id);
  const before = report.face;
  const place = before === null ? 'coarse' : before.lat === null ? 'none' : 'coarse';
  const words = bound(field, 'face.words', before?.words ?? (report.content?.words || report.content?.summary || ''));
  const placeWords = bound(field, 'face.placeWords', before?.placeWords ?? '');
  return (
    <>
      <TextField {...words} label={t.face_words()} hint={t.face_words_hint()} rows={6} maxLength={limits.words} />
      <TextField
        {...placeWords}
        label={t.face_place_words()}
        hint={report.content?.placeWords ? t.face_place_words_sent({ words: report.content.placeWords }) : undefined}
        maxLength={limits.placeWords}
        optional
      />
      <PersonalWords field={field} words={{ 'face.words': words.value, 'face.placeWords': placeWords.value }} />
      <ChoiceField
        {...bound(field, 'face.place', place)}
        label={t.face_place()}
        options={[
          { value: 'coarse', label: t.face_place_coarse() },
          ...(report.content?.atHome ? [] : [{ value: 'exact', label: t.face_place_exact() }]),
          { value: 'none', label: t.face_place_none() },
        ]}
      />
      {showable(report).length > 0 && (
        <fieldset class="field">
          <legend>{t.face_pictures()}</legend>
          <p class="hint">{t.face_pictures_hint()}</p>
          <div class="desk-pictures">
            {showable(report).map((attachment, index) => (
              <div class="desk-picture" key={attachment.id}>
                <Media lang={lang} report={report} attachment={attachment} number={index + 1} />
                <label class="choice">
                  <input type="checkbox" name={name} value={attachment.id} checked={chosen.includes(attachment.id)} />
                  <span>{t.face_picture({ number: index + 1, role: plain(attachment.role) })}</span>
                </label>
                {attachment.kind === 'image' && (
                  <a href={photoAddress(report.code, attachment.id)}>{isCovered(attachment) ? t.cover_link_done() : t.cover_link()}</a>
                )}
              </div>
            ))}
          </div>
        </fieldset>
      )}
    </>
  );
}

/** What the sender answered to why it is not shown, for those who decide on that again; nothing once they have. */
export function Objection({ lang, found }: { lang: Lang; found: Case }) {
  const { report, steps } = found;
  const t = texts[lang];
  const said = report.events.filter(({ step }) => step === 'show' || step === 'unshow' || step === 'object');
  const answer = said.at(-1);
  if (answer?.step !== 'object' || report.shown || !steps.includes('unshow')) return null;
  const reason = said.findLast(({ step }) => step === 'unshow')?.reason;
  return (
    <Notice tone="waiting" title={t.objection_title()}>
      {reason && <p>{t.objection_reason({ reason: reason.names[lang] })}</p>}
      {answer.words.sender && <p class="whitespace-pre-line">{answer.words.sender}</p>}
      <p>{t.objection_next()}</p>
    </Notice>
  );
}

/** What was typed into the form, as everybody will see it. */
export function Preview({ lang, report, typed, unit }: { lang: Lang; report: ReportView; typed: TypedStep; unit: string }) {
  const t = texts[lang];
  const chosen = typed.lists['face.attachments'] ?? [];
  const exact = typed.values['face.place'] === 'exact';
  return (
    <section class="card desk-preview" aria-label={t.preview_title()}>
      <h2 class="card-title">{t.preview_title()}</h2>
      <p class="eyebrow">{report.categoryNames[lang]}</p>
      <p class="whitespace-pre-line">{typed.values['face.words']}</p>
      <p class="muted">{[typed.values['face.placeWords'], unit].filter(Boolean).join(', ')}</p>
      <p class="muted">{t.preview_place({ place: exact ? 'exact' : typed.values['face.place'] === 'none' ? 'none' : 'coarse' })}</p>
      <div class="desk-pictures">
        {showable(report)
          .filter((one) => chosen.includes(one.id))
          .map((attachment, index) =>
            isCovered(attachment) ? (
              <img
                key={attachment.id}
                class="cover-shown"
                src={`${photoAddress(report.code, attachment.id)}/covered`}
                alt={t.face_picture({ number: index + 1, role: plain(attachment.role) })}
                width={attachment.media.width ?? 480}
                height={attachment.media.height ?? 360}
              />
            ) : (
              <Media key={attachment.id} lang={lang} report={report} attachment={attachment} number={index + 1} />
            ),
          )}
      </div>
      <p>{t.preview_next()}</p>
    </section>
  );
}
