/** `/developers/apps/:id/webhooks/:webhook`: what was sent to a webhook and what came of it; and a new webhook's secret. */
import { momentText } from '../../platform/calendar/index.ts';
import {
  Actions,
  Button,
  ButtonLink,
  Card,
  DataTable,
  DateField,
  EmptyState,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  Notice,
  type Page,
  PageHeading,
  Pill,
  problemOf,
  type View,
} from '../../platform/ui/index.ts';
import type { App, Delivery, Webhook } from '../apps/types.ts';
import { verifyExamples } from '../guide/examples.ts';
import { Samples } from '../guide/parts.tsx';
import { texts } from '../messages.gen.ts';

export interface LogPage {
  readonly app: App;
  readonly webhook: Webhook;
  readonly deliveries: readonly Delivery[];
  readonly done: string;
  readonly since: string;
  readonly problems: readonly FieldProblem[];
  readonly timeZone: string;
}

const tones = { waiting: 'waiting', delivered: 'good', failed: 'danger' } as const;

export function logPage(view: View, page: LogPage): Page {
  const { lang } = view;
  const t = texts[lang];
  const { app, webhook, deliveries, timeZone } = page;
  const at = (moment: Temporal.Instant) => momentText(moment, timeZone);
  const result = ({ state, status, failure, nextAttemptAt }: Delivery) => (
    <>
      <Pill tone={tones[state]}>{t.log_state({ state })}</Pill> {status !== null && <span class="mono">{status}</span>}{' '}
      {failure !== null && t.log_why({ why: failure.replaceAll('-', '_') })}
      {state === 'waiting' && failure !== null && nextAttemptAt !== null && `, ${t.log_next({ at: at(nextAttemptAt) })}`}
    </>
  );
  const path = `/developers/apps/${app.id}/webhooks/${webhook.id}/again`;
  return {
    title: t.log_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.log_title()} eyebrow={app.name} intro={<span class="mono">{webhook.url}</span>} />
        {page.done !== '' && <Notice tone="good">{t.done({ what: page.done })}</Notice>}
        <ErrorSummary lang={lang} problems={page.problems} />
        {deliveries.length === 0 ? (
          <EmptyState title={t.log_empty()} why={t.log_empty_why()} />
        ) : (
          <DataTable
            caption={t.log_title()}
            captionHidden
            columns={[
              { label: t.log_message(), cell: (row: Delivery) => <code class="mono">{row.messageId}</code> },
              { label: t.type_column(), cell: (row) => <code class="mono">{row.type}</code> },
              { label: t.log_at(), cell: (row) => at(row.createdAt) },
              { label: t.log_attempts(), kind: 'number', cell: (row) => row.attempts },
              { label: t.log_result(), cell: result },
              {
                label: t.log_again(),
                cell: (row) =>
                  row.state !== 'waiting' && (
                    <form method="post" action={path}>
                      <FormToken view={view} />
                      <input type="hidden" name="delivery" value={row.id} />
                      <button class="button secondary" type="submit" aria-label={t.log_again_of({ id: row.messageId })}>
                        <span>{t.log_again()}</span>
                      </button>
                    </form>
                  ),
              },
            ]}
            rows={deliveries}
          />
        )}
        <Card title={t.log_again_button()}>
          <form class="form" method="post" action={path}>
            <FormToken view={view} />
            <DateField lang={lang} name="since" label={t.log_again_all()} value={page.since} error={problemOf(page.problems, 'since')} />
            <Button kind="secondary">{t.log_again_button()}</Button>
          </form>
        </Card>
        <Actions>
          <ButtonLink href={`/developers/apps/${app.id}`} kind="quiet">
            {t.back_to_app({ name: app.name })}
          </ButtonLink>
        </Actions>
      </>
    ),
  };
}

/** The secret of a new webhook, the only time that it is shown. */
export function secretPage(view: View, { appId, name, secret }: { appId: string; name: string; secret: string }): Page {
  const t = texts[view.lang];
  return {
    title: t.secret_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.secret_title()} eyebrow={name} />
        <Notice tone="waiting" title={t.secret_once()}>
          <p>{t.secret_text()}</p>
        </Notice>
        <p class="mono key-shown" id="new-secret" translate={false}>
          {secret}
        </p>
        <Actions>
          <ButtonLink href={`/developers/apps/${appId}`}>{t.shown_done()}</ButtonLink>
        </Actions>
        <Card title={t.sign_title()}>
          <Samples lang={view.lang} examples={verifyExamples} />
        </Card>
      </>
    ),
  };
}
