/** `/developers/apps`: one's programs, and a new one. */
import {
  Actions,
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
  Pill,
  problemOf,
  TextField,
  type View,
} from '../../platform/ui/index.ts';
import { type AppState, developersLimits } from '../contract.ts';
import { readExamples, sendExamples } from '../guide/examples.ts';
import { exampleWords } from '../guide/guide.page.tsx';
import { Samples } from '../guide/parts.tsx';
import { texts } from '../messages.gen.ts';
import type { AppInput, ShownKey } from './commands.ts';
import type { App } from './types.ts';

export const toneOf: Readonly<Record<AppState, 'plain' | 'good' | 'waiting' | 'danger'>> = {
  sandbox: 'plain',
  wanted: 'waiting',
  granted: 'good',
  refused: 'danger',
  revoked: 'danger',
};

export function appsPage(view: View, apps: readonly App[]): Page {
  const t = texts[view.lang];
  return {
    title: t.apps_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.apps_title()} intro={t.apps_intro()} />
        <Actions>
          <ButtonLink href="/developers/apps/new">{t.new_button()}</ButtonLink>
          <ButtonLink href="/developers" kind="quiet">
            {t.guide_title()}
          </ButtonLink>
        </Actions>
        {apps.length === 0 && <EmptyState title={t.apps_empty()} why={t.apps_empty_why()} />}
        {apps.map((app) => (
          <Card key={app.id} title={app.name} aside={<Pill tone={toneOf[app.state]}>{t.app_state({ state: app.state })}</Pill>}>
            <p>{app.purpose}</p>
            <p>
              <a href={`/developers/apps/${app.id}`}>
                {t.app_open()} <span class="sr-only">{app.name}</span>
              </a>
            </p>
          </Card>
        ))}
      </>
    ),
  };
}

/** `/developers/apps/new`; what was typed stays. */
export function newAppPage(view: View, typed: AppInput, problems: readonly FieldProblem[]): Page {
  const { lang } = view;
  const t = texts[lang];
  return {
    title: t.new_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.new_title()} intro={t.apps_intro()} />
        <ErrorSummary lang={lang} problems={problems} />
        <form class="form" method="post" action="/developers/apps">
          <FormToken view={view} />
          <input type="hidden" name="id" value={typed.id} />
          <TextField
            lang={lang}
            name="name"
            label={t.field_name()}
            value={typed.name}
            maxLength={developersLimits.name}
            error={problemOf(problems, 'name')}
          />
          <TextField
            lang={lang}
            name="purpose"
            label={t.field_purpose()}
            rows={3}
            value={typed.purpose}
            maxLength={developersLimits.purpose}
            error={problemOf(problems, 'purpose')}
          />
          <TextField
            lang={lang}
            name="organisation"
            label={t.field_organisation()}
            optional
            value={typed.organisation}
            maxLength={developersLimits.organisation}
            error={problemOf(problems, 'organisation')}
          />
          <TextField
            lang={lang}
            name="site"
            label={t.field_site()}
            optional
            inputMode="url"
            value={typed.site}
            maxLength={developersLimits.site}
            error={problemOf(problems, 'site')}
          />
          <Button>{t.make_button()}</Button>
        </form>
      </>
    ),
  };
}

/** A key, the only time that it is shown, in examples that run as they stand. */
export function shownKeyPage(view: View, name: string, key: ShownKey): Page {
  const { lang } = view;
  const t = texts[lang];
  const origin = view.origin ?? '';
  const live = key.kind === 'live';
  return {
    title: t.shown_title({ name }),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.shown_title({ name })} eyebrow={t.kind({ kind: key.kind })} />
        <Notice tone="waiting" title={t.shown_once()}>
          <p>{t.shown_once_text()}</p>
        </Notice>
        <p class="mono key-shown" id="new-key" translate={false}>
          {key.text}
        </p>
        <Actions>
          <ButtonLink href={`/developers/apps/${key.appId}`}>{t.shown_done()}</ButtonLink>
        </Actions>
        {/* Whoever tries a real key with an example would send a real report. */}
        {!live && (
          <Card title={t.shown_try()}>
            <h3>{t.step_3()}</h3>
            <Samples lang={lang} examples={sendExamples(origin, key.text, exampleWords[lang])} />
            <h3>{t.step_4()}</h3>
            <Samples lang={lang} examples={readExamples(origin, key.text)} />
          </Card>
        )}
      </>
    ),
  };
}
