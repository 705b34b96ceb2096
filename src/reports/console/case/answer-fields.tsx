/** The form of an answer: words, what proves it, or why it can't be done, who decides and when. */
import { DateField, problemOf, SelectField, TextField } from '../../../platform/ui/index.ts';
import { limits } from '../../contract.ts';
import type { ReportView } from '../../core/index.ts';
import { texts } from '../messages.gen.ts';
import { plain } from '../words.ts';
import { bound, type StepField } from './step-fields.tsx';
import { fieldName, fileRolesOf } from './typed.ts';

export function AnswerFields({ field, template }: { field: StepField; template: string }) {
  const { lang, step, content, typed, problems } = field;
  const t = texts[lang];
  const chosen = content.choices.templates.find((one) => one.id === (typed?.values.templateId || template));
  const impossible = ['cannot.reason', 'cannot.whoDecides', 'cannot.byDay'];
  const open = impossible.some((key) => (typed?.values[key] ?? '') !== '' || problemOf(problems, fieldName(step, key)) !== undefined);
  // What was sent back is mended, not written anew.
  const before = content.report.events.findLast((event) => event.step === 'answer' || event.step === 'approve');
  const draft = before?.step === 'answer' ? (before.words.officials ?? '') : '';
  return (
    <>
      {chosen && <input type="hidden" name={fieldName(step, 'templateId')} value={chosen.id} />}
      <TextField
        {...bound(field, 'words', chosen?.body ?? draft)}
        label={t.answer_words()}
        hint={chosen ? t.answer_words_template() : t.answer_words_hint()}
        rows={7}
        maxLength={limits.words}
      />
      <EvidenceFields field={field} />
      <details class="case-more" open={open}>
        <summary>{t.cannot_title()}</summary>
        <SelectField
          {...bound(field, 'cannot.reason')}
          label={t.cannot_reason()}
          optional
          options={[
            { value: '', label: t.choose() },
            ...(content.choices.reasons.cannot ?? []).map((one) => ({ value: one.code, label: one.names[lang] })),
          ]}
        />
        <TextField {...bound(field, 'cannot.whoDecides')} label={t.cannot_who()} optional maxLength={200} />
        <DateField {...bound(field, 'cannot.byDay')} label={t.cannot_day()} optional />
      </details>
    </>
  );
}

/** What officials brought since the last answer that went out, and that can go out with this one. */
function earlierFiles(report: ReportView) {
  const sent = report.events.findLast((event) => event.step === 'approve')?.ordinal ?? 0;
  const steps: readonly string[] = ['answer', 'finish-part', 'note', 'take'];
  const since = new Set(report.events.filter((event) => event.ordinal > sent && steps.includes(event.step)).map((event) => event.id));
  return report.attachments.filter((one) => one.eventId !== null && since.has(one.eventId));
}

/** The files that come with a step; what came before and was not taken goes along. */
export function EvidenceFields({ field }: { field: StepField }) {
  const { lang, step, content, typed, problems } = field;
  const t = texts[lang];
  const earlier = step === 'answer' ? earlierFiles(content.report) : [];
  const chosen = typed?.lists.evidence ?? earlier.map((one) => one.id);
  return (
    <fieldset class="field">
      <legend>{t.evidence_title()}</legend>
      {step === 'answer' && <p class="hint">{t.evidence_hint()}</p>}
      {earlier.length > 0 && (
        <ul class="desk-kept" aria-label={t.evidence_earlier()}>
          {earlier.map((one, index) => (
            <li key={one.id}>
              <label class="choice">
                <input type="checkbox" name={fieldName(step, 'evidence')} value={one.id} checked={chosen.includes(one.id)} />
                <span>{t.attachment({ kind: one.kind, role: plain(one.role), number: index + 1 })}</span>
              </label>
            </li>
          ))}
        </ul>
      )}
      <KeptFiles field={field} />
      {fileRolesOf(step).map((role) => {
        const name = fieldName(step, role);
        const id = `f-${step}-${role}`;
        const error = problemOf(problems, name);
        return (
          <div class={error ? 'field wrong' : 'field'} key={role}>
            <label for={id}>{t.evidence_role({ role: plain(role) })}</label>
            {error && (
              <p class="error" id={`${id}-error`}>
                {error}
              </p>
            )}
            <input
              class="input file"
              type="file"
              multiple
              id={id}
              name={name}
              accept={role === 'document' ? 'application/pdf,.pdf,.docx,.xlsx,image/*' : 'image/*,video/*'}
              aria-describedby={error ? `${id}-error` : undefined}
              aria-invalid={error ? 'true' : undefined}
            />
          </div>
        );
      })}
    </fieldset>
  );
}

/** Files that came with a form which was not taken: they go along with the next one. */
export function KeptFiles({ field }: { field: StepField }) {
  const { lang, step, typed } = field;
  const t = texts[lang];
  if (!typed || typed.files.length === 0) return null;
  return (
    <ul class="desk-kept" aria-label={t.evidence_kept()}>
      {typed.files.map((file) => (
        <li key={file.id}>
          <label class="choice">
            <input type="checkbox" name={fieldName(step, 'kept')} value={`${file.id}:${file.role}`} checked />
            <span>
              {file.name} · {t.evidence_role({ role: plain(file.role) })}
            </span>
          </label>
        </li>
      ))}
    </ul>
  );
}
