import type { Page } from '../../platform/http/index.ts';
import {
  Button,
  ButtonLink,
  Card,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  Notice,
  PageHeading,
  problemOf,
  TextField,
  type View,
} from '../../platform/ui/index.ts';
import { PinField } from '../citizen-access/pin-field.tsx';
import type { WaysBack } from './entry.ts';
import { texts } from './messages.gen.ts';

const statusOf = (problems: readonly unknown[]) => (problems.length === 0 ? 200 : 422);

/** `/sign-in/recover`: what to bring to the commune, other ways, and the code that was handed over. */
export function recoverEntryPage(view: View, content: { problems: readonly FieldProblem[]; wait?: string }): Page {
  const { lang } = view;
  const t = texts[lang];
  return {
    title: t.entry_title(),
    description: t.entry_intro(),
    unlisted: true,
    status: content.wait === undefined ? statusOf(content.problems) : 429,
    body: (
      <>
        <ErrorSummary lang={lang} problems={content.problems} />
        <PageHeading title={t.entry_title()} intro={t.entry_intro()} />
        {content.wait !== undefined && (
          <Notice tone="waiting" urgent>
            <p>{content.wait}</p>
          </Notice>
        )}
        <Card title={t.have_code_title()}>
          <form class="form" method="post" action="/sign-in/recover">
            <FormToken view={view} />
            <TextField
              lang={lang}
              name="code"
              label={t.code_label()}
              hint={t.code_hint()}
              inputMode="numeric"
              maxLength={20}
              error={problemOf(content.problems, 'code')}
            />
            <Button large>{t.go_on()}</Button>
          </form>
        </Card>
        <Card title={t.bring_title()}>
          <div class="prose">
            <ol>
              <li>{t.bring_yourself()}</li>
              <li>{t.bring_card()}</li>
              <li>{t.bring_phone()}</li>
              <li>{t.bring_wait()}</li>
            </ol>
          </div>
        </Card>
        <Card title={t.other_ways_title()}>
          <div class="prose">
            <ul>
              <li>
                <a href="/sign-in/phone">{t.other_phone()}</a>
              </li>
              <li>
                <a href="/sign-in">{t.other_all()}</a>
              </li>
              <li>{t.other_team()}</li>
              <li>{t.other_official()}</li>
            </ul>
          </div>
        </Card>
      </>
    ),
  };
}

/** The code was right: is it you, and how do you want to come in from now on. */
export function waysBackPage(view: View, content: { ways: WaysBack; problems: readonly FieldProblem[] }): Page {
  const { lang } = view;
  const t = texts[lang];
  const { welcome, phone } = content.ways;
  const { problems } = content;
  return {
    title: t.ways_title(),
    unlisted: true,
    status: statusOf(problems),
    body: (
      <>
        <ErrorSummary lang={lang} problems={problems} />
        <PageHeading
          title={
            welcome.commune === ''
              ? t.is_it_you({ name: welcome.firstName })
              : t.is_it_you_of({ name: welcome.firstName, commune: welcome.commune })
          }
          intro={phone ? t.ways_intro() : t.ways_intro_official()}
        />
        {phone && (
          <Card title={t.way_pin()}>
            <form class="form" method="post" action="/sign-in/recover/pin">
              <FormToken view={view} />
              <PinField lang={lang} name="pin" label={t.pin_label()} hint={t.pin_hint()} error={problemOf(problems, 'pin')} />
              <PinField lang={lang} name="again" label={t.again_label()} error={problemOf(problems, 'again')} />
              <Button large>{t.way_pin_button()}</Button>
            </form>
          </Card>
        )}
        <Card title={phone ? t.way_number() : t.way_password()}>
          <form class="form" method="post" action="/sign-in/recover/go-on">
            <FormToken view={view} />
            <p>{phone ? t.way_number_what() : t.way_password_what()}</p>
            <Button kind={phone ? 'secondary' : 'primary'}>{phone ? t.way_number_button() : t.way_password_button()}</Button>
          </form>
        </Card>
        <p>{t.not_you()}</p>
      </>
    ),
  };
}

/** The code, or the browser's quarter of an hour, is over. */
export function codeOverPage(view: View): Page {
  const t = texts[view.lang];
  return {
    title: t.over_title(),
    unlisted: true,
    status: 422,
    body: (
      <>
        <PageHeading title={t.over_title()} intro={t.over_what()} />
        <div class="actions">
          <ButtonLink href="/sign-in/recover">{t.over_again()}</ButtonLink>
        </div>
      </>
    ),
  };
}

/** The address in the message: stop what somebody did in my name. */
export function stopPage(view: View, content: { mark: string; state: 'ask' | 'stopped' | 'nothing' }): Page {
  const t = texts[view.lang];
  const words = {
    ask: { title: t.stop_title(), what: t.stop_what() },
    stopped: { title: t.stopped_title(), what: t.stopped_what() },
    nothing: { title: t.stop_nothing_title(), what: t.stop_nothing_what() },
  }[content.state];
  return {
    title: words.title,
    unlisted: true,
    status: content.state === 'nothing' ? 404 : 200,
    body: (
      <>
        <PageHeading title={words.title} intro={words.what} />
        {content.state === 'ask' && (
          <form class="form" method="post" action={`/sign-in/recover/stop/${content.mark}`}>
            <FormToken view={view} />
            <Button large kind="danger">
              {t.stop_button()}
            </Button>
            <p>{t.stop_if_you()}</p>
          </form>
        )}
      </>
    ),
  };
}
