import {
  Button,
  ButtonLink,
  Card,
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
import { SecretField, ToField } from './fields.tsx';
import { texts } from './messages.gen.ts';
import { SHORTEST_PASSWORD } from './new-password.ts';
import type { PasswordState } from './set-password.ts';

export interface PasswordContent {
  readonly state: PasswordState;
  readonly to: string;
  /** What is typed is shown. */
  readonly shown: boolean;
  readonly problems: readonly FieldProblem[];
  /** Sign-ins that ended with the old password; null where it was not just changed. */
  readonly ended: number | null;
  readonly typedUserName: string | null;
  readonly userNameKept: boolean;
}

/** `/account/password`: set it, change it, and the name that goes with it. */
export function passwordPage(view: View, content: PasswordContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { state } = content;
  const title = state.hasPassword ? t.change_password_title() : t.set_password_title();
  const can = state.mayReplace || state.hasPassword;
  return {
    title,
    unlisted: true,
    body: (
      <>
        <PageHeading title={title} intro={can ? t.password_intro() : t.password_not_here()} />
        {content.ended !== null && (
          <Notice tone="good" title={t.password_done()} urgent>
            <p>{t.password_done_why({ count: content.ended })}</p>
            {!state.hasSecondFactor && (
              <p>
                <a href={`/account/second-factor?to=${encodeURIComponent(content.to)}`}>{t.set_up_next()}</a>
              </p>
            )}
          </Notice>
        )}
        {content.userNameKept && <Notice tone="good" title={t.user_name_done()} urgent />}
        <ErrorSummary lang={lang} problems={content.problems} />
        {can ? <PasswordForm view={view} {...content} /> : <HowToGetOne lang={lang} state={state} />}
        <Names view={view} {...content} />
      </>
    ),
  };
}

type Section = PasswordContent & { readonly view: View };

function PasswordForm({ view, state, to, shown, problems }: Section) {
  const { lang } = view;
  const t = texts[lang];
  const show = `/account/password?to=${encodeURIComponent(to)}${shown ? '' : '&show=yes'}`;
  return (
    <form class="form" method="post" action="/account/password">
      <FormToken view={view} />
      <ToField to={to} />
      {shown && <input type="hidden" name="show" value="yes" />}
      {!state.mayReplace && (
        <SecretField
          lang={lang}
          name="current"
          label={t.current_label()}
          autoComplete="current-password"
          shown={shown}
          error={problemOf(problems, 'current')}
        />
      )}
      <SecretField
        lang={lang}
        name="password"
        label={t.new_label()}
        hint={t.new_hint({ least: SHORTEST_PASSWORD })}
        autoComplete="new-password"
        shown={shown}
        error={problemOf(problems, 'password')}
      />
      {!shown && (
        <SecretField lang={lang} name="again" label={t.again_label()} autoComplete="new-password" error={problemOf(problems, 'again')} />
      )}
      <p>
        <a href={show}>{shown ? t.hide_letters() : t.show_letters()}</a>
      </p>
      <p class="hint">{t.password_effect()}</p>
      <div class="actions">
        <Button icon="done">{t.keep_password()}</Button>
      </div>
    </form>
  );
}

/** Who can't set a password now is told how to get there. */
function HowToGetOne({ lang, state }: { lang: View['lang']; state: PasswordState }) {
  const t = texts[lang];
  return (
    <Card title={t.how_title()}>
      <p>{state.hasSecondFactor ? t.how_confirm() : t.how_handed()}</p>
      <div class="actions">
        {state.hasSecondFactor ? (
          <ButtonLink href="/account/second-factor?confirm=yes&to=/account/password">{t.confirm_link()}</ButtonLink>
        ) : (
          <ButtonLink kind="secondary" href="/sign-in/recover">
            {t.handed_code_way()}
          </ButtonLink>
        )}
        <ButtonLink kind="quiet" href="/account">
          {t.back_to_account()}
        </ButtonLink>
      </div>
    </Card>
  );
}

/** With which names one signs in; whoever may set a password may choose one. */
function Names({ view, state, to, problems, typedUserName }: Section) {
  const { lang } = view;
  const t = texts[lang];
  if (!state.hasPassword && !state.mayReplace) return null;
  return (
    <Card title={t.names_title()}>
      <p>
        {state.userName === null
          ? state.otherNames.length === 0
            ? t.names_none()
            : t.names_only_others({ names: state.otherNames.join(', ') })
          : state.otherNames.length === 0
            ? t.names_own({ name: state.userName })
            : t.names_all({ name: state.userName, names: state.otherNames.join(', ') })}
      </p>
      {state.mayReplace ? (
        <form class="form" method="post" action="/account/password/user-name">
          <FormToken view={view} />
          <ToField to={to} />
          <TextField
            lang={lang}
            name="user_name"
            label={t.user_name_label()}
            hint={t.user_name_hint()}
            value={typedUserName ?? state.userName ?? ''}
            autoComplete="username"
            maxLength={60}
            error={problemOf(problems, 'user_name')}
          />
          <div class="actions">
            <Button kind="secondary">{t.keep_user_name()}</Button>
          </div>
        </form>
      ) : (
        <p class="muted">{t.user_name_needs_proof()}</p>
      )}
    </Card>
  );
}
