import { momentText } from '../../platform/calendar/index.ts';
import type { Page } from '../../platform/http/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import {
  Actions,
  Button,
  ButtonLink,
  Card,
  ChoiceField,
  DefinitionList,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  Notice,
  PageHeading,
  Pill,
  problemOf,
  QuietLinks,
  TextField,
  type View,
} from '../../platform/ui/index.ts';
import { texts } from './messages.gen.ts';
import { isOpen, LONGEST_WORDS, type RequestKind } from './model.ts';
import type { PrivacyRequest } from './requests.ts';
import { kindName } from './telling.ts';
import { stateWord } from './words.ts';

export interface PrivacyContent {
  readonly holds: readonly { readonly what: string; readonly why: string; readonly basis: string }[];
  readonly requests: readonly PrivacyRequest[];
  /** Since when the data is only kept, not used. */
  readonly restricted: boolean;
  readonly timeZone: string;
  readonly done: 'asked' | 'withdrawn' | 'lifted' | null;
  readonly problems: readonly FieldProblem[];
  readonly typed: { readonly kind: string; readonly words: string };
}

/** What can be asked for on the page; seeing and taking along are done at once, without asking. */
const askedHere: readonly RequestKind[] = ['correct', 'restrict', 'object', 'delete'];

/** `/account/privacy`: what is held about me and why, take it along, and ask for something. */
export function privacyPage(view: View, content: PrivacyContent): Page {
  const t = texts[view.lang];
  const done = { asked: t.done_asked(), withdrawn: t.done_withdrawn(), lifted: t.done_lifted() };
  return {
    title: t.privacy_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.privacy_title()} intro={t.privacy_intro()} />
        {content.done && (
          <Notice tone="good">
            <p>{done[content.done]}</p>
          </Notice>
        )}
        {content.restricted && <Restricted view={view} />}
        <ErrorSummary lang={view.lang} problems={content.problems} />
        {content.requests.length > 0 && (
          <>
            <h2>{t.requests_title()}</h2>
            {content.requests.map((request) => (
              <Request key={request.id} view={view} request={request} timeZone={content.timeZone} />
            ))}
          </>
        )}
        <Card title={t.take_title()}>
          <p>{t.take_intro()}</p>
          <Actions>
            <ButtonLink href="/account/export" icon="download" download>
              {t.take_button()}
            </ButtonLink>
          </Actions>
          <QuietLinks
            lang={view.lang}
            links={[
              { href: '/account/who-looked', label: t.looked_title() },
              { href: '/account/consents', label: t.consents_title() },
            ]}
          />
        </Card>
        <Held lang={view.lang} holds={content.holds} />
        <Ask view={view} content={content} />
      </>
    ),
  };
}

function Restricted({ view }: { view: View }) {
  const t = texts[view.lang];
  return (
    <Notice tone="waiting" title={t.restricted_title()}>
      <p>{t.restricted_what()}</p>
      <form method="post" action="/account/privacy/lift">
        <FormToken view={view} />
        <Button kind="secondary">{t.restricted_lift()}</Button>
      </form>
    </Notice>
  );
}

function Request({ view, request, timeZone }: { view: View; request: PrivacyRequest; timeZone: string }) {
  const t = texts[view.lang];
  const state = stateWord(request.state, view.lang);
  return (
    <Card level={3} title={kindName(request.kind, view.lang)} aside={<Pill tone={state.tone}>{state.label}</Pill>}>
      <DefinitionList
        rows={[
          { term: t.row_sent(), value: momentText(request.receivedAt, timeZone) },
          ...(request.state === 'received' ? [{ term: t.row_due(), value: momentText(request.dueAt, timeZone) }] : []),
          ...(request.carryOutAfter !== null && isOpen(request.state)
            ? [{ term: t.row_deleted_at(), value: momentText(request.carryOutAfter, timeZone) }]
            : []),
          ...(request.words === null ? [] : [{ term: t.row_words(), value: request.words }]),
          ...(request.answer === null ? [] : [{ term: t.row_answer(), value: request.answer }]),
        ]}
      />
      {isOpen(request.state) && (
        <form method="post" action={`/account/privacy/${request.id}/withdraw`}>
          <FormToken view={view} />
          <Button kind="secondary" icon="undo">
            {t.withdraw_button()}
          </Button>
        </form>
      )}
    </Card>
  );
}

function Held({ lang, holds }: { lang: Lang; holds: PrivacyContent['holds'] }) {
  const t = texts[lang];
  return (
    <Card title={t.held_title()}>
      <p>{t.held_intro()}</p>
      {holds.map((one) => (
        <details key={one.what} class="what">
          <summary>{one.what}</summary>
          <div class="what-body">
            <p>{one.why}</p>
            <p class="muted small">{one.basis}</p>
          </div>
        </details>
      ))}
    </Card>
  );
}

function Ask({ view, content }: { view: View; content: PrivacyContent }) {
  const t = texts[view.lang];
  const { problems, typed } = content;
  const hints = {
    correct: t.ask_correct_hint(),
    restrict: t.ask_restrict_hint(),
    object: t.ask_object_hint(),
    delete: t.ask_delete_hint(),
  };
  return (
    <Card title={t.ask_title()} id="ask">
      <p>{t.ask_intro()}</p>
      <form class="form" method="post" action="/account/privacy">
        <FormToken view={view} />
        <ChoiceField
          lang={view.lang}
          name="kind"
          label={t.ask_kind()}
          options={askedHere.map((kind) => ({ value: kind, label: kindName(kind, view.lang), hint: hints[kind as keyof typeof hints] }))}
          value={typed.kind}
          error={problemOf(problems, 'kind')}
        />
        <TextField
          lang={view.lang}
          name="words"
          label={t.ask_words()}
          hint={t.ask_words_hint()}
          optional
          rows={4}
          maxLength={LONGEST_WORDS}
          value={typed.words}
          error={problemOf(problems, 'words')}
        />
        <Button>{t.ask_button()}</Button>
      </form>
    </Card>
  );
}
