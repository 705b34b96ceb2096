/** Before sending: reports that may be the same matter. Follow one of them instead, or go on. */
import { momentText } from '../../platform/calendar/index.ts';
import type { Page } from '../../platform/http/index.ts';
import { Button, Card, Pill, type View } from '../../platform/ui/index.ts';
import type { NearReport } from '../near/index.ts';
import type { Draft } from './draft.ts';
import { formScript } from './form-notices.tsx';
import { Frame } from './frame.tsx';
import { texts } from './messages.gen.ts';
import { stateName, stateTone } from './states.ts';

interface NearContent {
  readonly draft: Draft;
  readonly found: readonly NearReport[];
  readonly timeZone: string;
}

export function nearPage(view: View, { draft, found, timeZone }: NearContent): Page {
  const { lang } = view;
  const t = texts[lang];
  return {
    title: t.near_title(),
    unlisted: true,
    scripts: [formScript],
    body: (
      <Frame
        view={view}
        piece="near"
        draft={{ ...draft, offered: 'yes' }}
        title={t.near_title()}
        intro={t.near_intro()}
        problems={[]}
        shown={[]}
        back="where"
        next={{ go: 'look', label: t.near_other() }}
      >
        <ul class="report-near">
          {found.map((one) => (
            <li key={one.id}>
              <Card
                title={lang === 'vi' ? one.categoryVi : one.categoryEn}
                aside={<Pill tone={stateTone(one.state)}>{stateName(one.state, lang)}</Pill>}
              >
                <p dir="auto" class="whitespace-pre-line">
                  {one.words}
                </p>
                <p class="muted">
                  {[
                    one.placeWords,
                    one.metres === null ? '' : t.near_metres({ metres: one.metres }),
                    t.near_sent({ day: momentText(one.sentAt, timeZone).slice(6) }),
                    t.near_followers({ count: one.followers }),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </p>
                <Button kind="secondary" name="follow" value={one.code}>
                  {t.follow()}
                </Button>
              </Card>
            </li>
          ))}
        </ul>
      </Frame>
    ),
  };
}
