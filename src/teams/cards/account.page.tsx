import type { Purpose } from '../../people/index.ts';
import { formatDate } from '../../platform/calendar/index.ts';
import type { Page } from '../../platform/http/index.ts';
import {
  Button,
  Card,
  DefinitionList,
  EmptyState,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  Notice,
  PageHeading,
  type View,
} from '../../platform/ui/index.ts';
import { lineOf } from '../console/form-values.ts';
import type { MemberRole } from '../contract.ts';
import { texts } from './messages.gen.ts';
import { inGroups, MINUTE_DIGITS } from './model.ts';
import { PhotoForm } from './photo-form.tsx';
import { memberRoleName } from './words.ts';

export interface OwnService {
  readonly membershipId: string;
  readonly teamName: string;
  readonly place: string;
  readonly role: MemberRole;
  /** Whether the team works now. */
  readonly active: boolean;
  readonly awayUntil: string | null;
  /** The good card, with what the telephone shows now. */
  readonly card: { readonly id: string; readonly lastDay: string; readonly digits: string; readonly secondsLeft: number } | null;
}

export interface OwnCardContent {
  readonly name: string;
  readonly services: readonly OwnService[];
  readonly hasPhoto: boolean;
  readonly consent: Purpose | null;
  readonly teamName: string;
  /** The person wants the page to stay as it is. */
  readonly still: boolean;
  readonly done: 'lost' | 'photo' | 'photo-removed' | null;
  readonly problems: readonly FieldProblem[];
}

/** The version of the words that were agreed to in a form; null where nothing was ticked. */
export function consentGiven(body: unknown): number | null {
  const version = lineOf(body, 'agree');
  return /^\d{1,6}$/.test(version) ? Number(version) : null;
}

/** `/account/card`: what a member shows at the door. */
export function ownCardPage(view: View, content: OwnCardContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const shown = content.services.flatMap(({ card }) => (card ? [card] : []));
  const soonest = Math.min(...shown.map(({ secondsLeft }) => secondsLeft));
  return {
    title: t.own_title(),
    unlisted: true,
    ...(shown.length > 0 ? { scripts: ['teams/cards/own-card.client.ts'] } : {}),
    body: (
      <>
        <PageHeading title={t.own_title()} intro={t.own_intro()} />
        <ErrorSummary lang={lang} problems={content.problems} />
        <Done view={view} content={content} />
        {content.services.length === 0 && (
          <EmptyState icon="people" title={t.own_none_title()} why={t.own_none({ team: content.teamName })} />
        )}
        {content.services.map((service) => (
          <Service key={service.membershipId} view={view} service={service} content={content} />
        ))}
        {shown.length > 0 && <WithoutScript view={view} seconds={soonest} still={content.still} />}
        {content.services.length > 0 && (
          <PhotoForm
            view={view}
            action="/account/card/photo"
            photo={content.hasPhoto ? '/account/card/photo' : null}
            name={content.name}
            consent={content.consent}
            by="self"
            problems={content.problems}
          />
        )}
      </>
    ),
  };
}

function Done({ view, content }: { view: View; content: OwnCardContent }) {
  const t = texts[view.lang];
  if (content.done === null) return null;
  return (
    <Notice tone="good" title={{ lost: t.own_done_lost(), photo: t.done_photo(), 'photo-removed': t.done_photo_removed() }[content.done]} />
  );
}

function Service({ view, service, content }: { view: View; service: OwnService; content: OwnCardContent }) {
  const { lang } = view;
  const t = texts[lang];
  const { card } = service;
  return (
    <Card title={service.teamName}>
      <div class="checked-member">
        {content.hasPhoto && <img src="/account/card/photo" width="120" height="120" alt={t.photo_of({ name: content.name })} />}
        <DefinitionList
          rows={[
            { term: t.field_name(), value: <strong>{content.name}</strong> },
            { term: t.field_role(), value: memberRoleName(service.role, lang) },
            { term: t.field_place(), value: service.place },
            { term: t.field_valid_until(), value: card && formatDate(card.lastDay) },
          ]}
        />
      </div>
      {service.awayUntil !== null && (
        <Notice tone="waiting">
          <p>{t.own_away({ day: formatDate(service.awayUntil) })}</p>
        </Notice>
      )}
      {card ? (
        <Code view={view} card={card} />
      ) : (
        <p>{service.active ? t.own_no_card({ place: service.place }) : t.own_team_rests({ place: service.place })}</p>
      )}
      {card && <Lost view={view} membershipId={service.membershipId} />}
    </Card>
  );
}

function Code({ view, card }: { view: View; card: NonNullable<OwnService['card']> }) {
  const t = texts[view.lang];
  const groups = inGroups(card.digits).split(' ');
  const serial = groups.slice(0, 2).join(' ');
  return (
    <div class="minute-card" data-card={card.id} data-seconds={card.secondsLeft} data-lost={t.own_code_lost()}>
      <p class="muted">{t.own_code_say()}</p>
      <p class="minute-serial">{serial}</p>
      <p class="minute-code" data-code={MINUTE_DIGITS}>
        {groups.slice(2).join(' ')}
      </p>
      <p class="muted" data-left>
        {t.own_code_left({ seconds: card.secondsLeft })}
      </p>
    </div>
  );
}

function Lost({ view, membershipId }: { view: View; membershipId: string }) {
  const t = texts[view.lang];
  return (
    <details class="what">
      <summary>{t.own_lost_title()}</summary>
      <form class="form" method="post" action="/account/card/lost">
        <FormToken view={view} />
        <input type="hidden" name="membership" value={membershipId} />
        <p>{t.own_lost_why()}</p>
        <Button kind="danger">{t.own_lost_button()}</Button>
      </form>
    </details>
  );
}

/** Where no script changes the code the page asks for the next one by itself, unless the reader would rather have it stand still. */
function WithoutScript({ view, seconds, still }: { view: View; seconds: number; still: boolean }) {
  const t = texts[view.lang];
  return (
    <noscript>
      {!still && <meta http-equiv="refresh" content={`${seconds + 1};url=/account/card`} />}
      <p>
        {still ? t.own_still() : t.own_refreshes()}{' '}
        <a href={still ? '/account/card' : '/account/card?stop=yes'}>{still ? t.own_refresh_again() : t.own_refresh_stop()}</a>
      </p>
    </noscript>
  );
}
