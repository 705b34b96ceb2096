import { Actions, ButtonLink, LinkCard, Notice, type Page, PageHeading, type View } from '../../../platform/ui/index.ts';
import { texts } from '../messages.gen.ts';
import { madeUpCitizens } from './stand-in.ts';

/** `/demo/vneid`: the page of the made-up VNeID, where somebody chooses whom to be. `query` is what the program asked with. */
export function standInPage(view: View, query: string): Page {
  const t = texts[view.lang];
  const href = (who: string) => `/demo/vneid/agree?who=${who}&${query}`;
  return {
    title: t.stand_in_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.stand_in_title()} intro={t.stand_in_intro()} />
        <Notice tone="waiting" title={t.stand_in_notice_title()}>
          <p>{t.stand_in_notice()}</p>
        </Notice>
        {madeUpCitizens.map((one) => (
          <LinkCard key={one.citizenPid} icon="people" href={href(one.citizenPid)} title={one.fullName}>
            {t.stand_in_citizen({ number: one.citizenPid, level: String(one.accountLevel) })}
          </LinkCard>
        ))}
        <Actions>
          <ButtonLink kind="secondary" href={href('nobody')}>
            {t.stand_in_decline()}
          </ButtonLink>
        </Actions>
      </>
    ),
  };
}
