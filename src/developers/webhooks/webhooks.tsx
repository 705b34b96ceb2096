/** The webhooks of a program, and the form for another one. */
import { momentText } from '../../platform/calendar/index.ts';
import {
  Button,
  Card,
  ChoiceField,
  DefinitionList,
  type FieldProblem,
  FormToken,
  Notice,
  Pill,
  problemOf,
  TextField,
  type View,
} from '../../platform/ui/index.ts';
import type { App, Webhook } from '../apps/types.ts';
import { developersLimits, webhookTypes } from '../contract.ts';
import { texts } from '../messages.gen.ts';
import type { WebhookChange } from './commands.ts';

export interface TypedWebhook {
  readonly id: string;
  readonly kind: string;
  readonly url: string;
  readonly types: readonly string[];
}

export function Webhooks(props: { view: View; appId: string; webhooks: readonly Webhook[]; timeZone: string }) {
  const { view, appId, webhooks, timeZone } = props;
  const t = texts[view.lang];
  if (webhooks.length === 0) return <p class="muted">{t.webhooks_none()}</p>;
  const change = (webhook: Webhook, what: WebhookChange, label: string) => (
    <button class="button secondary" type="submit" name="change" value={what} aria-label={`${label}: ${webhook.url}`}>
      <span>{label}</span>
    </button>
  );
  return (
    <>
      {webhooks.map((webhook) => (
        <Card
          key={webhook.id}
          level={3}
          title={<span class="mono">{webhook.url}</span>}
          aside={<Pill tone={webhook.state === 'active' ? 'good' : 'waiting'}>{t.webhook_state({ state: webhook.state })}</Pill>}
        >
          {webhook.state === 'paused' && webhook.failingSince !== null && <Notice tone="danger">{t.webhook_auto_paused()}</Notice>}
          {webhook.state === 'active' && webhook.failingSince !== null && (
            <Notice tone="waiting">{t.webhook_failing({ since: momentText(webhook.failingSince, timeZone) })}</Notice>
          )}
          <DefinitionList
            rows={[
              { term: t.field_kind(), value: webhook.kind === 'live' ? t.kind_live_events() : t.kind_sandbox_events() },
              { term: t.field_types(), value: webhook.types.length === 0 ? t.webhook_all_types() : webhook.types.join(', ') },
            ]}
          />
          <form method="post" action={`/developers/apps/${appId}/webhooks/${webhook.id}/change`} class="actions">
            <FormToken view={view} />
            {webhook.state === 'active' && change(webhook, 'test', t.webhook_test())}
            {webhook.state === 'active' ? change(webhook, 'pause', t.webhook_pause()) : change(webhook, 'resume', t.webhook_resume())}
            {change(webhook, 'remove', t.webhook_remove())}
          </form>
          <p>
            <a href={`/developers/apps/${appId}/webhooks/${webhook.id}`}>
              {t.webhook_log()} <span class="sr-only">{webhook.url}</span>
            </a>
          </p>
        </Card>
      ))}
    </>
  );
}

export function WebhookForm({
  view,
  app,
  typed,
  problems,
}: {
  view: View;
  app: App;
  typed: TypedWebhook;
  problems: readonly FieldProblem[];
}) {
  const { lang } = view;
  const t = texts[lang];
  const open = problems.some(({ field }) => field === 'url' || field === 'types');
  return (
    <details class="sample-of" open={open}>
      <summary>{t.webhook_add()}</summary>
      <form class="form" method="post" action={`/developers/apps/${app.id}/webhooks`}>
        <FormToken view={view} />
        <input type="hidden" name="id" value={typed.id} />
        <TextField
          lang={lang}
          name="url"
          label={t.field_url()}
          hint={t.field_url_hint()}
          inputMode="url"
          value={typed.url}
          maxLength={developersLimits.url}
          error={problemOf(problems, 'url')}
        />
        <ChoiceField
          lang={lang}
          name="kind"
          label={t.field_kind()}
          options={[
            { value: 'sandbox', label: t.kind_sandbox_events() },
            ...(app.state === 'granted' ? [{ value: 'live', label: t.kind_live_events() }] : []),
          ]}
          value={typed.kind}
        />
        <ChoiceField
          lang={lang}
          name="types"
          label={t.field_types()}
          hint={t.field_types_hint()}
          many
          optional
          options={webhookTypes.map((type) => ({ value: type, label: type, hint: t.type_meaning({ type: type.replace(/[.-]/g, '_') }) }))}
          value={typed.types}
          error={problemOf(problems, 'types')}
        />
        <Button kind="secondary">{t.webhook_add()}</Button>
      </form>
    </details>
  );
}
