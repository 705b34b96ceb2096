/** `/reports/on-this-phone`: drafts and what leaves by itself, with what can be done about each. */
import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Draft, type Operation, openStore, type Store, type Watch, watchOutgoing } from '../../platform/browser/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { EmptyState, Notice } from '../../platform/ui/blocks.tsx';
import { PageHeading } from '../../platform/ui/heading.tsx';
import { Icon } from '../../platform/ui/icon.tsx';
import { draftKind, isSending } from './keeping.client.ts';
import { texts } from './messages.gen.ts';
import { writingIn } from './model/writing.ts';
import { StateLine } from './saved.client.tsx';
import { moment } from './what.client.tsx';

/** So many letters tell one report from another. */
const excerpt = 80;

function Here({ lang }: { lang: Lang }) {
  const t = texts[lang];
  const [store, setStore] = useState<Store | null>(null);
  const [trouble, setTrouble] = useState(false);
  const [drafts, setDrafts] = useState<readonly Draft[]>([]);
  const [operations, setOperations] = useState<readonly Operation[]>([]);
  const [said, say] = useState('');
  const watch = useRef<Watch | null>(null);

  useEffect(() => {
    openStore().then(
      (opened) => {
        setStore(opened);
        const show = () => void read(opened).catch(() => undefined);
        show();
        watch.current = watchOutgoing(opened, show);
      },
      () => setTrouble(true),
    );
    return () => watch.current?.stop();
  }, []);

  async function read(from: Store): Promise<void> {
    setDrafts(await from.drafts(draftKind));
    setOperations([...(await from.operations())].reverse());
  }

  async function sendNow(): Promise<void> {
    say('');
    const round = await watch.current?.now();
    if (round && !round.elsewhere && round.waiting > 0 && round.sent === 0) say(t.send_now_none());
  }

  async function remove(work: (from: Store) => Promise<void>): Promise<void> {
    if (store === null) return;
    await work(store);
    // The bytes of its files go too.
    await store.tidyUp(0);
    await read(store);
    say(t.delete_done());
    document.querySelector<HTMLElement>('h1')?.focus();
  }

  const nothing = drafts.length === 0 && operations.length === 0;
  const waiting = operations.some(({ state }) => state === 'waiting');
  return (
    <>
      <PageHeading title={t.here_title()} intro={t.here_intro()} />
      {trouble && (
        <Notice tone="waiting" title={t.unavailable()}>
          <p>{t.unavailable_advice()}</p>
        </Notice>
      )}
      <p role="status">{said}</p>
      {store && nothing && <EmptyState icon="document" title={t.here_none()} why={t.here_none_why()} />}
      <div class="actions">
        {waiting && (
          <button class="button primary" type="button" onClick={() => void sendNow().catch(() => undefined)}>
            <Icon name="upload" />
            <span>{t.send_now()}</span>
          </button>
        )}
        <a class={waiting ? 'button secondary' : 'button primary'} href="/reports/write">
          {t.new_one()}
        </a>
      </div>
      {operations.length > 0 && (
        <section class="card" aria-labelledby="waiting">
          <h2 class="card-title" id="waiting">
            {t.here_waiting()}
          </h2>
          <ul class="kept-list">
            {operations.map((operation) => (
              <li key={operation.id}>
                <h3>{operation.title}</h3>
                <Words of={operation.body ?? {}} />
                <StateLine lang={lang} operation={operation} />
                {operation.problem && <p>{operation.problem.words}</p>}
                {operation.state === 'waiting' && operation.attempts > 0 && !isSending(operation) && <p class="hint">{t.waiting_why()}</p>}
                <p class="hint">{t.saved_at({ when: moment(operation.savedAt) })}</p>
                <div class="actions">
                  {(operation.state === 'needs-you' || (operation.state === 'waiting' && operation.attempts === 0)) && (
                    <a class="button secondary" href={`/reports/write?mend=${operation.id}`}>
                      {operation.state === 'needs-you' ? t.mend() : t.change()}
                    </a>
                  )}
                  <Delete
                    lang={lang}
                    title={operation.title}
                    warning={operation.state === 'waiting' && operation.attempts > 0 ? t.delete_began() : ''}
                    label={t.delete()}
                    ask={t.delete_ask({ title: operation.title })}
                    act={() => void remove((from) => from.dropOperation(operation.id))}
                  />
                </div>
              </li>
            ))}
          </ul>
        </section>
      )}
      {drafts.length > 0 && (
        <section class="card" aria-labelledby="drafts">
          <h2 class="card-title" id="drafts">
            {t.drafts_title()}
          </h2>
          <ul class="kept-list">
            {drafts.map((draft) => {
              const title = draft.title || t.draft_untitled();
              return (
                <li key={draft.id}>
                  <h3>{title}</h3>
                  <Words of={draft.body} />
                  <p class="hint">{t.draft_changed({ when: moment(draft.changedAt) })}</p>
                  <div class="actions">
                    <a class="button secondary" href={`/reports/write?draft=${draft.id}`}>
                      {t.draft_open({ title })}
                    </a>
                    <Delete
                      lang={lang}
                      title={title}
                      warning=""
                      label={t.delete()}
                      ask={t.delete_ask({ title })}
                      act={() => void remove((from) => from.dropDraft(draft.id))}
                    />
                  </div>
                </li>
              );
            })}
          </ul>
        </section>
      )}
      {!nothing && (
        <section class="card" aria-labelledby="wipe">
          <h2 class="card-title" id="wipe">
            {t.wipe()}
          </h2>
          <p>
            {t.shared()} {t.wipe_hint()}
          </p>
          <Delete lang={lang} title="" warning="" label={t.wipe()} ask={t.wipe_ask()} act={() => void remove((from) => from.empty())} />
        </section>
      )}
    </>
  );
}

function Words({ of }: { of: Readonly<Record<string, unknown>> }) {
  const { words } = writingIn(of);
  return words === '' ? null : <p class="kept-words">{words.length > excerpt ? `${words.slice(0, excerpt)}…` : words}</p>;
}

interface DeleteProps {
  readonly lang: Lang;
  /** Empty where everything goes. */
  readonly title: string;
  readonly label: string;
  readonly ask: string;
  readonly warning: string;
  readonly act: () => void;
}

/** Deletes after it has asked, in place. */
function Delete({ lang, title, label, ask, warning, act }: DeleteProps) {
  const t = texts[lang];
  const [asking, setAsking] = useState(false);
  const question = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (asking) question.current?.focus();
  }, [asking]);
  if (!asking) {
    return (
      <button
        class="button quiet"
        type="button"
        aria-label={title === '' ? undefined : t.delete_what({ title })}
        onClick={() => setAsking(true)}
      >
        <span>{label}</span>
      </button>
    );
  }
  return (
    <div class="kept-ask">
      <p tabIndex={-1} ref={question}>
        {ask} {warning}
      </p>
      <div class="actions">
        <button class="button danger" type="button" onClick={act}>
          {t.delete_yes()}
        </button>
        <button class="button secondary" type="button" onClick={() => setAsking(false)}>
          {t.delete_no()}
        </button>
      </div>
    </div>
  );
}

const root = document.getElementById('reports-here');
if (root) {
  root.textContent = '';
  render(<Here lang={document.documentElement.lang === 'en' ? 'en' : 'vi'} />, root);
}
