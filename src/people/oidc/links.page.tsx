import {
  Actions,
  Breadcrumb,
  Button,
  ButtonLink,
  Card,
  DefinitionList,
  EmptyState,
  FormToken,
  Notice,
  type Page,
  PageHeading,
  type View,
} from '../../platform/ui/index.ts';
import type { Gate } from '../passkeys/gate.ts';
import type { Linked, Proposal } from './links.ts';
import { texts } from './messages.gen.ts';
import type { Provider, Way } from './ways.ts';

export interface LinkList {
  readonly links: readonly Linked[];
  readonly ways: readonly Way[];
  readonly gate: Gate;
  readonly done: 'linked' | 'unlinked' | null;
  readonly problem: { readonly title: string; readonly advice: string } | null;
}

const steps = (view: View) => [
  { label: texts[view.lang].my_account(), href: '/account' },
  { label: texts[view.lang].links_title(), href: '/account/links' },
];

/** How a provider is called: by the setting, or in plain words. */
export function providerName(view: View, provider: Provider, named: string | null): string {
  const t = texts[view.lang];
  return provider === 'vneid' ? t.name_vneid() : (named ?? t.name_province());
}

/** `/account/links`: the outside accounts that open this one. */
export function linksPage(view: View, list: LinkList, nameOf: (provider: Provider) => string): Page {
  const t = texts[view.lang];
  const open = list.ways.filter((way) => !list.links.some((one) => one.provider === way.provider));
  return {
    title: t.links_title(),
    unlisted: true,
    body: (
      <>
        <Breadcrumb lang={view.lang} steps={[{ label: t.my_account(), href: '/account' }, { label: t.links_title() }]} />
        <PageHeading title={t.links_title()} intro={t.links_intro()} />
        {list.problem && (
          <Notice tone="danger" urgent title={list.problem.title}>
            <p>{list.problem.advice}</p>
          </Notice>
        )}
        {list.done !== null && (
          <Notice tone="good" urgent>
            <p>{list.done === 'linked' ? t.linked() : t.unlinked()}</p>
          </Notice>
        )}
        {list.gate !== 'open' && <Prove view={view} gate={list.gate} />}
        {list.links.length === 0 && <EmptyState icon="people" title={t.none_title()} why={t.none_why()} />}
        {list.links.map((one) => (
          <Card key={one.id} title={nameOf(one.provider)}>
            <p>{t.linked_as({ shown: one.shown })}</p>
            {list.gate === 'open' && (
              <form method="post" action={`/account/links/${one.id}/remove`}>
                <FormToken view={view} />
                <Button kind="danger">{t.unlink()}</Button>
              </form>
            )}
          </Card>
        ))}
        {list.gate === 'open' && open.length > 0 && (
          <Card title={t.add_title()}>
            <p>{t.add_hint()}</p>
            <Actions>
              {open.map((way) => (
                <ButtonLink key={way.provider} kind="secondary" href={`${way.href}?purpose=link`}>
                  {nameOf(way.provider)}
                </ButtonLink>
              ))}
            </Actions>
          </Card>
        )}
      </>
    ),
  };
}

function Prove({ view, gate }: { view: View; gate: Gate }) {
  const t = texts[view.lang];
  return (
    <Notice tone="waiting" title={t.prove_title()}>
      <p>{t.prove_again()}</p>
      <Actions>
        {gate === 'second-factor' && (
          <ButtonLink kind="secondary" href="/account/second-factor?to=/account/links">
            {t.prove_by_second()}
          </ButtonLink>
        )}
        <ButtonLink kind="secondary" href="/sign-in?to=/account/links">
          {t.prove_by_signing_in()}
        </ButtonLink>
      </Actions>
    </Notice>
  );
}

/** `/account/links/confirm`: what came back, before it is linked. */
export function confirmLinkPage(view: View, proposal: Proposal, provider: string): Page {
  const t = texts[view.lang];
  return {
    title: t.confirm_title({ provider }),
    unlisted: true,
    body: (
      <>
        <Breadcrumb lang={view.lang} steps={[...steps(view), { label: t.confirm_title({ provider }) }]} />
        <PageHeading title={t.confirm_title({ provider })} intro={t.confirm_intro()} />
        <DefinitionList
          rows={[
            { term: t.confirm_there({ provider }), value: [proposal.name, proposal.shown].filter(Boolean).join(' · ') },
            { term: t.confirm_here(), value: view.actor.name || t.my_account() },
          ]}
        />
        <form method="post" action="/account/links/confirm">
          <FormToken view={view} />
          <Actions>
            <Button large>{t.confirm_button()}</Button>
            <ButtonLink kind="secondary" href="/account/links">
              {t.confirm_not()}
            </ButtonLink>
          </Actions>
        </form>
      </>
    ),
  };
}
