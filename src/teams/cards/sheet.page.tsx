import { formatDate } from '../../platform/calendar/index.ts';
import type { Page } from '../../platform/http/index.ts';
import { Breadcrumb, EmptyState, QuietLinks, type View } from '../../platform/ui/index.ts';
import type { MemberRole } from '../contract.ts';
import type { TeamCards } from './gather.ts';
import { texts } from './messages.gen.ts';
import { QrPicture } from './qr.tsx';
import { memberRoleName } from './words.ts';

/** More members than this are shown smaller, so that one sheet holds them. */
const MOST_IN_LARGE = 18;

export interface SheetMember {
  readonly id: string;
  readonly name: string;
  readonly role: MemberRole;
  /** Numbers that the member agreed to have on the wall. */
  readonly phones: readonly string[];
  readonly picture: string | null;
}

export interface SheetContent {
  readonly team: TeamCards;
  readonly members: readonly SheetMember[];
  readonly teamName: string;
  /** Where a card can be checked. */
  readonly address: string;
  readonly smsNumber: string | null;
}

/** `/console/teams/:id/sheet`: one A4 sheet for the house of culture: who belongs to the team today, and what it never asks for. */
export function sheetPage(view: View, content: SheetContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { team, members } = content;
  return {
    title: t.sheet_title({ team: team.name }),
    unlisted: true,
    body: (
      <div class="paper-only-sheet">
        <div class="not-on-paper">
          <Breadcrumb
            lang={lang}
            steps={[
              { label: t.crumb_teams(), href: '/console/teams' },
              { label: team.name, href: `/console/teams/${team.id}` },
              { label: t.crumb_cards(), href: `/console/teams/${team.id}/cards` },
              { label: t.crumb_sheet() },
            ]}
          />
          <p>{t.sheet_intro()}</p>
          <QuietLinks lang={lang} links={[]} print />
        </div>
        {members.length === 0 || !team.active ? (
          <EmptyState icon="people" title={t.list_none()} why={team.active ? t.list_none_why() : t.list_team_rests_why()} />
        ) : (
          <article class={members.length > MOST_IN_LARGE ? 'wall-sheet wall-sheet-many' : 'wall-sheet'}>
            <p class="wall-sheet-what">{content.teamName}</p>
            <h1>{team.name}</h1>
            <p class="wall-sheet-place">
              {team.place} · {t.sheet_day({ day: formatDate(view.today) })}
            </p>
            <p class="wall-sheet-never">“{t.never_asks({ team: t.team_short() })}”</p>
            <div class="wall-sheet-foot">
              <QrPicture text={content.address} label={t.card_qr()} />
              <div>
                <p>
                  <strong>{t.sheet_check()}</strong>
                </p>
                <p class="wall-sheet-address">{content.address.replace(/^https?:\/\//, '')}</p>
                {content.smsNumber !== null && <p>{t.check_by_sms({ number: content.smsNumber })}</p>}
                <p>{t.never_asks_then()}</p>
              </div>
            </div>
            <ul class="wall-sheet-members">
              {members.map((member) => (
                <li key={member.id}>
                  {member.picture === null ? (
                    <span class="wall-sheet-blank" />
                  ) : (
                    <img src={member.picture} alt={t.photo_of({ name: member.name })} />
                  )}
                  <strong>{member.name}</strong>
                  <span>{memberRoleName(member.role, lang)}</span>
                  {member.phones.map((phone) => (
                    <span key={phone}>{spoken(phone)}</span>
                  ))}
                </li>
              ))}
            </ul>
          </article>
        )}
      </div>
    ),
  };
}

/** A number as people dial it: `0912 345 678`. */
function spoken(phone: string): string {
  return phone.replace(/^\+84/, '0').replace(/^(\d{4})(\d{3})(\d{3})$/, '$1 $2 $3');
}
