/** What all pieces of the form have around them: what the others hold as hidden fields, and the ways on and back. */
import type { ComponentChildren } from 'preact';
import { Button, ErrorSummary, type FieldProblem, FormToken, Notice, PageHeading, type View } from '../../platform/ui/index.ts';
import { type Draft, fieldsOf, type Piece, trapField } from './draft.ts';
import { FormNotices, KeptNotice, writerOf } from './form-notices.tsx';
import { texts } from './messages.gen.ts';

interface FrameProps {
  readonly view: View;
  readonly piece: Piece;
  readonly draft: Draft;
  readonly title: string;
  readonly intro?: string;
  /** Which step it is, where it has a number. */
  readonly step?: number;
  readonly problems: readonly FieldProblem[];
  /** Fields that this piece shows: all others are carried along. */
  readonly shown: readonly string[];
  readonly files?: boolean;
  readonly back: Piece | null;
  /** What the great button does; null where the piece has buttons of its own. */
  readonly next: { readonly go: string; readonly label: string } | null;
  /** What the Enter key in a line does, where that is not what the great button does. */
  readonly enter?: Piece;
  readonly children: ComponentChildren;
}

/** A piece of `/reports/new`, after the first. */
export function Frame(props: FrameProps) {
  const { view, piece, draft, shown, back, next } = props;
  const { lang } = view;
  const t = texts[lang];
  return (
    <div class="report-form">
      <PageHeading
        eyebrow={props.step === undefined ? t.new_title() : `${t.new_title()} · ${t.step({ n: props.step })}`}
        title={props.title}
        intro={props.intro}
      />
      <ErrorSummary lang={lang} problems={props.problems} />
      <KeptNotice lang={lang} />
      <form
        class="form"
        id="report-form"
        method="post"
        action="/reports/new"
        data-writer={writerOf(view)}
        {...(props.files ? { enctype: 'multipart/form-data' as const } : {})}
      >
        <FormToken view={view} />
        {/* The first button of a form is the one that the Enter key means. */}
        {next && <button class="sr-only" type="submit" name="go" value={props.enter ?? next.go} tabIndex={-1} aria-hidden="true" />}
        <input type="hidden" name="at" value={piece} />
        {fieldsOf(draft)
          .filter(([name]) => !shown.includes(name))
          .map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
        <div hidden>
          <label for="report-trap">{t.trap_label()}</label>
          <input id="report-trap" type="text" name={trapField} autoComplete="off" tabIndex={-1} />
        </div>
        {draft.whom === 'somebody' && piece !== 'look' && <Notice title={t.somebody_title()} />}
        {props.children}
        <FormNotices lang={lang} />
        {(next || back) && (
          <div class="actions report-ways">
            {next && (
              <Button name="go" value={next.go} icon={next.go === 'send' ? 'done' : 'next'}>
                {next.label}
              </Button>
            )}
            {back && (
              <Button kind="secondary" name="go" value={back} icon="previous">
                {t.back()}
              </Button>
            )}
          </div>
        )}
      </form>
    </div>
  );
}
