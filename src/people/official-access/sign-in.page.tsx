import {
  Button,
  ButtonLink,
  Card,
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
import { CodeField, RecoveryField, SecretField, ToField } from './fields.tsx';
import { texts } from './messages.gen.ts';
import { waitText } from './words.ts';

export interface SignInContent {
  readonly to: string;
  readonly login: string;
  readonly problems: readonly FieldProblem[];
  /** Name and password don't belong together; which of them is wrong is not said. */
  readonly wrong?: boolean;
  /** Seconds to wait before the next try. */
  readonly wait?: number;
  /** The second step took too long, or was begun in another browser. */
  readonly over?: boolean;
}

const withTo = (path: string, to: string): string => `${path}?to=${encodeURIComponent(to)}`;

/** `/sign-in/official`: name and password. */
export function signInPage(view: View, content: SignInContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { to, problems } = content;
  return {
    title: t.sign_in_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.sign_in_title()} intro={t.sign_in_intro()} />
        {content.over && (
          <Notice tone="waiting" title={t.over_title()} urgent>
            <p>{t.over_advice()}</p>
          </Notice>
        )}
        {content.wrong && (
          <Notice tone="danger" title={t.wrong_title()} urgent>
            <p>{t.wrong_advice()}</p>
          </Notice>
        )}
        {content.wait !== undefined && <WaitNotice lang={lang} seconds={content.wait} />}
        <ErrorSummary lang={lang} problems={problems} />
        <form class="form" method="post" action="/sign-in/official">
          <FormToken view={view} />
          <ToField to={to} />
          <TextField
            lang={lang}
            name="login"
            label={t.login_label()}
            hint={t.login_hint()}
            value={content.login}
            autoComplete="username"
            maxLength={200}
            error={problemOf(problems, 'login')}
          />
          <SecretField
            lang={lang}
            name="password"
            label={t.password_label()}
            autoComplete="current-password"
            error={problemOf(problems, 'password')}
          />
          <div class="actions">
            <Button large icon="forward">
              {t.go_on()}
            </Button>
          </div>
        </form>
        <Card title={t.other_ways_title()}>
          <p>{t.other_ways_text()}</p>
          <div class="actions">
            <ButtonLink kind="secondary" href={withTo('/sign-in/passkey', to)}>
              {t.passkey_way()}
            </ButtonLink>
            <ButtonLink kind="quiet" href={withTo('/sign-in', to)}>
              {t.all_ways()}
            </ButtonLink>
            <ButtonLink kind="quiet" href="/sign-in/recover">
              {t.handed_code_way()}
            </ButtonLink>
          </div>
        </Card>
      </>
    ),
  };
}

function WaitNotice({ lang, seconds }: { lang: View['lang']; seconds: number }) {
  const t = texts[lang];
  return (
    <Notice tone="waiting" title={t.wait_title()} urgent>
      <p>{waitText(seconds, lang)}</p>
      <p>{t.wait_why()}</p>
    </Notice>
  );
}

export interface SecondContent {
  readonly to: string;
  /** Which factors the person has. */
  readonly totp: boolean;
  readonly passkey: boolean;
  /** This browser is known already. */
  readonly known: boolean;
  readonly problems: readonly FieldProblem[];
  readonly wait?: number;
}

/** `/sign-in/official/second`: the code of the app, a recovery code, or the way to the passkey. */
export function secondPage(view: View, content: SecondContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { to, problems, known } = content;
  const remember = !known && (
    <ChoiceField
      lang={lang}
      name="remember"
      label={t.remember_label()}
      many
      optional
      options={[{ value: 'yes', label: t.remember_choice(), hint: t.remember_hint() }]}
    />
  );
  return {
    title: t.second_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.second_title()} intro={t.second_intro()} />
        {content.wait !== undefined && <WaitNotice lang={lang} seconds={content.wait} />}
        <ErrorSummary lang={lang} problems={problems} />
        {content.totp && (
          <form class="form" method="post" action="/sign-in/official/second">
            <FormToken view={view} />
            <ToField to={to} />
            <CodeField lang={lang} name="code" label={t.code_label()} hint={t.code_hint()} error={problemOf(problems, 'code')} />
            {remember}
            <div class="actions">
              <Button large icon="done">
                {t.sign_in()}
              </Button>
            </div>
          </form>
        )}
        {content.passkey && (
          <div class="actions">
            <ButtonLink kind={content.totp ? 'secondary' : 'primary'} large href={withTo('/sign-in/passkey', to)}>
              {t.passkey_way()}
            </ButtonLink>
          </div>
        )}
        <details class="what" open={problemOf(problems, 'recovery') !== undefined}>
          <summary>{t.without_phone()}</summary>
          <div class="what-body">
            <form class="form" method="post" action="/sign-in/official/second">
              <FormToken view={view} />
              <ToField to={to} />
              <RecoveryField
                lang={lang}
                name="recovery"
                label={t.recovery_label()}
                hint={t.recovery_hint()}
                error={problemOf(problems, 'recovery')}
              />
              <div class="actions">
                <Button kind="secondary">{t.sign_in_with_recovery()}</Button>
              </div>
            </form>
            <p class="muted">{t.nothing_left()}</p>
          </div>
        </details>
      </>
    ),
  };
}
