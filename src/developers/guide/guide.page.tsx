/** `/developers`: everything that somebody needs to know who connects a program. */
import type { ComponentChildren } from 'preact';
import { formatDate } from '../../platform/calendar/index.ts';
import { formatNumber } from '../../platform/numbers/index.ts';
import { Actions, ButtonLink, Card, DataTable, type Page, PageHeading, QuietLinks, type View } from '../../platform/ui/index.ts';
import { developersLimits, webhookTypes } from '../contract.ts';
import { texts } from '../messages.gen.ts';
import { listExamples, readExamples, sendExamples, verifyExamples } from './examples.ts';
import { Coded, Samples } from './parts.tsx';

export interface Guide {
  readonly origin: string;
  /** How the sandbox keys of whoever reads begin; none for a stranger. */
  readonly hints: readonly string[];
  readonly readsPerMinute: number;
  readonly keptDays: number;
  readonly changes: readonly { readonly day: string; readonly text: string }[];
}

/** Stands in examples where nobody's key is known. */
const noKey = { vi: 'KHOA_CUA_BAN', en: 'YOUR_KEY' } as const;
/** The words that examples send. */
export const exampleWords = { vi: 'Ổ gà sâu trước cổng chợ', en: 'A deep pothole in front of the market' } as const;

const typeKey = (type: string): string => type.replace(/[.-]/g, '_');

export function guidePage(view: View, guide: Guide): Page {
  const { lang } = view;
  const t = texts[lang];
  const { origin } = guide;
  const key = noKey[lang];
  return {
    title: t.guide_title(),
    description: t.guide_description(),
    body: (
      <>
        <PageHeading title={t.guide_title()} intro={t.guide_intro()} />
        <Actions>
          <ButtonLink href="/developers/apps">{guide.hints.length > 0 ? t.guide_my_apps() : t.guide_apps_button()}</ButtonLink>
        </Actions>
        <Card title={t.what_title()}>
          <ul class="dev-list">
            {[t.what_open311(), t.what_api(), t.what_webhooks(), t.what_data()].map((text, index) => (
              <li key={index}>
                <Coded text={text} />
              </li>
            ))}
          </ul>
          <p class="muted">{t.what_links()}</p>
          <QuietLinks
            lang={lang}
            links={['/open311/v2/discovery.json', '/open311/v2/services.json', '/openapi.json', '/api/v1/units', '/reports/feed.atom'].map(
              (href) => ({
                href,
                label: href,
              }),
            )}
          />
        </Card>
        <Card title={t.start_title()} id="start">
          <p>{t.start_intro()}</p>
          <p class="muted">
            <Coded text={t.key_here()} /> {guide.hints.length > 0 && t.your_hint({ hints: guide.hints.join(', ') })}
          </p>
          <ol class="dev-steps">
            <Step title={t.step_1()}>
              <p>
                <Coded text={t.step_1_text()} links={{ apps: '/developers/apps' }} />
              </p>
            </Step>
            <Step title={t.step_2()}>
              <Samples lang={lang} examples={listExamples(origin)} />
            </Step>
            <Step title={t.step_3()}>
              <Samples lang={lang} examples={sendExamples(origin, key, exampleWords[lang])} />
            </Step>
            <Step title={t.step_4()}>
              <Samples lang={lang} examples={readExamples(origin, key)} />
            </Step>
            <Step title={t.step_5()}>
              <p>{t.step_5_text()}</p>
            </Step>
          </ol>
        </Card>
        <Fields view={view} />
        <Card title={t.extensions_title()} id="extensions">
          <ul class="dev-list">
            {[t.ext_idempotency(), t.ext_paging(), t.ext_updates(), t.ext_sandbox(), t.ext_own()].map((text, index) => (
              <li key={index}>
                <Coded text={text} />
              </li>
            ))}
          </ul>
        </Card>
        <Limits view={view} guide={guide} />
        <Card title={t.types_title()} id="types">
          <DataTable
            caption={t.types_title()}
            captionHidden
            columns={[
              { label: t.type_column(), cell: (type) => <code class="mono">{type}</code> },
              { label: t.meaning_column(), cell: (type) => t.type_meaning({ type: typeKey(type) }) },
            ]}
            rows={webhookTypes}
          />
          <p>
            <Coded text={t.status_note()} />
          </p>
        </Card>
        <Card title={t.sign_title()} id="signatures">
          <p>
            <Coded text={t.sign_text()} />
          </p>
          <Samples lang={lang} examples={verifyExamples} />
          <p>{t.sign_rules()}</p>
        </Card>
        <Card title={t.errors_title()}>
          <p>
            <Coded text={t.errors_text()} />
          </p>
        </Card>
        <Card title={t.changes_title()} id="changes">
          <ul class="dev-list">
            {guide.changes.map(({ day, text }) => (
              <li key={day}>
                <strong>{formatDate(day)}</strong>: {text}
              </li>
            ))}
          </ul>
          <p class="muted">{t.changes_note()}</p>
        </Card>
      </>
    ),
  };
}

function Step({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <li>
      <h3>{title}</h3>
      {children}
    </li>
  );
}

function Fields({ view }: { view: View }) {
  const t = texts[view.lang];
  const rows: readonly { readonly name: string; readonly meaning: ReturnType<typeof t.field_attribute> | string }[] = [
    { name: 'service_code', meaning: t.field_service_code() },
    { name: 'lat, long · address_string · address_id', meaning: t.field_place() },
    { name: 'description', meaning: t.field_description() },
    { name: 'attribute[…]', meaning: t.field_attribute() },
    { name: 'first_name, last_name, phone, email', meaning: t.field_person() },
    { name: 'device_id, account_id', meaning: t.field_device() },
    { name: 'media, media_url', meaning: t.field_media() },
  ];
  return (
    <Card title={t.send_title()} id="fields">
      <DataTable
        caption={t.send_title()}
        captionHidden
        columns={[
          { label: t.field_column(), cell: (row) => <code class="mono">{row.name}</code> },
          { label: t.meaning_column(), cell: (row) => <Coded text={row.meaning} /> },
        ]}
        rows={rows}
      />
    </Card>
  );
}

function Limits({ view, guide }: { view: View; guide: Guide }) {
  const { lang } = view;
  const t = texts[lang];
  const { apps, keys, webhooks, perMinute } = developersLimits;
  return (
    <Card title={t.limits_title()} id="limits">
      <DataTable
        caption={t.limits_title()}
        captionHidden
        columns={[
          { label: t.limits_title(), cell: (row) => row.what },
          { label: t.meaning_column(), kind: 'number', cell: (row) => formatNumber(row.most, lang) },
        ]}
        rows={[
          { what: t.limit_calls(), most: perMinute },
          { what: t.limit_reads(), most: guide.readsPerMinute },
          { what: t.limit_apps(), most: apps },
          { what: t.limit_keys(), most: keys },
          { what: t.limit_webhooks(), most: webhooks },
          { what: t.limit_days(), most: guide.keptDays },
        ]}
      />
      <p>
        <Coded text={t.limit_headers()} />
      </p>
    </Card>
  );
}
