import { formatDate, momentText } from '../../platform/calendar/index.ts';
import {
  Actions,
  Breadcrumb,
  Button,
  ButtonLink,
  Card,
  EmptyState,
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
import type { Gate } from './gate.ts';
import { texts } from './messages.gen.ts';
import { PasskeyForm, passkeyScript } from './passkey-form.tsx';
import { LONGEST_LABEL, type OwnPasskey } from './store.ts';

export interface PasskeyList {
  readonly passkeys: readonly OwnPasskey[];
  readonly gate: Gate;
  readonly timeZone: string;
  /** A name for a new one: the device as it is recognised. */
  readonly suggested: string;
  readonly done: 'added' | 'removed' | 'renamed' | null;
  /** Whether the new passkey would make this session stronger. */
  readonly weak: boolean;
  readonly problem: { readonly title: string; readonly advice: string } | null;
  readonly problems: readonly FieldProblem[];
  readonly possible: boolean;
}

/** `/account/passkeys`: one's own passkeys, and a new one for this device. */
export function passkeyListPage(view: View, list: PasskeyList): Page {
  const { lang } = view;
  const t = texts[lang];
  return {
    title: t.list_title(),
    unlisted: true,
    scripts: list.possible && list.gate === 'open' ? [passkeyScript] : [],
    body: (
      <>
        <Breadcrumb lang={lang} steps={[{ label: t.my_account(), href: '/account' }, { label: t.list_title() }]} />
        <PageHeading title={t.list_title()} intro={t.list_intro()} />
        <ErrorSummary lang={lang} problems={list.problems} />
        {list.problem && (
          <Notice tone="danger" urgent title={list.problem.title}>
            <p>{list.problem.advice}</p>
          </Notice>
        )}
        <Done view={view} list={list} />
        {list.gate !== 'open' && <Prove view={view} list={list} />}
        {list.passkeys.length === 0 ? (
          <EmptyState icon="phone" title={t.none_title()} why={t.none_why()} />
        ) : (
          list.passkeys.map((passkey) => <OnePasskey key={passkey.id} view={view} list={list} passkey={passkey} />)
        )}
        {list.gate === 'open' && <Add view={view} list={list} />}
      </>
    ),
  };
}

function Done({ view, list }: { view: View; list: PasskeyList }) {
  const t = texts[view.lang];
  if (list.done === null) return null;
  const words = { added: t.added(), removed: t.removed(), renamed: t.renamed() };
  return (
    <Notice tone="good" urgent>
      <p>{words[list.done]}</p>
      {list.done === 'added' && list.weak && (
        <Actions>
          <ButtonLink kind="secondary" href="/sign-in/passkey?to=/account">
            {t.added_confirm()}
          </ButtonLink>
        </Actions>
      )}
    </Notice>
  );
}

/** Why nothing can be changed now, and how it can. */
function Prove({ view, list }: { view: View; list: PasskeyList }) {
  const t = texts[view.lang];
  const words = { open: '', 'not-fresh': t.prove_again(), 'second-factor': t.prove_second(), 'first-factor': t.prove_first() };
  return (
    <Notice tone="waiting" title={t.prove_title()}>
      <p>{words[list.gate]}</p>
      <Actions>
        {list.passkeys.length > 0 && (
          <ButtonLink kind="secondary" href="/sign-in/passkey?to=/account/passkeys">
            {t.prove_by_passkey()}
          </ButtonLink>
        )}
        {list.gate === 'second-factor' ? (
          <ButtonLink kind="secondary" href="/account/second-factor?to=/account/passkeys">
            {t.prove_by_second()}
          </ButtonLink>
        ) : (
          <ButtonLink kind="secondary" href="/sign-in?to=/account/passkeys">
            {t.prove_by_signing_in()}
          </ButtonLink>
        )}
      </Actions>
    </Notice>
  );
}

function OnePasskey({ view, list, passkey }: { view: View; list: PasskeyList; passkey: OwnPasskey }) {
  const { lang } = view;
  const t = texts[lang];
  const { id } = passkey;
  const label = passkey.label || t.unnamed();
  const field = `label-${id}`;
  const error = problemOf(list.problems, field);
  const day = formatDate(passkey.createdAt.toZonedDateTimeISO(list.timeZone).toPlainDate().toString(), lang);
  const used = passkey.lastUsedAt ? t.used({ at: momentText(passkey.lastUsedAt, list.timeZone) }) : t.never_used();
  return (
    <Card title={label}>
      <p class="muted">
        {t.made({ day })}, {used}
      </p>
      <details class="what" open={error !== undefined}>
        <summary>{t.change({ label })}</summary>
        <form class="form" method="post" action={`/account/passkeys/${id}/rename`}>
          <FormToken view={view} />
          <TextField
            lang={lang}
            name={field}
            label={t.label()}
            hint={t.label_hint()}
            value={passkey.label}
            maxLength={LONGEST_LABEL}
            error={error}
          />
          <Actions>
            <Button kind="secondary">{t.rename()}</Button>
          </Actions>
        </form>
        {list.gate === 'open' && (
          <form class="form" method="post" action={`/account/passkeys/${id}/remove`}>
            <FormToken view={view} />
            <p class="muted">{t.remove_hint()}</p>
            <Actions>
              <Button kind="danger">{t.remove()}</Button>
            </Actions>
          </form>
        )}
      </details>
    </Card>
  );
}

function Add({ view, list }: { view: View; list: PasskeyList }) {
  const { lang } = view;
  const t = texts[lang];
  return (
    <Card title={t.add_title()} id="add">
      {list.possible ? (
        <PasskeyForm view={view} what="create" action="/account/passkeys" begin="/account/passkeys/begin" button={t.add_button()}>
          <TextField
            lang={lang}
            name="label"
            label={t.label()}
            hint={t.label_hint()}
            value={list.suggested}
            maxLength={LONGEST_LABEL}
            optional
          />
        </PasskeyForm>
      ) : (
        <p>{t.numeric_address()}</p>
      )}
    </Card>
  );
}
