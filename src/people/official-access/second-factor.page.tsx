import type { ComponentChildren } from 'preact';
import { formatDate } from '../../platform/calendar/index.ts';
import {
  Button,
  ButtonLink,
  Card,
  DefinitionList,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  Notice,
  type Page,
  PageHeading,
  problemOf,
  type View,
} from '../../platform/ui/index.ts';
import { CodeField, RecoveryField, SecretField, ToField } from './fields.tsx';
import { texts } from './messages.gen.ts';
import type { SecondFactorState } from './set-up.ts';

const HOME = '/account/second-factor';
const withTo = (path: string, to: string): string => `${path}?to=${encodeURIComponent(to)}`;

export interface OverviewContent {
  readonly state: SecondFactorState;
  readonly to: string;
  readonly problems: readonly FieldProblem[];
  readonly done: 'removed' | 'codes' | null;
  /** The civil day of a moment. */
  readonly dayOf: (at: Temporal.Instant) => string;
}

/** `/account/second-factor`: what there is, and what can be added. */
export function overviewPage(view: View, content: OverviewContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { state, to, problems } = content;
  return {
    title: t.factor_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.factor_title()} intro={state.hasAny ? t.factor_intro_has() : t.factor_intro_none()} />
        {content.done === 'removed' && <Notice tone="good" title={t.removed_done()} urgent />}
        {content.done === 'codes' && <Notice tone="good" title={t.codes_put_away()} urgent />}
        <ErrorSummary lang={lang} problems={problems} />
        {state.hasAny ? <Present view={view} {...content} /> : <FirstOne view={view} {...content} />}
        <div class="actions">
          <ButtonLink kind="quiet" href={to === '/' ? '/account' : to}>
            {t.go_back()}
          </ButtonLink>
        </div>
      </>
    ),
  };
}

type Section = OverviewContent & { readonly view: View };

/** Somebody without a second factor: why, how, and the one button. */
function FirstOne({ view, state, to, problems }: Section) {
  const { lang } = view;
  const t = texts[lang];
  if (!state.maySetUp && !state.hasPassword) {
    return (
      <Card title={t.how_title()}>
        <p>{t.first_needs_proof()}</p>
        <div class="actions">
          <ButtonLink kind="secondary" href="/sign-in/recover">
            {t.handed_code_way()}
          </ButtonLink>
        </div>
      </Card>
    );
  }
  return (
    <>
      <Card title={t.app_title()}>
        <p>{t.app_what()}</p>
        <form class="form" method="post" action={`${HOME}/totp/begin`}>
          <FormToken view={view} />
          <ToField to={to} />
          {!state.maySetUp && (
            <SecretField
              lang={lang}
              name="password"
              label={t.password_label()}
              hint={t.password_why()}
              autoComplete="current-password"
              error={problemOf(problems, 'password')}
            />
          )}
          <div class="actions">
            <Button large icon="forward">
              {t.begin_app()}
            </Button>
          </div>
        </form>
      </Card>
      <Card title={t.passkey_title()}>
        <p>{t.passkey_what()}</p>
        <div class="actions">
          <ButtonLink kind="secondary" href="/account/passkeys">
            {t.to_passkeys()}
          </ButtonLink>
        </div>
      </Card>
    </>
  );
}

/** What there is. Changing it needs a proof of the last minutes. */
function Present({ view, state, to, dayOf }: Section) {
  const { lang } = view;
  const t = texts[lang];
  const post = (action: string, button: ComponentChildren) => (
    <form method="post" action={action}>
      <FormToken view={view} />
      <ToField to={to} />
      {button}
    </form>
  );
  return (
    <>
      <DefinitionList
        rows={[
          { term: t.app_title(), value: state.totp ? t.app_since({ day: formatDate(dayOf(state.totp.createdAt), lang) }) : t.none_yet() },
          { term: t.passkey_title(), value: t.passkeys_count({ count: state.passkeys }) },
          { term: t.codes_title(), value: t.codes_left({ count: state.recoveryCodes.length }) },
        ]}
      />
      {state.recoveryCodes.length === 0 && (
        <Notice tone="waiting" title={t.no_codes_title()}>
          <p>{t.no_codes_why()}</p>
        </Notice>
      )}
      {state.fresh ? (
        <div class="actions">
          {post(`${HOME}/codes`, <Button kind={state.recoveryCodes.length === 0 ? 'primary' : 'secondary'}>{t.new_codes()}</Button>)}
          {post(`${HOME}/totp/begin`, <Button kind="secondary">{state.totp ? t.other_phone() : t.begin_app()}</Button>)}
          {state.totp && !state.lastNeeded && post(`${HOME}/totp/remove`, <Button kind="quiet">{t.remove_app()}</Button>)}
          <ButtonLink kind="quiet" href="/account/passkeys">
            {t.to_passkeys()}
          </ButtonLink>
        </div>
      ) : (
        <Notice title={t.change_needs_proof()}>
          <p>
            <a href={`${withTo(HOME, HOME)}&confirm=yes`}>{t.confirm_link()}</a>
          </p>
        </Notice>
      )}
      {state.totp && state.lastNeeded && <p class="muted">{t.last_factor_advice()}</p>}
    </>
  );
}

export interface ProveContent {
  readonly state: SecondFactorState;
  readonly to: string;
  readonly problems: readonly FieldProblem[];
}

/** `/account/second-factor` in a session that began with less: prove it, and go on where it was missing. */
export function provePage(view: View, { state, to, problems }: ProveContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const impossible = state.asksPassword && !state.hasPassword;
  return {
    title: t.prove_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.prove_title()} intro={t.prove_intro()} />
        <ErrorSummary lang={lang} problems={problems} />
        {!impossible && (state.totp !== null || state.recoveryCodes.length > 0) && (
          <ProveForm view={view} state={state} to={to} problems={problems} />
        )}
        {state.passkeys > 0 && (
          <div class="actions">
            <ButtonLink kind={state.totp ? 'secondary' : 'primary'} large href={withTo('/sign-in/passkey', to)}>
              {t.passkey_way()}
            </ButtonLink>
          </div>
        )}
        {impossible && state.passkeys === 0 && (
          <Notice title={t.no_factor_title()}>
            <p>{t.no_factor_advice()}</p>
          </Notice>
        )}
        <p class="muted">{t.nothing_left()}</p>
      </>
    ),
  };
}

/** One form for whatever is at hand: the code of the app, or a recovery code in its place. */
function ProveForm({ view, state, to, problems }: ProveContent & { readonly view: View }) {
  const { lang } = view;
  const t = texts[lang];
  const recovery = (
    <RecoveryField
      lang={lang}
      name="recovery"
      label={t.recovery_label()}
      hint={t.recovery_hint()}
      error={problemOf(problems, 'recovery')}
    />
  );
  return (
    <form class="form" method="post" action={`${HOME}/prove`}>
      <FormToken view={view} />
      <ToField to={to} />
      {state.asksPassword && (
        <SecretField
          lang={lang}
          name="password"
          label={t.password_label()}
          hint={t.password_why()}
          autoComplete="current-password"
          error={problemOf(problems, 'password')}
        />
      )}
      {state.totp && <CodeField lang={lang} name="code" label={t.code_label()} hint={t.code_hint()} error={problemOf(problems, 'code')} />}
      {state.totp && state.recoveryCodes.length > 0 && (
        <details class="what" open={problemOf(problems, 'recovery') !== undefined}>
          <summary>{t.without_phone()}</summary>
          <div class="what-body">{recovery}</div>
        </details>
      )}
      {!state.totp && recovery}
      <div class="actions">
        <Button large icon="done">
          {t.confirm()}
        </Button>
      </div>
    </form>
  );
}
