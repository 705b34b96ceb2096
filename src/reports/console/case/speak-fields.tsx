/** The answer, to be read aloud by a person in the language of the sender. */
import { problemOf } from '../../../platform/ui/index.ts';
import { RecordField } from '../../voice/record-field.tsx';
import { texts } from '../messages.gen.ts';
import { KeptFiles } from './answer-fields.tsx';
import type { StepField } from './step-fields.tsx';
import { fieldName } from './typed.ts';

export function SpeakFields({ field }: { field: StepField }) {
  const { lang, step, content, problems } = field;
  const t = texts[lang];
  const { events, language } = content.report;
  const answer = events.findLast((event) => event.step === 'approve' || event.step === 'answer');
  const name = fieldName(step, 'spoken-answer');
  const words = answer?.words.everybody ?? answer?.words.officials;
  return (
    <>
      {words !== undefined && (
        <blockquote class="spoken-text" lang="vi">
          <p class="whitespace-pre-line">{words}</p>
        </blockquote>
      )}
      <KeptFiles field={field} />
      <RecordField lang={lang} name={name} label={t.speak_field({ language })} hint={t.speak_hint()} error={problemOf(problems, name)} />
    </>
  );
}
