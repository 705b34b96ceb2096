import { formatDate } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import {
  Button,
  ButtonLink,
  ChoiceField,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  Notice,
  type Page,
  PageHeading,
  problemOf,
  TextField,
  type View,
} from '../../platform/ui/index.ts';
import { LONGEST_WORDS, type RequestKind, requestKinds } from '../privacy/model.ts';
import { texts } from './messages.gen.ts';

export interface TypedRequest {
  readonly kind: string;
  readonly words: string;
  readonly consent: string;
  readonly agreed: boolean;
}

interface Whom {
  readonly id: string;
  readonly fullName: string;
}

function kindOptions(lang: Lang): { value: RequestKind; label: string }[] {
  const t = texts[lang];
  const labels: Record<RequestKind, string> = {
    see: t.kind_see(),
    correct: t.kind_correct(),
    export: t.kind_export(),
    restrict: t.kind_restrict(),
    delete: t.kind_delete(),
    object: t.kind_object(),
  };
  return requestKinds.map((value) => ({ value, label: labels[value] }));
}

/** `/console/people/:id/request-for`: what the person asks, written down by somebody else. */
export function requestPage(view: View, content: { person: Whom; typed: TypedRequest; problems: readonly FieldProblem[] }): Page {
  const { lang } = view;
  const t = texts[lang];
  const { person, typed, problems } = content;
  return {
    title: t.request_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading eyebrow={t.eyebrow()} title={t.request_for({ name: person.fullName })} intro={t.request_intro()} />
        <ErrorSummary lang={lang} problems={problems} />
        <form class="form" method="post" action={`/console/people/${person.id}/request-for`}>
          <FormToken view={view} />
          <Notice title={t.read_out_title()}>
            <p>{t.read_out()}</p>
          </Notice>
          <ChoiceField
            lang={lang}
            name="agreed"
            label={t.agreed_label()}
            many
            options={[{ value: 'yes', label: t.agreed_yes({ name: person.fullName }) }]}
            value={typed.agreed ? 'yes' : ''}
            error={problemOf(problems, 'agreed')}
          />
          <ChoiceField
            lang={lang}
            name="consent"
            label={t.consent_label()}
            options={[
              { value: 'spoken', label: t.consent_spoken() },
              { value: 'paper', label: t.consent_paper() },
            ]}
            value={typed.consent}
            error={problemOf(problems, 'consent')}
          />
          <ChoiceField
            lang={lang}
            name="kind"
            label={t.kind_label()}
            options={kindOptions(lang)}
            value={typed.kind}
            error={problemOf(problems, 'kind')}
          />
          <TextField
            lang={lang}
            name="words"
            label={t.words_label()}
            hint={t.words_hint()}
            rows={4}
            maxLength={LONGEST_WORDS}
            optional
            value={typed.words}
            error={problemOf(problems, 'words')}
          />
          <Button icon="helping">{t.file_button()}</Button>
        </form>
      </>
    ),
  };
}

/** After it is filed: by when the person is told. */
export function filedPage(view: View, { person, due }: { person: Whom; due: string }): Page {
  const { lang } = view;
  const t = texts[lang];
  return {
    title: t.filed_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading eyebrow={t.eyebrow()} title={t.filed_title()} intro={t.filed_what({ name: person.fullName, day: formatDate(due) })} />
        <p>{t.filed_nothing_kept()}</p>
        <div class="actions">
          <ButtonLink href="/console">{t.filed_back()}</ButtonLink>
        </div>
      </>
    ),
  };
}
