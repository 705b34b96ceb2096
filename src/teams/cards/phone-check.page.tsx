import { formatDate } from '../../platform/calendar/index.ts';
import type { Page } from '../../platform/http/index.ts';
import { Breadcrumb, ErrorSummary, PageHeading, type View } from '../../platform/ui/index.ts';
import { Never, NumberForm, Result } from './check.page.tsx';
import type { CheckAnswer } from './check.ts';
import { texts } from './messages.gen.ts';
import type { Code } from './model.ts';

export interface PhoneCheckContent {
  readonly result: CheckAnswer | null;
  readonly code?: Code;
  readonly picture?: string | null;
  readonly wrong?: boolean;
  readonly teamName: string;
  readonly today: string;
}

/** `/console/teams/check`: somebody calls and reads out a number; the official hears the same as the public page says. */
export function phoneCheckPage(view: View, content: PhoneCheckContent): Page {
  const { lang } = view;
  const t = texts[lang];
  return {
    title: t.phone_title(),
    unlisted: true,
    body: (
      <div class="card-check">
        <Breadcrumb lang={lang} steps={[{ label: t.crumb_teams(), href: '/console/teams' }, { label: t.phone_title() }]} />
        {content.result === null ? (
          <PageHeading title={t.phone_title()} intro={t.phone_intro()} />
        ) : (
          <Result
            lang={lang}
            code={content.code}
            picture={content.picture ?? null}
            result={content.result}
            today={formatDate(content.today)}
          />
        )}
        <ErrorSummary lang={lang} problems={content.wrong ? [{ field: 'number', message: t.check_wrong_length() }] : []} />
        <NumberForm view={view} action="/console/teams/check" again={content.result !== null} wrong={content.wrong ?? false} />
        <Never lang={lang} teamName={content.teamName} />
      </div>
    ),
  };
}
