import { formatDate } from '../../platform/calendar/index.ts';
import type { Page } from '../../platform/http/index.ts';
import { Breadcrumb, EmptyState, PageHeading, QuietLinks, type View } from '../../platform/ui/index.ts';
import type { MemberRole } from '../contract.ts';
import type { TeamCards } from './gather.ts';
import { texts } from './messages.gen.ts';
import { inGroups } from './model.ts';
import { QrPicture } from './qr.tsx';
import { memberRoleName } from './words.ts';

/** Longer names are set smaller: they must stand on the card in full. */
const LONG_NAME = 22;

export interface PrintedCard {
  readonly id: string;
  readonly name: string;
  readonly role: MemberRole;
  readonly number: string;
  /** What the QR picture says. */
  readonly address: string;
  readonly lastDay: string;
  readonly picture: string | null;
}

export interface PrintContent {
  readonly team: TeamCards;
  readonly cards: readonly PrintedCard[];
  readonly teamName: string;
  /** Where the number can be checked, as it is read out. */
  readonly shortAddress: string;
}

/** `/console/teams/:id/cards/print`: ten cards of 85.6 × 54 mm (ISO/IEC 7810, ID-1) on a sheet of A4, to cut out. */
export function printPage(view: View, content: PrintContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { team, cards } = content;
  return {
    title: t.print_title({ team: team.name }),
    unlisted: true,
    wide: true,
    body: (
      <div class="paper-only-cards">
        <div class="not-on-paper">
          <Breadcrumb
            lang={lang}
            steps={[
              { label: t.crumb_teams(), href: '/console/teams' },
              { label: team.name, href: `/console/teams/${team.id}` },
              { label: t.crumb_cards(), href: `/console/teams/${team.id}/cards` },
              { label: t.crumb_print() },
            ]}
          />
          <PageHeading title={t.print_title({ team: team.name })} intro={t.print_intro({ count: cards.length })} />
          <QuietLinks lang={lang} links={[]} print />
        </div>
        {cards.length === 0 ? (
          <EmptyState icon="print" title={t.print_none()} why={t.print_none_why()} />
        ) : (
          <ul class="team-cards">
            {cards.map((card) => (
              <li key={card.id} class="team-card">
                <TeamCard view={view} card={card} content={content} />
              </li>
            ))}
          </ul>
        )}
      </div>
    ),
  };
}

function TeamCard({ view, card, content }: { view: View; card: PrintedCard; content: PrintContent }) {
  const { lang } = view;
  const t = texts[lang];
  return (
    <>
      <p class="team-card-head">{content.teamName}</p>
      <div class="team-card-body">
        {card.picture !== null && <img class="team-card-photo" src={card.picture} alt={t.photo_of({ name: card.name })} />}
        <div class="team-card-who">
          <p class={card.name.length > LONG_NAME ? 'team-card-name long' : 'team-card-name'}>{card.name}</p>
          <p>{memberRoleName(card.role, lang)}</p>
          <p>{content.team.name}</p>
          <p>{content.team.place}</p>
        </div>
        <QrPicture text={card.address} label={t.card_qr()} />
      </div>
      <p class="team-card-number">{inGroups(card.number)}</p>
      <p class="team-card-foot">
        {t.card_until({ day: formatDate(card.lastDay) })} · {t.card_check({ address: content.shortAddress })}
      </p>
      <p class="team-card-never">{t.never_asks({ team: t.team_short() })}</p>
    </>
  );
}
