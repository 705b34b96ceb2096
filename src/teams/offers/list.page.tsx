/** `/console/teams/offers`: who wants to join or to help in the official's places. */
import { formatDate } from '../../platform/calendar/index.ts';
import {
  Actions,
  Answer,
  ButtonLink,
  Chips,
  DataTable,
  EmptyState,
  type Page,
  PageHeading,
  Pager,
  Pill,
  type View,
} from '../../platform/ui/index.ts';
import { texts } from './messages.gen.ts';
import type { Offer } from './queries.ts';
import { stateTone } from './state.ts';

export interface OfferList {
  readonly offers: readonly Offer[];
  readonly fresh: number;
  readonly ended: boolean;
  /** The moment before which the next page begins; null at the end. */
  readonly older: string | null;
  readonly timeZone: string;
}

export function listPage(view: View, { offers, fresh, ended, older, timeZone }: OfferList): Page {
  const { lang } = view;
  const t = texts[lang];
  const base = ended ? '/console/teams/offers?show=ended' : '/console/teams/offers';
  return {
    title: t.list_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.list_title()} />
        <Answer underHeading text={t.list_answer({ count: fresh })} />
        <Actions>
          <ButtonLink href="/teams/join?for=somebody" kind="secondary">
            {t.join_for_somebody()}
          </ButtonLink>
          <ButtonLink href="/teams/help?for=somebody" kind="secondary">
            {t.help_for_somebody()}
          </ButtonLink>
        </Actions>
        <Chips
          label={t.list_which()}
          items={[
            { label: t.list_open(), href: '/console/teams/offers', current: !ended },
            { label: t.list_ended(), href: '/console/teams/offers?show=ended', current: ended },
          ]}
        />
        {offers.length === 0 ? (
          <EmptyState icon="helping" title={t.list_empty()} why={t.list_empty_why()} />
        ) : (
          <DataTable
            caption={t.list_title()}
            captionHidden
            columns={[
              {
                label: t.column_what(),
                cell: (offer: Offer) => <a href={`/console/teams/offers/${offer.id}`}>{t.kind({ kind: offer.kind })}</a>,
              },
              { label: t.column_unit(), cell: (offer: Offer) => offer.unitName },
              {
                label: t.column_day(),
                cell: (offer: Offer) => formatDate(offer.offeredAt.toZonedDateTimeISO(timeZone).toPlainDate().toString()),
              },
              {
                label: t.column_state(),
                cell: (offer: Offer) => <Pill tone={stateTone(offer.state)}>{t.state({ state: offer.state })}</Pill>,
              },
            ]}
            rows={offers}
          />
        )}
        {older !== null && <Pager lang={lang} next={`${base}${ended ? '&' : '?'}before=${encodeURIComponent(older)}`} />}
      </>
    ),
  };
}
