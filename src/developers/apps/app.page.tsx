/** `/developers/apps/:id`: keys, webhooks, and the way to the real system. */
import { formatDate, momentText } from '../../platform/calendar/index.ts';
import { formatNumber } from '../../platform/numbers/index.ts';
import {
  Actions,
  Button,
  ButtonLink,
  Card,
  DataTable,
  DefinitionList,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  Notice,
  type Page,
  PageHeading,
  Pill,
  problemOf,
  TextField,
  type View,
} from '../../platform/ui/index.ts';
import { developersLimits, type KeyKind } from '../contract.ts';
import { texts } from '../messages.gen.ts';
import { type TypedWebhook, WebhookForm, Webhooks } from '../webhooks/webhooks.tsx';
import { toneOf } from './apps.page.tsx';
import type { ApiKey, App, Webhook } from './types.ts';

export interface AppPage {
  readonly app: App;
  readonly keys: readonly ApiKey[];
  readonly webhooks: readonly Webhook[];
  readonly done: string;
  readonly typed: { readonly asked: string; readonly contact: string; readonly webhook: TypedWebhook };
  readonly problems: readonly FieldProblem[];
  readonly timeZone: string;
}

export function appPage(view: View, page: AppPage): Page {
  const { lang } = view;
  const t = texts[lang];
  const { app, problems, done } = page;
  return {
    title: app.name,
    unlisted: true,
    body: (
      <>
        <PageHeading title={app.name} eyebrow={t.apps_title()} intro={app.purpose} />
        {done !== '' && <Notice tone="good">{t.done({ what: done })}</Notice>}
        <ErrorSummary lang={lang} problems={problems} />
        <DefinitionList
          rows={[
            { term: t.key_state(), value: <Pill tone={toneOf[app.state]}>{t.app_state({ state: app.state })}</Pill> },
            { term: t.field_organisation(), value: app.organisation },
            { term: t.field_site(), value: app.site },
            { term: t.field_per_minute(), value: formatNumber(app.perMinute, lang) },
          ]}
        />
        <Keys view={view} page={page} />
        <RealSystem view={view} page={page} />
        <Card title={t.webhooks_title()} id="webhooks">
          <Webhooks view={view} appId={app.id} webhooks={page.webhooks} timeZone={page.timeZone} />
          <WebhookForm view={view} app={app} typed={page.typed.webhook} problems={problems} />
        </Card>
        <Actions>
          <ButtonLink href="/developers/apps" kind="quiet">
            {t.apps_title()}
          </ButtonLink>
          <ButtonLink href="/developers" kind="quiet">
            {t.guide_title()}
          </ButtonLink>
        </Actions>
      </>
    ),
  };
}

function Keys({ view, page }: { view: View; page: AppPage }) {
  const t = texts[view.lang];
  const { app, keys, timeZone } = page;
  const at = (moment: Temporal.Instant) => momentText(moment, timeZone);
  const make = (kind: KeyKind, label: string, primary: boolean) => (
    <form method="post" action={`/developers/apps/${app.id}/keys`}>
      <FormToken view={view} />
      <input type="hidden" name="kind" value={kind} />
      <Button kind={primary ? 'primary' : 'secondary'}>{label}</Button>
    </form>
  );
  return (
    <Card title={t.keys_title()} id="keys">
      <DataTable
        caption={t.keys_title()}
        captionHidden
        columns={[
          { label: t.key_hint(), cell: (key: ApiKey) => <code class="mono">{key.hint}…</code> },
          { label: t.key_kind(), cell: (key) => t.kind({ kind: key.kind }) },
          { label: t.key_made(), cell: (key) => at(key.createdAt) },
          { label: t.key_used(), cell: (key) => (key.lastUsedAt === null ? t.key_never() : at(key.lastUsedAt)) },
          {
            label: t.key_state(),
            cell: (key) =>
              key.revokedAt !== null ? (
                t.key_is_revoked({ at: at(key.revokedAt) })
              ) : (
                <form method="post" action={`/developers/apps/${app.id}/keys/revoke`}>
                  <FormToken view={view} />
                  <input type="hidden" name="key" value={key.id} />
                  <button class="button secondary" type="submit" aria-label={t.key_revoke_of({ hint: key.hint })}>
                    <span>{t.key_revoke()}</span>
                  </button>
                </form>
              ),
          },
        ]}
        rows={keys}
      />
      <Actions>
        {app.state === 'granted' && make('live', t.make_live_key(), true)}
        {make('sandbox', t.make_sandbox_key(), false)}
      </Actions>
    </Card>
  );
}

function RealSystem({ view, page }: { view: View; page: AppPage }) {
  const { lang } = view;
  const t = texts[lang];
  const { app, typed, problems, timeZone } = page;
  const day = app.wantedAt === null ? '' : formatDate(app.wantedAt.toZonedDateTimeISO(timeZone).toPlainDate().toString());
  const open = app.state === 'sandbox' || app.state === 'refused' || app.state === 'revoked';
  return (
    <Card title={t.ask_title()} id="live">
      {app.state === 'wanted' && <Notice tone="waiting">{t.wanted_notice({ day })}</Notice>}
      {app.state === 'granted' && <Notice tone="good">{t.granted_notice()}</Notice>}
      {app.state === 'refused' && <Notice tone="danger">{t.refused_notice({ reason: app.reason })}</Notice>}
      {app.state === 'revoked' && <Notice tone="danger">{t.revoked_notice({ reason: app.reason })}</Notice>}
      {open && (
        <form class="form" method="post" action={`/developers/apps/${app.id}/ask`}>
          <FormToken view={view} />
          <p>{t.ask_intro()}</p>
          <TextField
            lang={lang}
            name="asked"
            label={t.field_asked()}
            rows={3}
            value={typed.asked}
            maxLength={developersLimits.purpose}
            error={problemOf(problems, 'asked')}
          />
          <TextField
            lang={lang}
            name="contact"
            label={t.field_contact()}
            hint={t.field_contact_hint()}
            value={typed.contact}
            maxLength={developersLimits.contact}
            error={problemOf(problems, 'contact')}
          />
          <Button>{app.state === 'sandbox' ? t.ask_button() : t.ask_again()}</Button>
        </form>
      )}
    </Card>
  );
}
