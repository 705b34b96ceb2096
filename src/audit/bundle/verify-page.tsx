import { createHash } from 'node:crypto';
import { renderToString } from 'preact-render-to-string';
import { texts } from './messages.gen.ts';

const style = `body{font:1.05rem/1.6 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1c2430;background:#fff}
h1{font-size:1.5rem}.en{color:#5a6472;font-size:.95rem}.good{border-left:.4rem solid #1f7a4d;padding:.1rem 1rem;background:#eef8f2}
.danger{border-left:.4rem solid #b3261e;padding:.1rem 1rem;background:#fdf0ef}code{overflow-wrap:anywhere}
label{display:block;font-weight:600;margin:1.5rem 0 .5rem}li{overflow-wrap:anywhere}`;

type Say = (t: (typeof texts)['vi']) => string;

/** Vietnamese, and English below it: the page is read by whoever is handed it. */
function Both({ of }: { of: Say }) {
  return (
    <>
      <p>{of(texts.vi)}</p>
      <p class="en" lang="en">
        {of(texts.en)}
      </p>
    </>
  );
}

function Value({ of, slot }: { of: Say; slot: string }) {
  return (
    <li>
      {of(texts.vi)} <span class="en">({of(texts.en)})</span>: <code data-slot={slot} />
    </li>
  );
}

function Words({ kind, of }: { kind: string; of: Say }) {
  return (
    <template id={`words-${kind}`}>
      {of(texts.vi)} / {of(texts.en)}
    </template>
  );
}

function Body() {
  return (
    <main>
      <h1>{texts.vi.title()}</h1>
      <Both of={(t) => t.intro()} />
      <noscript>
        <Both of={(t) => t.script_off()} />
      </noscript>
      <label for="files">
        {texts.vi.choose()} <span class="en">({texts.en.choose()})</span>
      </label>
      <input id="files" type="file" multiple accept=".zip,.jsonl" />
      <div role="status">
        <section data-state="working" hidden>
          <Both of={(t) => t.working()} />
        </section>
        <section data-state="files-missing" class="danger" hidden>
          <Both of={(t) => t.files_missing()} />
        </section>
        <section data-state="unreadable" class="danger" hidden>
          <Both of={(t) => t.unreadable()} />
        </section>
        <section data-state="whole" class="good" hidden>
          <Both of={(t) => t.whole()} />
          <ul>
            <Value of={(t) => t.counts_seals()} slot="seals" />
            <Value of={(t) => t.counts_rows()} slot="rows" />
            <Value of={(t) => t.counts_unsealed()} slot="unsealed" />
            <Value of={(t) => t.before()} slot="before" />
            <Value of={(t) => t.first()} slot="first" />
            <Value of={(t) => t.last()} slot="last" />
          </ul>
          <Both of={(t) => t.compare()} />
        </section>
        <section data-state="broken" class="danger" hidden>
          <Both of={(t) => t.broken()} />
          <ul id="breaks" />
          <Both of={(t) => t.broken_advice()} />
        </section>
      </div>
      <Words kind="seal" of={(t) => t.words_seal()} />
      <Words kind="rows" of={(t) => t.words_rows()} />
      <Words kind="beyond" of={(t) => t.words_beyond()} />
      <Words kind="changed" of={(t) => t.words_changed()} />
      <Words kind="missing" of={(t) => t.words_missing()} />
      <Words kind="inserted" of={(t) => t.words_inserted()} />
    </main>
  );
}

/**
 * The page that verifies a bundle without our server: one file, its script inside, and a policy that allows no network at all.
 * Throws where the built script would load another file.
 */
export function verifyPage(built: string): string {
  if (/^\s*import[\s{*"']/m.test(built)) throw new Error("the bundle's script must be one file, but its build imports another");
  const script = built.replaceAll('</script', '<\\/script');
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="content-security-policy" content="${policy}"><title>${texts.vi.title()}</title><style>${style}</style></head>
<body>${renderToString(<Body />)}<script type="module">${script}</script></body></html>
`;
}
