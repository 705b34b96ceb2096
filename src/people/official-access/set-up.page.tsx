import { groupCode } from '../../platform/text/index.ts';
import {
  Button,
  Card,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  type Page,
  PageHeading,
  problemOf,
  QrPicture,
  QuietLinks,
  type View,
} from '../../platform/ui/index.ts';
import { CodeField, ToField } from './fields.tsx';
import { texts } from './messages.gen.ts';

const HOME = '/account/second-factor';

/** `/account/second-factor/totp`: the picture, the same to type, and the first code. */
export function totpPage(view: View, content: { secret: string; address: string; to: string; problems: readonly FieldProblem[] }): Page {
  const { lang } = view;
  const t = texts[lang];
  const { secret, address, to, problems } = content;
  return {
    title: t.app_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.connect_title()} intro={t.connect_intro()} />
        <ErrorSummary lang={lang} problems={problems} />
        <Card title={t.step_scan()} level={2}>
          <p>{t.step_scan_how()}</p>
          <QrPicture text={address} label={t.picture_label()} />
          <p>
            <a href={address}>{t.same_phone()}</a>
          </p>
          <p>{t.or_type()}</p>
          <p>
            <strong class="code">{groupCode(secret)}</strong>
          </p>
        </Card>
        <Card title={t.step_code()} level={2}>
          <form class="form" method="post" action={`${HOME}/totp`}>
            <FormToken view={view} />
            <ToField to={to} />
            <CodeField lang={lang} name="code" label={t.code_label()} hint={t.code_hint()} error={problemOf(problems, 'code')} />
            <div class="actions">
              <Button large icon="done">
                {t.confirm()}
              </Button>
            </div>
          </form>
        </Card>
      </>
    ),
  };
}

/** `/account/second-factor/codes`: the recovery codes, to be written down or printed. */
export function codesPage(view: View, { codes, to }: { codes: readonly string[]; to: string }): Page {
  const { lang } = view;
  const t = texts[lang];
  return {
    title: t.codes_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.codes_title()} intro={t.codes_intro({ count: codes.length })} />
        <Card>
          <ol>
            {codes.map((code) => (
              <li key={code}>
                <strong class="code">{code}</strong>
              </li>
            ))}
          </ol>
        </Card>
        <QuietLinks lang={lang} links={[]} print />
        <p>{t.codes_keep()}</p>
        <form class="form" method="post" action={`${HOME}/codes/kept`}>
          <FormToken view={view} />
          <ToField to={to} />
          <div class="actions">
            <Button large icon="done">
              {t.codes_kept()}
            </Button>
          </div>
        </form>
      </>
    ),
  };
}
