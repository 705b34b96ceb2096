import { momentText } from '../../platform/calendar/index.ts';
import type { Page } from '../../platform/http/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { Button, Card, FormToken, Notice, PageHeading, Pill, type View } from '../../platform/ui/index.ts';
import type { Consent, Purpose } from './consents.ts';
import { texts } from './messages.gen.ts';
import { howWord } from './words.ts';

export interface ConsentsContent {
  readonly purposes: readonly Purpose[];
  readonly consents: readonly Consent[];
  readonly timeZone: string;
  readonly done: 'given' | 'withdrawn' | null;
}

/** `/account/consents`: each purpose by itself, nothing agreed to beforehand; taking back is one tap, as is agreeing. */
export function consentsPage(view: View, content: ConsentsContent): Page {
  const t = texts[view.lang];
  const inForce = new Map(content.consents.filter(({ withdrawnAt }) => withdrawnAt === null).map((consent) => [consent.code, consent]));
  const past = content.consents.filter(({ withdrawnAt }) => withdrawnAt !== null);
  const asked = new Set(content.purposes.map(({ code }) => code));
  const retired = [...inForce.values()].filter(({ code }) => !asked.has(code));
  return {
    title: t.consents_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.consents_title()} intro={t.consents_intro()} />
        {content.done && (
          <Notice tone="good">
            <p>{content.done === 'given' ? t.consent_given_done() : t.consent_withdrawn_done()}</p>
          </Notice>
        )}
        {[...content.purposes, ...retired].map((purpose) => (
          <Asked key={purpose.code} view={view} purpose={purpose} consent={inForce.get(purpose.code) ?? null} timeZone={content.timeZone} />
        ))}
        <Card title={t.consents_law_title()}>
          <p>{t.consents_law()}</p>
          <p>
            <a href="/account/privacy">{t.privacy_title()}</a>
          </p>
        </Card>
        {past.length > 0 && (
          <Card title={t.consents_history()}>
            {past.map((consent) => (
              <Past key={consent.id} lang={view.lang} consent={consent} timeZone={content.timeZone} />
            ))}
          </Card>
        )}
      </>
    ),
  };
}

function Asked({ view, purpose, consent, timeZone }: { view: View; purpose: Purpose; consent: Consent | null; timeZone: string }) {
  const t = texts[view.lang];
  // Whoever has agreed sees the words that they agreed to, also where others are asked today.
  const said = consent ?? purpose;
  return (
    <Card
      title={purpose.titles[view.lang]}
      id={purpose.code}
      aside={consent ? <Pill tone="good">{t.consent_yes()}</Pill> : <Pill>{t.consent_no()}</Pill>}
    >
      <p>{said.words[view.lang]}</p>
      <p class="muted small">{t.consent_data({ data: said.data[view.lang], controller: said.controller })}</p>
      {consent && (
        <p class="muted small">{t.consent_since({ at: momentText(consent.givenAt, timeZone), how: howWord(consent.how, view.lang) })}</p>
      )}
      <form method="post" action={`/account/consents/${purpose.code}`}>
        <FormToken view={view} />
        <input type="hidden" name="version" value={String(purpose.version)} />
        {consent ? (
          <Button kind="secondary" name="do" value="withdraw">
            {t.consent_withdraw()}
          </Button>
        ) : (
          <Button kind="secondary" name="do" value="give">
            {t.consent_give()}
          </Button>
        )}
      </form>
    </Card>
  );
}

function Past({ lang, consent, timeZone }: { lang: Lang; consent: Consent; timeZone: string }) {
  const t = texts[lang];
  return (
    <details class="what">
      <summary>
        {t.consent_past({
          title: consent.titles[lang],
          from: momentText(consent.givenAt, timeZone),
          to: consent.withdrawnAt === null ? '' : momentText(consent.withdrawnAt, timeZone),
        })}
      </summary>
      <div class="what-body">
        <p>{consent.words[lang]}</p>
        <p class="muted small">{t.consent_data({ data: consent.data[lang], controller: consent.controller })}</p>
      </div>
    </details>
  );
}
