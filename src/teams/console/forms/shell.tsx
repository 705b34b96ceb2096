import type { ComponentChildren } from 'preact';
import type { Lang } from '../../../platform/i18n/index.ts';
import {
  Breadcrumb,
  Button,
  ButtonLink,
  DateField,
  ErrorSummary,
  type FieldProblem,
  FileField,
  FormToken,
  type Page,
  PageHeading,
  problemOf,
  TextField,
  type View,
} from '../../../platform/ui/index.ts';
import { texts } from '../messages.gen.ts';
import type { TypedDecision } from './typed.ts';

/** A form about a team, on a page of its own. */
export function formPage(
  view: View,
  form: {
    readonly title: string;
    readonly intro?: ComponentChildren;
    /** The team it is about; none for a new one. */
    readonly team: { readonly id: string; readonly name: string } | null;
    /** A page between the team and the form. */
    readonly above?: { readonly href: string; readonly label: string };
    readonly action: string;
    readonly uploads?: boolean;
    /** What the form saw. */
    readonly stamp: string;
    readonly problems: readonly FieldProblem[];
    readonly button: string;
    readonly danger?: boolean;
    /** Above the form. */
    readonly before?: ComponentChildren;
    readonly children: ComponentChildren;
  },
): Page {
  const { lang } = view;
  const t = texts[lang];
  const { team } = form;
  const back = form.above?.href ?? (team === null ? '/console/teams' : `/console/teams/${team.id}`);
  return {
    title: team === null ? form.title : `${form.title}: ${team.name}`,
    unlisted: true,
    body: (
      <>
        <Breadcrumb
          lang={lang}
          steps={[
            { label: t.list_title(), href: '/console/teams' },
            ...(team === null ? [] : [{ label: team.name, href: `/console/teams/${team.id}` }]),
            ...(form.above === undefined ? [] : [form.above]),
            { label: form.title },
          ]}
        />
        <PageHeading title={form.title} intro={form.intro} />
        <ErrorSummary lang={lang} problems={form.problems} />
        {form.before}
        <form class="form" method="post" action={form.action} enctype={form.uploads ? 'multipart/form-data' : undefined}>
          <FormToken view={view} />
          <input type="hidden" name="seen" value={form.stamp} />
          {form.children}
          <div class="actions">
            <Button icon="done" kind={form.danger ? 'danger' : 'primary'}>
              {form.button}
            </Button>
            <ButtonLink kind="quiet" href={back}>
              {t.cancel()}
            </ButtonLink>
          </div>
        </form>
      </>
    ),
  };
}

/** By which decision it is done, with the paper. Everything may be left out: old lists have none. */
export function DecisionFields({ lang, typed, problems }: { lang: Lang; typed: TypedDecision; problems: readonly FieldProblem[] }) {
  const t = texts[lang];
  const wrong = ['decision_number', 'decided_on', 'issuer', 'file'].some((field) => problemOf(problems, field) !== undefined);
  const filled = typed.number !== '' || typed.decidedOn !== '' || typed.issuer !== '' || typed.file !== null;
  return (
    <details class="what" open={wrong || filled}>
      <summary>{t.decision_title()}</summary>
      <div class="form">
        <TextField
          lang={lang}
          name="decision_number"
          label={t.field_decision_number()}
          hint={t.field_decision_number_hint()}
          optional
          maxLength={100}
          width="short"
          value={typed.number}
        />
        <DateField
          lang={lang}
          name="decided_on"
          label={t.field_decided_on()}
          optional
          value={typed.decidedOn}
          error={problemOf(problems, 'decided_on')}
        />
        <TextField
          lang={lang}
          name="issuer"
          label={t.field_issuer()}
          hint={t.field_issuer_hint()}
          optional
          maxLength={200}
          value={typed.issuer}
        />
        {typed.file !== null && (
          <>
            <p>{t.field_file_kept({ name: typed.file.name })}</p>
            <input type="hidden" name="kept" value={typed.file.hash} />
            <input type="hidden" name="kept_name" value={typed.file.name} />
          </>
        )}
        <FileField
          lang={lang}
          name="file"
          label={typed.file === null ? t.field_file() : t.field_file_other()}
          hint={t.field_file_hint()}
          optional
          accept=".pdf,image/jpeg,image/png,image/webp"
          error={problemOf(problems, 'file')}
        />
      </div>
    </details>
  );
}
