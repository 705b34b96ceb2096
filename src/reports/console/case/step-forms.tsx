/** The forms of the steps that can be taken: the likely next one open and first, the others folded. */

import type { ComponentChildren } from 'preact';
import { momentText } from '../../../platform/calendar/index.ts';
import type { Lang } from '../../../platform/i18n/index.ts';
import { Button, ErrorSummary, type FieldProblem, FormToken, type View } from '../../../platform/ui/index.ts';
import { dueOf } from '../../core/deadlines.ts';
import { audiences } from '../../core/index.ts';
import type { StepName } from '../../model.ts';
import { listAddress } from '../list/choice.ts';
import { texts } from '../messages.gen.ts';
import { plain } from '../words.ts';
import { AnswerFields, EvidenceFields } from './answer-fields.tsx';
import { ShowFields } from './face.tsx';
import type { Case } from './gather.ts';
import { SpeakFields } from './speak-fields.tsx';
import { fieldsOf, type StepField } from './step-fields.tsx';
import { fileRolesOf, type TypedStep } from './typed.ts';

export interface StepFormsProps {
  readonly view: View;
  readonly content: Case;
  readonly typed: TypedStep | null;
  readonly problems: readonly FieldProblem[];
  /** The template whose words the answer begins with. */
  readonly template: string;
}

/** What the button of a step says. */
const buttonOf = (step: StepName, lang: Lang): string => texts[lang].step_button({ step: plain(step) });
const stepTitle = (step: StepName, language: string, lang: Lang): string =>
  step === 'speak' ? texts[lang].speak_title({ language }) : texts[lang].step_title({ step: plain(step) });

/** Steps that are buttons beside the form of another, or have no form at the desk. */
const besides: readonly StepName[] = ['receive', 'classify'];

export function StepForms(props: StepFormsProps) {
  const { lang } = props.view;
  const t = texts[lang];
  const { content, typed } = props;
  const { steps } = content;
  const all = steps.filter((step) => !(besides.includes(step) && steps.includes('hand')));
  if (all.length === 0) return <p class="muted">{t.no_steps()}</p>;
  // What was typed and refused is what the official goes on with.
  const first = typed !== null && all.includes(typed.step) ? typed.step : all[0];
  return (
    <>
      <section class="card case-next" id="next">
        <h2 class="card-title">{first === undefined ? '' : stepTitle(first, content.report.language, lang)}</h2>
        <ErrorSummary lang={lang} problems={props.problems} />
        {first !== undefined && <StepForm {...props} step={first} main />}
      </section>
      {all.length > 1 && (
        <section class="case-others" aria-label={t.other_steps()}>
          <h2 class="card-title">{t.other_steps()}</h2>
          {all
            .filter((step) => step !== first)
            .map((step) => (
              <details key={step} class="case-step" id={`step-${step}`}>
                <summary>{stepTitle(step, content.report.language, lang)}</summary>
                <StepForm {...props} step={step} main={false} />
              </details>
            ))}
        </section>
      )}
    </>
  );
}

function StepForm({ view, content, typed, problems, template, step, main }: StepFormsProps & { step: StepName; main: boolean }) {
  const { lang } = view;
  const t = texts[lang];
  const { report } = content;
  const own = typed?.step === step ? typed : null;
  const field: StepField = {
    lang,
    step,
    content,
    typed: own,
    problems: own === null ? [] : problems,
  };
  return (
    <>
      {step === 'answer' && <TemplateForm view={view} content={content} template={template} />}
      <form
        class="form"
        method="post"
        action={`${listAddress}/${report.code}/steps/${step}`}
        {...(fileRolesOf(step).length > 0 ? { enctype: 'multipart/form-data' } : {})}
      >
        <FormToken view={view} />
        {(step === 'approve' || step === 'grant-extension') && (
          <Asked lang={lang} content={content} by={step === 'approve' ? 'answer' : 'ask-extension'} />
        )}
        <input type="hidden" name="revision" value={String(report.revision)} />
        {step === 'answer' ? (
          <AnswerFields field={field} template={template} />
        ) : step === 'show' ? (
          <ShowFields field={field} />
        ) : step === 'speak' ? (
          <SpeakFields field={field} />
        ) : (
          fieldsOf(step).map((Part, index) => <Part key={index} field={field} />)
        )}
        {step === 'finish-part' && <EvidenceFields field={field} />}
        <div class="actions">
          <Buttons step={step} content={content} main={main} lang={lang}>
            {buttonOf(step, lang)}
          </Buttons>
        </div>
        {step === 'answer' && <p class="hint">{t.answer_approval_hint()}</p>}
      </form>
    </>
  );
}

function Buttons({
  step,
  content,
  main,
  lang,
  children,
}: {
  step: StepName;
  content: Case;
  main: boolean;
  lang: Lang;
  children: ComponentChildren;
}) {
  const { report, steps } = content;
  const t = texts[lang];
  const address = (other: string) => `${listAddress}/${report.code}/steps/${other}`;
  if (step === 'show')
    return (
      <>
        <Button kind={main ? 'primary' : 'secondary'} name="do" value="preview">
          {t.show_preview()}
        </Button>
        <Button kind="secondary" name="do" value="go">
          {children}
        </Button>
      </>
    );
  return (
    <>
      <Button kind={main ? 'primary' : 'secondary'}>{children}</Button>
      {step === 'hand' && steps.includes('receive') && (
        <Button kind="secondary" formAction={address('receive')}>
          {buttonOf('receive', lang)}
        </Button>
      )}
      {step === 'hand' && steps.includes('classify') && (
        <Button kind="secondary" formAction={address('classify')}>
          {buttonOf('classify', lang)}
        </Button>
      )}
    </>
  );
}

/** A template is put into the answer by asking for the page with it: that works without script, and nothing is typed yet. */
function TemplateForm({ view, content, template }: { view: View; content: Case; template: string }) {
  const { templates } = content.choices;
  if (templates.length === 0) return null;
  const t = texts[view.lang];
  return (
    <form class="desk-template" action={`${listAddress}/${content.report.code}#next`}>
      <label for="f-template">{t.template_label()}</label>
      <span class="with-button">
        <select class="input" id="f-template" name="template">
          <option value="">{t.choose()}</option>
          {templates.map((one) => (
            <option key={one.id} value={one.id} selected={one.id === template}>
              {one.title}
            </option>
          ))}
        </select>
        <Button kind="secondary">{t.template_insert()}</Button>
      </span>
    </form>
  );
}

/** What is to be approved, beside the button that approves it. */
function Asked({ lang, content, by }: { lang: Lang; content: Case; by: StepName }) {
  const event = content.report.events.findLast((one) => one.step === by);
  const said = audiences.map((audience) => event?.words[audience]).filter((words) => words !== undefined);
  if (!event) return null;
  return (
    <div class="desk-said officials">
      <p class="desk-said-to">{texts[lang].to_approve()}</p>
      {event.reason && <p>{event.reason.names[lang]}</p>}
      {said.map((words) => (
        <p key={words} class="whitespace-pre-line">
          {words}
        </p>
      ))}
      {by === 'ask-extension' && <AskedTime lang={lang} content={content} amount={Number(event.facts.amount)} />}
      {event.templateId !== null && <p>{texts[lang].event_template()}</p>}
    </div>
  );
}

/** How much more time is asked for, and until when that would be. */
function AskedTime({ lang, content, amount }: { lang: Lang; content: Case; amount: number }) {
  const t = texts[lang];
  const { report, calendar } = content;
  const deadline = report.deadlines.find((one) => one.step === 'answer' && one.metAt === null);
  if (deadline === undefined || !Number.isInteger(amount)) return null;
  const after = dueOf({ ...deadline, amount: deadline.amount + amount }, calendar);
  return (
    <p>
      <strong>{t.asked_time({ amount, unit: plain(deadline.unit) })}</strong>{' '}
      {t.asked_until({ before: momentText(deadline.dueAt, calendar.timeZone), after: momentText(after, calendar.timeZone) })}
    </p>
  );
}
